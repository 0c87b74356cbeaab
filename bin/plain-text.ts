/** Without control characters: a name that someone gave a key must not steer the terminal, nor turn its line around. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
}
