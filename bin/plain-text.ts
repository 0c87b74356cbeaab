/** Without control characters: a name that someone gave a key must not steer the terminal. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}/gu, '')
}
