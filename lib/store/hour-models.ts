import { HOUR_MS } from '@/lib/engine/vocabulary'
import { place, toColumn } from './columns'
import type { MinuteTally } from './rollup-tally'
import type { HourModels, RawSession } from './session'
import { bucketOf, OTHER_MODELS } from './tally'

/** Names of models that are counted apart, per service and hour: callers choose them, and each makes rows. */
export const MODELS_MAX_PER_HOUR = 200

/** Two hours may be written at once, for as many services as there are. */
const HOURS_KEPT_MS = 2 * HOUR_MS

/** The same sums, for the rollups: a model beyond the hour's bound is called `other`. */
export async function boundModels(
  session: RawSession,
  seen: HourModels,
  minutes: readonly MinuteTally[],
): Promise<readonly MinuteTally[]> {
  const bounded: MinuteTally[] = []
  for (const minute of minutes) {
    const { model, service, bucketAt } = minute
    const names = model === '' ? null : await namesOf(session, seen, service, bucketOf(bucketAt, 'hour'))
    if (names && names.size < MODELS_MAX_PER_HOUR) names.add(model)
    const isCountedApart = names === null || names.has(model)
    bounded.push(isCountedApart ? minute : { ...minute, model: OTHER_MODELS })
  }
  return bounded
}

/** Read from the database once, so that a restart begins no new bound. */
async function namesOf(session: RawSession, seen: HourModels, service: string, hourAt: number): Promise<Set<string>> {
  const id = JSON.stringify([hourAt, service])
  const known = seen.get(id)
  if (known) return known
  const sql = `SELECT DISTINCT model FROM rollups
    WHERE grain = 'hour' AND bucket_at = ${place(session, 1)} AND service = ${place(session, 2)}
    LIMIT ${MODELS_MAX_PER_HOUR + 2}`
  const rows = await session.db.$queryRawUnsafe<{ model: string }[]>(sql, toColumn(hourAt), service)
  const names = new Set(rows.map(({ model }) => model).filter(model => model !== '' && model !== OTHER_MODELS))
  for (const old of seen.keys()) if (JSON.parse(old)[0] < hourAt - HOURS_KEPT_MS) seen.delete(old)
  seen.set(id, names)
  return names
}
