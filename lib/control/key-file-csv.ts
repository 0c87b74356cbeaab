import { CsvError, parse } from 'csv-parse/sync'
import { fieldNamed, isFieldName } from './key-file-fields'
import type { RawFile } from './key-file-row'

const NUMBER_FIELDS = new Set([
  'priority',
  'weight',
  'dailyLimit',
  'minuteLimit',
  'tokenMinuteLimit',
  'concurrencyLimit',
])
const LIST_FIELDS = new Set(['models', 'labels'])

type CsvRow = { line: number; cells: string[] }

/**
 * CSV whose first line names the columns, separated by comma, semicolon or tab; or a plain list, one key per line.
 * A blank cell is absent; the items of a list in a cell are separated by `|` or spaces.
 */
export function readCsvRows(text: string): RawFile {
  const file: RawFile = { rows: [], skipped: [], problems: [] }
  const records = readRecords(text, file)
  const [first] = records
  if (!first) return file
  const isPlainList = records.every(({ cells }) => cells.length === 1) && !isFieldName(first.cells[0] ?? '')
  const columns = isPlainList ? ['apiKey'] : first.cells.map(fieldNamed)
  if (!columns.includes('apiKey')) {
    const text = 'wanted a first line that names the columns, apiKey among them'
    file.problems.push({ line: first.line, code: 'no-columns', text })
    return file
  }
  for (const record of isPlainList ? records : records.slice(1)) addRecord(file, record, columns)
  return file
}

function readRecords(text: string, file: RawFile): CsvRow[] {
  try {
    const records: unknown[] = parse(text, {
      delimiter: [',', ';', '\t'],
      comment: '#',
      comment_no_infix: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      info: true,
    })
    return records.map(asRecord)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // Its message may quote the file, and so a secret.
    const line = typeof error.lines === 'number' ? error.lines : 1
    file.problems.push({ line, code: 'open-quote', text: 'a quoted cell is not closed or is followed by other text' })
    return []
  }
}

/** With `info: true` and no columns, csv-parse gives each record this shape. */
function asRecord(parsed: unknown): CsvRow {
  const { info, record } = parsed as { info: { lines: number }; record: string[] }
  return { line: info.lines, cells: record }
}

function addRecord(file: RawFile, { line, cells }: CsvRow, columns: readonly string[]): void {
  if (cells.length > columns.length) {
    const text = `has ${cells.length} cells, but the first line names ${columns.length} columns`
    file.problems.push({ line, code: 'too-many-cells', text })
    return
  }
  const fields = new Map<string, unknown>()
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? ''
    if (cell !== '') fields.set(column, readCell(column, cell))
  }
  if (fields.has('apiKey')) file.rows.push({ line, fields })
  else file.skipped.push({ line, code: 'blank', text: `${String(fields.get('name') ?? 'the key')} is blank` })
}

/** A number that is none, or not in plain digits (`0x10`), stays text, so that the schema complains of it. */
function readCell(column: string, cell: string): unknown {
  if (NUMBER_FIELDS.has(column)) return /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell
  return LIST_FIELDS.has(column) ? cell.split(/[|\s]+/).filter(Boolean) : cell
}
