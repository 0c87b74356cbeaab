/** Digits, with a fraction or without; anything else (`0x10`, `1e3`) stays text, so that the schema complains of it. */
export function asNumber(text: string): number | string {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text
}

/** Items between commas; blank ones are none. */
export function asList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}
