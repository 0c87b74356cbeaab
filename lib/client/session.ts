const TIME_LIMIT_MS = 10_000

export type SignedIn =
  | { kind: 'signed-in' }
  | { kind: 'refused' }
  | { kind: 'too-many'; waitSeconds: number }
  | { kind: 'unreachable' }

/** Signs a person in with the session cookie as the result. */
export async function signIn(email: string, password: string): Promise<SignedIn> {
  try {
    const url = await post('/api/auth/callback/credentials', { email, password })
    const refusal = url.searchParams.get('error')
    if (refusal === null) return { kind: 'signed-in' }
    const wait = /^too-many-attempts:(\d+)$/.exec(refusal)?.[1]
    return wait ? { kind: 'too-many', waitSeconds: Number(wait) } : { kind: 'refused' }
  } catch {
    return { kind: 'unreachable' }
  }
}

/** Where the browser goes to sign in at the provider; afterwards it comes to `next`. */
export async function startSingleSignOn(next: string): Promise<string> {
  return (await post('/api/auth/signin/oidc', {}, next)).href
}

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  await post('/api/auth/signout', {})
}

/** next-auth wants its anti-forgery token with every form; the answer is where it would send the browser. */
async function post(path: string, fields: Record<string, string>, callbackUrl = '/'): Promise<URL> {
  const csrf: unknown = await (await fetch('/api/auth/csrf', options())).json()
  const csrfToken = csrf instanceof Object && 'csrfToken' in csrf ? String(csrf.csrfToken) : ''
  const body = new URLSearchParams({ ...fields, csrfToken, json: 'true', callbackUrl })
  const answer: unknown = await (await fetch(path, { ...options(), method: 'POST', body })).json()
  const url = answer instanceof Object && 'url' in answer ? String(answer.url) : '/'
  return new URL(url, location.origin)
}

const options = (): RequestInit => ({ cache: 'no-store', signal: AbortSignal.timeout(TIME_LIMIT_MS) })
