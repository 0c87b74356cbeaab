import { z } from 'zod'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { fromColumn, parseJson, place, toColumn } from './columns'
import type { RawSession, Session } from './session'

/** A time in which a server ran, as far as it was seen. */
export type ServerRun = { startedAt: Instant; seenAt: Instant }

/** Says that this process still runs. Call it every few seconds: a run that ends abruptly is known that exactly. */
export async function noteRun(session: RawSession, startedAt: Instant): Promise<void> {
  const places = [1, 2, 3].map(number => place(session, number)).join(', ')
  const sql = `INSERT INTO server_runs (id, started_at, seen_at) VALUES (${places})
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`
  await session.db.$executeRawUnsafe(sql, session.writer, toColumn(startedAt), toColumn(session.now()))
}

/**
 * Says what this process holds of callers' budgets, by caller; as `noteRun`, which makes its row, it says that the process
 * still runs. @returns whether there is such a row
 */
export async function shareHeld(session: RawSession, held: HeldOfCallers): Promise<boolean> {
  const [sums, seenAt, id] = [1, 2, 3].map(number => place(session, number))
  const sql = `UPDATE server_runs SET held = ${sums}, seen_at = ${seenAt} WHERE id = ${id}`
  const values = [JSON.stringify(Object.fromEntries(held)), toColumn(session.now()), session.writer]
  return (await session.db.$executeRawUnsafe(sql, ...values)) === 1
}

/** What the other processes hold of callers' budgets, all together; those that have ended hold nothing. */
export async function readHeldElsewhere(session: RawSession): Promise<HeldOfCallers> {
  const [since, own] = [1, 2].map(number => place(session, number))
  const sql = `SELECT held FROM server_runs WHERE seen_at > ${since} AND id <> ${own} AND held <> '{}'`
  const silentAt = toColumn(session.now() - SILENT_AFTER_MS)
  const rows = await session.db.$queryRawUnsafe<{ held: string }[]>(sql, silentAt, session.writer)
  const sums = new Map<string, number>()
  for (const row of rows) {
    for (const [caller, usd] of Object.entries(parseJson(heldSchema, row.held, 'holds of a run'))) {
      sums.set(caller, (sums.get(caller) ?? 0) + usd)
    }
  }
  return sums
}

/** In US dollars, by the caller's id. */
export type HeldOfCallers = ReadonlyMap<string, number>
const heldSchema = z.record(z.string(), z.number())

/** A run that was not seen for this long has ended. */
export const SILENT_AFTER_MS = 30 * SECOND_MS

/** The writers of runs that have not ended, as far as can be seen. */
export async function listRunning(session: RawSession): Promise<string[]> {
  const sql = `SELECT id FROM server_runs WHERE seen_at > ${place(session, 1)}`
  const since = toColumn(session.now() - SILENT_AFTER_MS)
  const rows = await session.db.$queryRawUnsafe<{ id: string }[]>(sql, since)
  return rows.map(({ id }) => id)
}

/** Whether another process than this ran since an instant. */
export async function othersRanSince(session: RawSession, since: Instant): Promise<boolean> {
  const sql = `SELECT id FROM server_runs WHERE seen_at >= ${place(session, 1)} AND id <> ${place(session, 2)} LIMIT 1`
  const rows = await session.db.$queryRawUnsafe<unknown[]>(sql, toColumn(since), session.writer)
  return rows.length > 0
}

/** More restarts than that within one chart are not told apart. */
const RUNS_MAX = 2000

/** The runs that were seen at or after an instant, the latest first. */
export async function listRuns(session: Session, since: Instant): Promise<ServerRun[]> {
  const rows = await session.db.serverRun.findMany({
    where: { seenAt: { gte: toColumn(since) } },
    select: { startedAt: true, seenAt: true },
    orderBy: { seenAt: 'desc' },
    take: RUNS_MAX,
  })
  return rows.map(({ startedAt, seenAt }) => ({ startedAt: fromColumn(startedAt), seenAt: fromColumn(seenAt) }))
}

/** Forgets runs last seen before an instant. */
export function purgeRuns(session: RawSession, before: Instant): Promise<number> {
  const sql = `DELETE FROM server_runs WHERE seen_at < ${place(session, 1)}`
  return session.db.$executeRawUnsafe(sql, toColumn(before))
}
