// A public beginning, as upstreams issue it: one short word, then further words only from this list, so that a
// separator inside the random part never widens what is shown.
const PREFIX = /^(?:AIzaSy|AQ\.|[a-z]{1,8}[-_](?:(?:proj|svcacct|admin|ant|or|live|test|api\d\d|v\d)[-_])*)/
const SHOWN_CHARS = 2
/** Below this many secret characters, showing four of them would help to guess the rest. */
const SECRET_MIN_CHARS = 12

/**
 * A secret as people may see it: `gsk_ab…3f`. One form for log lines, answers and screens alike, so that a line in the
 * log is found on the screen by sight, and because longer forms would only reveal more.
 */
export function mask(secret: string): string {
  const prefix = PREFIX.exec(secret)?.[0] ?? ''
  const rest = secret.slice(prefix.length)
  if (secret.length < SECRET_MIN_CHARS) return '…'
  if (rest.length < SECRET_MIN_CHARS) return `${prefix}…`
  return `${prefix}${rest.slice(0, SHOWN_CHARS)}…${rest.slice(-SHOWN_CHARS)}`
}
