import { z } from 'zod'
import type { Dialect, Session } from './session'

/** Every column that holds something sealed with the master key, by its table; the rows' id is bound into it. */
export const SEALED_COLUMNS = [
  { table: 'keys', column: 'sealed' },
  { table: 'alert_channels', column: 'sealed' },
] as const
export type SealedColumn = (typeof SEALED_COLUMNS)[number]

export type SealedRow = { id: string; sealed: Uint8Array<ArrayBuffer> }

/** The second byte is the version of the key. */
const VERSION_OF: Record<Dialect, (column: string) => string> = {
  sqlite: column => `hex(substr(${column}, 2, 1))`,
  postgres: column => `upper(lpad(to_hex(get_byte(${column}, 1)), 2, '0'))`,
}
const HEX_OF: Record<Dialect, (column: string) => string> = {
  sqlite: column => `hex(${column})`,
  postgres: column => `upper(encode(${column}, 'hex'))`,
}
const rowsSchema = z.array(z.object({ id: z.string(), hex: z.string() }))
const countSchema = z.array(z.object({ count: z.coerce.number() }))

/** Rows sealed under another version than `version`, in the order of their ids, after `after`. */
export async function listSealedOtherwise(
  { db, dialect }: Session,
  { table, column }: SealedColumn,
  version: number,
  after: string,
  limit: number,
): Promise<SealedRow[]> {
  const placed = dialect === 'sqlite' ? ['?', '?', '?'] : ['$1', '$2', 'CAST($3 AS integer)']
  const sql = `SELECT id, ${HEX_OF[dialect](column)} AS hex FROM ${table}
    WHERE ${column} IS NOT NULL AND ${VERSION_OF[dialect](column)} <> ${placed[0]} AND id > ${placed[1]}
    ORDER BY id LIMIT ${placed[2]}`
  const rows = rowsSchema.parse(await db.$queryRawUnsafe(sql, hexOf(version), after, limit))
  return rows.map(({ id, hex }) => ({ id, sealed: new Uint8Array(Buffer.from(hex, 'hex')) }))
}

export async function countSealed({ db }: Session, { table, column }: SealedColumn): Promise<number> {
  const rows = countSchema.parse(
    await db.$queryRawUnsafe(`SELECT count(*) AS count FROM ${table} WHERE ${column} IS NOT NULL`),
  )
  return rows[0]?.count ?? 0
}

/** Puts one sealed text in another's place. `false`: it was changed meanwhile, and stays as it is. */
export async function replaceSealed(
  { db, dialect }: Session,
  { table, column }: SealedColumn,
  { id, sealed }: SealedRow,
  next: Uint8Array,
): Promise<boolean> {
  const hex = HEX_OF[dialect](column)
  const sql =
    dialect === 'sqlite'
      ? `UPDATE ${table} SET ${column} = unhex(?) WHERE id = ? AND ${hex} = ?`
      : `UPDATE ${table} SET ${column} = decode($1, 'hex') WHERE id = $2 AND ${hex} = $3`
  const hexText = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase()
  return (await db.$executeRawUnsafe(sql, hexText(next), id, hexText(sealed))) === 1
}

function hexOf(version: number): string {
  return version.toString(16).toUpperCase().padStart(2, '0')
}
