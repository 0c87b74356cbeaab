import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { fromColumn, place, toColumn } from './columns'
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

/** A run that was not seen for this long has ended. */
const SILENT_AFTER_MS = 30 * SECOND_MS

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
