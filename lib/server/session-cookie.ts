/** Bound to our host where the browser can be sure of it, so that no neighbouring host can plant one. */
export function sessionCookieName(isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}keywheel.session`
}
