const FILLER = 'the wheel turns and every key takes its share of the way '

/** The text of a stream's chunk: its number in brackets, counted from 1, and filler up to `chars`. */
export function chunkText(number: number, chars: number): string {
  return fill(`[${number}] `, chars)
}

/** The text of a plain answer. */
export function answerText(chars: number): string {
  return fill('', chars)
}

/** The numbers of the chunks in a received text, in their order: `[1, 2, 3]` when nothing was lost or reordered. */
export function readChunkNumbers(text: string): number[] {
  return Array.from(text.matchAll(/\[(\d+)\] /g), match => Number(match[1]))
}

function fill(start: string, chars: number): string {
  const missing = chars - start.length
  return missing > 0 ? start + FILLER.repeat(Math.ceil(missing / FILLER.length)).slice(0, missing) : start
}
