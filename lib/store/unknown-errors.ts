import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Instant, OUTCOME_KINDS, type OutcomeKind, type ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import { storable } from './json-rows'
import type { Session, Store } from './session'

/** Errors of one shape that a process met since it last told. */
export type UnknownNote = {
  service: ServiceId
  /** 0: said inside a stream. */
  status: number
  shape: string
  outcome: OutcomeKind
  /** The newest, redacted. */
  sample: string
  count: number
  at: Instant
}

export type UnknownError = Omit<UnknownNote, 'at'> & { id: string; firstAt: Instant; lastAt: Instant }

/** Rows kept in all; beyond, the one not seen for longest goes. */
export const UNKNOWN_KEPT = 500

/** Adds counts to what is known of each shape. One that a person dismissed stays dismissed. */
export async function addUnknownErrors(store: Store, notes: readonly UnknownNote[]): Promise<void> {
  if (notes.length === 0) return
  // in one order everywhere, so that no two processes wait for each other
  const inOrder = notes
    .map(note => ({ ...note, shape: storable(note.shape), sample: storable(note.sample) }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  await store.transaction(async ({ db }) => {
    for (const { service, status, shape, outcome, sample, count, at } of inOrder) {
      const where = { service_status_shape: { service, status, shape } }
      const seen = { outcome, sample, lastAt: toColumn(at) }
      const create = {
        id: randomUUID(),
        service,
        status,
        shape,
        ...seen,
        count: toColumn(count),
        firstAt: toColumn(at),
      }
      await db.unknownError.upsert({ where, create, update: { ...seen, count: { increment: toColumn(count) } } })
    }
    const over = (await db.unknownError.count()) - UNKNOWN_KEPT
    if (over <= 0) return
    const oldest = await db.unknownError.findMany({ orderBy: { lastAt: 'asc' }, take: over, select: { id: true } })
    await db.unknownError.deleteMany({ where: { id: { in: oldest.map(({ id }) => id) } } })
  })
}

/** Those that wait for a person, the most frequent first. */
export async function listUnknownErrors(session: Session, limit: number): Promise<UnknownError[]> {
  const rows = await session.db.unknownError.findMany({
    where: { dismissedAt: null },
    orderBy: [{ count: 'desc' }, { id: 'asc' }],
    take: limit,
  })
  return rows.map(toError)
}

export async function countUnknownErrors(session: Session): Promise<number> {
  return session.db.unknownError.count({ where: { dismissedAt: null } })
}

export async function findUnknownError(session: Session, id: string): Promise<UnknownError | null> {
  const row = await session.db.unknownError.findUnique({ where: { id } })
  return row && row.dismissedAt === null ? toError(row) : null
}

export async function dismissUnknownError(session: Session, id: string, at: Instant): Promise<void> {
  await session.db.unknownError.update({ where: { id }, data: { dismissedAt: toColumn(at) } })
}

/** It waits again, if it is still dismissed as it was at an instant. */
export async function recallUnknownError(session: Session, id: string, at: Instant): Promise<boolean> {
  const where = { id, dismissedAt: toColumn(at) }
  const { count } = await session.db.unknownError.updateMany({ where, data: { dismissedAt: null } })
  return count > 0
}

/** A rule knows them now: they are no news, and may be again when the rule goes. */
export async function forgetUnknownErrors(session: Session, ids: readonly string[]): Promise<void> {
  await session.db.unknownError.deleteMany({ where: { id: { in: [...ids] } } })
}

type Row = NonNullable<Awaited<ReturnType<Session['db']['unknownError']['findUnique']>>>
const outcomeKind = z.enum(OUTCOME_KINDS).catch('caller-error')

function toError({ dismissedAt: _, firstAt, lastAt, count, outcome, ...row }: Row): UnknownError {
  return {
    ...row,
    outcome: outcomeKind.parse(outcome),
    count: fromColumn(count),
    firstAt: fromColumn(firstAt),
    lastAt: fromColumn(lastAt),
  }
}

function nameOf({ service, status, shape }: UnknownNote): string {
  return `${service}|${status}|${shape}`
}
