import type { Instant } from '@/lib/engine/vocabulary'
import { jsonRows } from './json-rows'
import type { Dialect, RawSession } from './session'

type Table = 'key_states' | 'account_states'

/** A row whose state was last written by another process, or by an operator. */
type ForeignRow = { identity: string[]; state: string; decidedAt: Instant }

/** In an upsert: this process's state replaces only one that it wrote itself; others wait for `writeMerged`. */
export const KEEP_FOREIGN_STATE = (table: Table) => `updated_at = excluded.updated_at,
  state = CASE WHEN ${table}.updated_by = excluded.updated_by THEN excluded.state ELSE ${table}.state END`

/** The foreign ones among these rows; call it after the upsert, which locked them. With one process there are none. */
export async function readForeign(
  { db, dialect, writer }: RawSession,
  table: Table,
  columns: readonly string[],
  identities: readonly (readonly string[])[],
): Promise<ForeignRow[]> {
  if (identities.length === 0) return []
  const { from, writer: parameter } = LISTED[dialect]
  const listed = columns.map((_, index) => `item.value->>${index}`).join(', ')
  const sql = `SELECT ${columns.join(', ')}, state, decided_at FROM ${table}
    WHERE (${columns.join(', ')}) IN (SELECT ${listed} FROM ${from})
      AND (updated_by IS NULL OR updated_by <> ${parameter})`
  const rows = await db.$queryRawUnsafe<Record<string, unknown>[]>(sql, textRows(identities), writer)
  return rows.map(row => ({
    identity: columns.map(column => String(row[column])),
    state: String(row.state),
    decidedAt: Number(row.decided_at),
  }))
}

/** Keeps merged states. A row that now says what this process knows is its own from here on; others stay shared. */
export async function writeMerged(
  { db, dialect, writer }: RawSession,
  table: Table,
  columns: readonly string[],
  rows: readonly { identity: readonly string[]; state: string; isOwn: boolean }[],
): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map(({ identity, state, isOwn }) => [...identity, state, isOwn ? writer : null])
  const { from } = LISTED[dialect]
  const at = columns.length
  const isMeant = columns.map((column, index) => `${table}.${column} = item.value->>${index}`).join(' AND ')
  const sql = `UPDATE ${table} SET state = item.value->>${at}, updated_by = item.value->>${at + 1}
    FROM ${from} WHERE ${isMeant}`
  await db.$executeRawUnsafe(sql, textRows(values))
}

function textRows(rows: readonly (readonly (string | null)[])[]): string {
  const columns = (rows[0] ?? []).map((_, index) => ({
    name: `${index}`,
    type: 'text' as const,
    read: (row: readonly (string | null)[]) => row[index] ?? null,
  }))
  return jsonRows(columns, rows)
}

const LISTED: Record<Dialect, { from: string; writer: string }> = {
  sqlite: { from: 'json_each(?) AS item', writer: '?' },
  postgres: { from: 'jsonb_array_elements(CAST($1 AS jsonb)) AS item(value)', writer: '$2' },
}
