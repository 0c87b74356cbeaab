import Table from 'cli-table3'
import pc from 'picocolors'
import { plainText } from './plain-text'

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
}

export type Column = { head: string; align?: 'left' | 'right' }

/** Columns without lines, as terminals show them best. Cells are written as they are: clean them with `plainText`. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  isColored: boolean,
): string {
  const paint = pc.createColors(isColored)
  const table = new Table({
    head: columns.map(({ head }) => paint.dim(head)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

/** The same for words that people gave. */
export function wordsTable(heads: readonly string[], rows: readonly (readonly string[])[], isColored: boolean): string {
  return tableText(
    heads.map(head => ({ head })),
    rows.map(row => row.map(plainText)),
    isColored,
  )
}
