import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import type { RollupSums } from './rollup-tally'
import { SUMMED, toSums } from './rollups'
import type { Session } from './session'
import type { Grain } from './tally'

/** What one bucket's attempts of one outcome add up to. */
export type OutcomeSums = { bucketAt: Instant; outcome: string; sums: RollupSums }

/**
 * The sums of one key. The buckets are named one by one: each is then one step down the primary key, where a range
 * would read the rows of every key.
 */
export async function readKeyUsage(
  session: Session,
  { grain, buckets, service, keyId }: { grain: Grain; buckets: readonly Instant[]; service: ServiceId; keyId: KeyId },
): Promise<OutcomeSums[]> {
  const rows = await session.db.rollup.groupBy({
    by: ['bucketAt', 'outcome'],
    where: { grain, bucketAt: { in: buckets.map(at => toColumn(at)) }, service, keyId },
    _sum: SUMMED,
    _max: { totalMsMax: true },
  })
  return rows.map(toOutcomeSums)
}

/** The sums of one service or one caller; without a name, of all services together. */
export async function readSubjectUsage(
  session: Session,
  range: { grain: Grain; since: Instant; until: Instant; subject: 'service' | 'caller'; name?: string },
): Promise<OutcomeSums[]> {
  const { grain, since, until, subject, name } = range
  const rows = await session.db.subjectRollup.groupBy({
    by: ['bucketAt', 'outcome'],
    where: { grain, subject, name, bucketAt: { gte: toColumn(since), lt: toColumn(until) } },
    _sum: SUMMED,
    _max: { totalMsMax: true },
  })
  return rows.map(toOutcomeSums)
}

type Grouped = {
  bucketAt: bigint
  outcome: string
  _sum: Parameters<typeof toSums>[0]
  _max: { totalMsMax: number | null }
}

function toOutcomeSums({ bucketAt, outcome, _sum, _max }: Grouped): OutcomeSums {
  return { bucketAt: fromColumn(bucketAt), outcome, sums: toSums(_sum, _max.totalMsMax) }
}
