/** The text of a key file as browser and server both count its characters: without a byte order mark, lines ended by \n. */
export function plainKeyText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
}
