/** Texts in lines that people copy: as they are where nothing in them means anything there, else quoted. */

const PLAIN = /^[\w.,:/@%+-]+$/

/** One word of a shell command. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A string of JavaScript. */
export function scriptString(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`
}

/** The value of a line in a `.env`; there is none for a text that holds every kind of quote. */
export function envValue(text: string): string {
  if (PLAIN.test(text)) return text
  // between double quotes \n would mean a new line
  const quote = ["'", '`', '"'].find(mark => !text.includes(mark)) ?? '"'
  return `${quote}${text}${quote}`
}
