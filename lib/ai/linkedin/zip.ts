import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { SHEET_MAX_BYTES, sheetNamed } from './sheets'
import { UnreadableFile, unreadable } from './unreadable-file'

/** A whole export of a long career has some hundred files. */
const ENTRIES_MAX = 2000

type ZippedSheet = { name: string; bytes: Uint8Array }

/**
 * The tables of a LinkedIn export. Only what we want is inflated, and never more than it says or may be.
 * @param limitBytes of all tables together
 * @throws UnreadableFile
 */
export async function readZip(file: string, bytes: Uint8Array, limitBytes: number): Promise<ZippedSheet[]> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    if (zip.entryCount > ENTRIES_MAX) throw unreadable('too-many-entries', file)
    return await readSheets(file, zip, limitBytes)
  } catch (error) {
    // whatever the library says of it: the archive is not what it should be
    throw error instanceof UnreadableFile ? error : unreadable('malformed', file)
  }
}

async function readSheets(file: string, zip: ZipFile, limitBytes: number): Promise<ZippedSheet[]> {
  const sheets: ZippedSheet[] = []
  let left = limitBytes
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('.csv') || sheetNamed(entry.fileName) === null) continue
    if (entry.isEncrypted()) throw unreadable('encrypted', file)
    const bytes = await inflate(zip, entry, Math.min(SHEET_MAX_BYTES, left), entry.fileName)
    left -= bytes.byteLength
    sheets.push({ name: entry.fileName, bytes })
  }
  if (sheets.length === 0) throw unreadable('not-linkedin', file)
  return sheets
}

/** Stops at the limit, whatever size was announced. */
async function inflate(zip: ZipFile, entry: Entry, limitBytes: number, file: string): Promise<Uint8Array> {
  if (entry.uncompressedSize > limitBytes) throw unreadable('too-large', file)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    size += chunk.length
    if (size > limitBytes) throw unreadable('too-large', file)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
