/**
 * The roles a table has anyway. They are spelled out because some browsers forget them where CSS changes the display,
 * as the phone's layout does.
 */
export const ROLES = {
  table: { role: 'table' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  header: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const
