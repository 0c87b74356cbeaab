import { readPdf } from './pdf'
import { type Row, readRows, type SheetName, type Sheets, sheetNamed, sheetOf } from './sheets'
import { unreadable } from './unreadable-file'
import { readZip } from './zip'

export type GivenFile = { name: string; bytes: Uint8Array }

/** What files hold: tables that need no model, and text that does. */
export type Material = { sheets: Sheets; texts: string[] }

/** All tables of a request together, inflated; a long career has some hundred kilobytes. */
const ALL_SHEETS_MAX_BYTES = 3_000_000

/** Reads each file by what it is, not by what it is called. @throws UnreadableFile */
export async function readFiles(files: readonly GivenFile[]): Promise<Material> {
  const sheets: Partial<Record<SheetName, Row[]>> = {}
  const texts: string[] = []
  let left = ALL_SHEETS_MAX_BYTES
  const addSheet = ({ name, bytes }: GivenFile) => {
    left -= bytes.length
    if (left < 0) throw unreadable('too-large', name)
    const { rows, columns } = readRows(name, bytes)
    const sheet = sheetNamed(name) ?? sheetOf(rows, columns)
    if (sheet === null) throw unreadable('not-linkedin', name)
    sheets[sheet] = [...(sheets[sheet] ?? []), ...rows]
  }
  for (const file of files) {
    if (file.bytes.length === 0) throw unreadable('no-text', file.name)
    const kind = kindOf(file)
    if (kind === 'zip') for (const sheet of await readZip(file.name, file.bytes, left)) addSheet(sheet)
    else if (kind === 'csv') addSheet(file)
    else {
      const text = kind === 'pdf' ? await readPdf(file.name, file.bytes) : textOf(file)
      if (text.trim() === '') throw unreadable('no-text', file.name)
      texts.push(text)
    }
  }
  return { sheets, texts }
}

function kindOf({ name, bytes }: GivenFile): 'zip' | 'pdf' | 'csv' | 'text' {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  if (head.startsWith('PK')) return 'zip'
  if (head.includes('%PDF-')) return 'pdf'
  if (/\.csv$/i.test(name)) return 'csv'
  if (/\.(zip|pdf)$/i.test(name)) throw unreadable('malformed', name)
  if (/\.(txt|md|markdown|json)$/i.test(name)) return 'text'
  throw unreadable('unknown-kind', name)
}

function textOf({ name, bytes }: GivenFile): string {
  const text = new TextDecoder().decode(bytes)
  if (text.includes('\0')) throw unreadable('malformed', name)
  return text
}
