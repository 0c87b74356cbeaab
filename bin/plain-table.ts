import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'
import { plainText } from './plain-text'

export type Column = { head: string; align?: 'left' | 'right' }

const GAP = '  '
/** Letters of East Asia and emoji take two places in a terminal; marks that go over a letter take none. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const WITHOUT_WIDTH = /[\p{M}\u200b-\u200d]/u
const ONE_PLACE_EACH = /^[\x20-\x7e]*$/

/**
 * Columns without lines, as terminals show them best. Cells may have colours and several lines; they are written as
 * they are: clean them with `plainText`. Takes time in proportion to the rows.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  isColored: boolean,
): string {
  const paint = pc.createColors(isColored)
  const heads = columns.map(({ head }) => paint.dim(head))
  const lines = [heads, ...rows].flatMap(linesOf)
  const widths = columns.map((_, index) => lines.reduce((most, line) => Math.max(most, widthOf(line[index])), 0))
  return lines.map(line => lineText(line, columns, widths)).join('\n')
}

/** One line of cells for every line of a row's tallest cell. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map(cell => cell.split('\n'))
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, index) => cells.map(cell => cell[index] ?? ''))
}

function lineText(line: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const cells = columns.map(({ align }, index) => {
    const cell = line[index] ?? ''
    const room = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)))
    return align === 'right' ? room + cell : cell + room
  })
  return cells.join(GAP).trimEnd()
}

/** Places that a text takes in a terminal. */
function widthOf(text = ''): number {
  if (ONE_PLACE_EACH.test(text)) return text.length
  let width = 0
  for (const letter of stripVTControlCharacters(text)) {
    if (!WITHOUT_WIDTH.test(letter)) width += WIDE.test(letter) ? 2 : 1
  }
  return width
}

/** The same for words that people gave. */
export function wordsTable(heads: readonly string[], rows: readonly (readonly string[])[], isColored: boolean): string {
  return tableText(
    heads.map(head => ({ head })),
    rows.map(row => row.map(plainText)),
    isColored,
  )
}
