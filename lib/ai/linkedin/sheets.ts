import { parse } from 'csv-parse/sync'
import { unreadable } from './unreadable-file'

/** The tables of LinkedIn's data export that speak about a career, by the letters of their file names. */
const SHEET_NAMES = [
  'profile',
  'positions',
  'education',
  'skills',
  'languages',
  'certifications',
  'projects',
  'honors',
  'volunteering',
  'publications',
  'courses',
  'emailaddresses',
  'phonenumbers',
  'recommendationsreceived',
] as const
export type SheetName = (typeof SHEET_NAMES)[number]

/** A row by its column's name in small letters; what is empty is left out. */
export type Row = Readonly<Record<string, string>>
export type Sheets = Partial<Record<SheetName, readonly Row[]>>

const ROWS_MAX = 1000
const COLUMNS_MAX = 64
const RECORD_MAX_CHARS = 100_000
/** A table of thousand long rows. */
export const SHEET_MAX_BYTES = 500_000

/** `null`: no table that we know. A browser's `Positions (1).csv` is one. */
export function sheetNamed(file: string): SheetName | null {
  const letters = baseName(file)
    .replace(/\.csv$/i, '')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
  return SHEET_NAMES.find(name => name === letters) ?? null
}

/** The columns by which a renamed table is known. */
const MARKS: Partial<Record<SheetName, readonly string[]>> = {
  profile: ['first name', 'last name', 'headline'],
  positions: ['company name', 'title'],
  education: ['school name'],
  volunteering: ['company name', 'role'],
  certifications: ['name', 'authority'],
  languages: ['name', 'proficiency'],
}

export function sheetOf(rows: readonly Row[], columns: ReadonlySet<string>): SheetName | null {
  if (rows.length === 0) return null
  return SHEET_NAMES.find(name => MARKS[name]?.every(column => columns.has(column))) ?? null
}

/** @throws UnreadableFile `malformed`, `too-large` */
export function readRows(file: string, bytes: Uint8Array): { rows: Row[]; columns: ReadonlySet<string> } {
  if (bytes.length > SHEET_MAX_BYTES) throw unreadable('too-large', file)
  const text = new TextDecoder().decode(bytes)
  if (text.includes('\0')) throw unreadable('malformed', file)
  const [header = [], ...records] = readRecords(file, text)
  if (records.length > ROWS_MAX) throw unreadable('too-large', file)
  const columns = header.map(name => name.toLowerCase())
  return { rows: records.map(record => rowOf(columns, record)), columns: new Set(columns) }
}

function readRecords(file: string, text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: RECORD_MAX_CHARS,
      to: ROWS_MAX + 2,
      on_record: (record: string[]) => {
        if (record.length > COLUMNS_MAX) throw unreadable('too-large', file)
        return record
      },
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw unreadable('malformed', file)
    throw error
  }
}

function rowOf(columns: readonly string[], record: readonly string[]): Row {
  const cells = columns.map((column, at) => [column, record[at] ?? ''] as const)
  return Object.fromEntries(cells.filter(([, value]) => value !== ''))
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}
