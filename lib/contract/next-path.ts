/** Any origin: only whether a path stays on it matters. */
const HERE = 'https://keywheel.invalid'
const NEXT_MAX_LENGTH = 2000
/** Pages that lead back to signing in, and what is no page. */
const NO_AIM = /^\/(login|setup|api)(\/|$)/

/** Where to go after signing in: the page that was asked for, when it is one of ours; else the overview. */
export function nextPath(asked: string | null | undefined): string {
  if (!asked || asked.length > NEXT_MAX_LENGTH || !asked.startsWith('/')) return '/'
  const url = URL.canParse(asked, HERE) ? new URL(asked, HERE) : null
  if (url === null || url.origin !== HERE || NO_AIM.test(url.pathname)) return '/'
  return url.pathname + url.search + url.hash
}

/** The sign-in page that leads back to `path`. */
export function signInPath(path: string): string {
  const next = nextPath(path)
  return next === '/' ? '/login' : `/login?${new URLSearchParams({ next })}`
}
