const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Remembers something in this browser for the server's next page, a year long; an empty value forgets it. */
export function keepCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${name}=${value}; path=/; max-age=${value === '' ? 0 : YEAR_SECONDS}; samesite=lax`
}
