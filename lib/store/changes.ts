import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import type { Session } from './session'

/** Something running processes must pick up. `kind` is the writer's word: `key-changed`, `keys-reset`. */
export type Change = { id: number; at: Instant; kind: string; service: ServiceId | null; keyId: KeyId | null }

/** Held by writers on Postgres until they commit: ids then become visible in their order, and no reader skips one. */
const CHANGE_LOCK_ID = 72_707_370

/** Call it in the transaction of the change it tells of, as its last statement. */
export async function appendChange(session: Session, change: Omit<Change, 'id' | 'at'>): Promise<void> {
  if (session.dialect === 'postgres') {
    await session.db.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${CHANGE_LOCK_ID})`)
  }
  await session.db.change.create({ data: { ...change, at: toColumn(session.now()) } })
}

/** The changes after one, oldest first. */
export async function readChanges(session: Session, afterId: number, limit: number): Promise<Change[]> {
  const rows = await session.db.change.findMany({ where: { id: { gt: afterId } }, orderBy: { id: 'asc' }, take: limit })
  return rows.map(row => ({ ...row, at: fromColumn(row.at) }))
}

/** The newest change's id, 0 when there is none. Read it before the pools are loaded. */
export async function lastChangeId(session: Session): Promise<number> {
  const { _max } = await session.db.change.aggregate({ _max: { id: true } })
  return _max.id ?? 0
}

/** Forgets changes from before an instant; the newest stays, so that ids go on from it. Returns how many. */
export async function purgeChanges(session: Session, before: Instant): Promise<number> {
  const where = { at: { lt: toColumn(before) }, id: { lt: await lastChangeId(session) } }
  const { count } = await session.db.change.deleteMany({ where })
  return count
}
