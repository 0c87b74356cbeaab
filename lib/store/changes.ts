import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, place, toColumn } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { RawSession, Session } from './session'

/** A change that a process tells of by itself: something befell a key. Its `keyId` is the event's id. */
export const KEY_EVENT_CHANGE = 'key-event'

/** Something running processes must pick up. `kind` is the writer's word: `key-changed`, `keys-reset`. */
export type Change = { id: number; at: Instant; kind: string; service: ServiceId | null; keyId: KeyId | null }

/** Held by writers on Postgres until they commit: ids then become visible in their order, and no reader skips one. */
const CHANGE_LOCK_ID = 72_707_370

/** Call it in the transaction of the change it tells of, as its last statement. */
export function appendChange(session: RawSession, change: Omit<Change, 'id' | 'at'>): Promise<void> {
  return appendChanges(session, [change])
}

/** As `appendChange`, of many at once. */
export async function appendChanges(session: RawSession, changes: readonly Omit<Change, 'id' | 'at'>[]): Promise<void> {
  if (changes.length === 0) return
  await lockChanges(session)
  const now = session.now()
  const columns: readonly JsonColumn<Omit<Change, 'id' | 'at'>>[] = [
    { name: 'at', type: 'integer', read: () => now },
    { name: 'kind', type: 'text', read: ({ kind }) => kind },
    { name: 'service', type: 'text', read: ({ service }) => service },
    { name: 'key_id', type: 'text', read: ({ keyId }) => keyId },
  ]
  const sql = insertFromJson(session.dialect, 'changes', columns)
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, changes))
}

async function lockChanges(session: RawSession): Promise<void> {
  if (session.dialect !== 'postgres') return
  await session.db.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${CHANGE_LOCK_ID})`)
}

/** The changes after one, oldest first. */
export async function readChanges(session: RawSession, afterId: number, limit: number): Promise<Change[]> {
  const sql = `SELECT id, at, kind, service, key_id AS "keyId" FROM changes
    WHERE id > ${place(session, 1)} ORDER BY id LIMIT ${limit}`
  const rows = await session.db.$queryRawUnsafe<(Omit<Change, 'at'> & { at: bigint })[]>(sql, afterId)
  return rows.map(row => ({ ...row, at: fromColumn(row.at) }))
}

/** The newest change's id, 0 when there is none. Read it before the pools are loaded. */
export async function lastChangeId(session: RawSession): Promise<number> {
  const [row] = await session.db.$queryRawUnsafe<{ last: number | bigint | null }[]>(
    'SELECT max(id) AS last FROM changes',
  )
  return Number(row?.last ?? 0)
}

/** Forgets changes from before an instant; the newest stays, so that ids go on from it. Returns how many. */
export async function purgeChanges(session: Session, before: Instant): Promise<number> {
  const sql = `DELETE FROM changes WHERE at < ${place(session, 1)} AND id < ${place(session, 2)}`
  return session.db.$executeRawUnsafe(sql, toColumn(before), await lastChangeId(session))
}
