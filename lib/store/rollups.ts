import type { Instant } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import type { RollupSums } from './rollup-tally'
import type { Session } from './session'
import type { Grain } from './tally'
import type { UsageGrain } from './usage-tally'

/** What sums may be split by; an absent key, model or caller is `''`. */
const ROLLUP_SPLITS = ['service', 'keyId', 'model', 'caller', 'outcome'] as const
type RollupSplit = (typeof ROLLUP_SPLITS)[number]

export type RollupFilter = {
  grain: Grain
  /** Buckets that begin at or after. */
  since: Instant
  /** Buckets that begin before. */
  until: Instant
  service?: string
  keyId?: string
  model?: string
  caller?: string
  /** Which series are wanted; none: one sum per bucket. */
  by: readonly RollupSplit[]
}

/** The sums of one bucket and one combination of what they are split by. */
export type RollupRow = { bucketAt: Instant; sums: RollupSums } & Partial<Record<RollupSplit, string>>

/** Sums per bucket, oldest first. A bucket without attempts is absent. */
export async function readRollups(session: Session, filter: RollupFilter): Promise<RollupRow[]> {
  const { grain, since, until, by, service, keyId, model, caller } = filter
  const rows = await session.db.rollup.groupBy({
    by: ['bucketAt', ...by],
    where: { grain, bucketAt: { gte: toColumn(since), lt: toColumn(until) }, service, keyId, model, caller },
    _sum: SUMMED,
    _max: { totalMsMax: true },
    orderBy: { bucketAt: 'asc' },
  })
  return rows.map(({ bucketAt, _sum, _max, ...split }) => ({
    ...split,
    bucketAt: fromColumn(bucketAt),
    sums: toSums(_sum, _max.totalMsMax),
  }))
}

/** How many attempts ended how, per service: one sum over all buckets, and so few rows whatever the grain. */
export async function countAttempts(
  session: Session,
  { grain, since, until }: Pick<RollupFilter, 'grain' | 'since' | 'until'>,
): Promise<{ service: string; outcome: string; attempts: number }[]> {
  const rows = await session.db.rollup.groupBy({
    by: ['service', 'outcome'],
    where: { grain, bucketAt: { gte: toColumn(since), lt: toColumn(until) } },
    _sum: { attempts: true },
  })
  return rows.map(({ service, outcome, _sum }) => ({ service, outcome, attempts: Number(_sum.attempts ?? 0) }))
}

export const ROLLUP_TABLES = ['rollups', 'subject_rollups', 'facets'] as const
export type PurgedSums =
  | { table: (typeof ROLLUP_TABLES)[number]; grain: Grain }
  | { table: 'usage_rollups'; grain: UsageGrain }

/** Forgets buckets of a grain that began before an instant, at most `limit` rows of them, and returns how many. */
export async function purgeRollups(
  session: Session,
  { table, grain }: PurgedSums,
  before: Instant,
  limit: number,
): Promise<number> {
  const { row, parameters } = PURGE[session.dialect]
  return session.db.$executeRawUnsafe(
    `DELETE FROM ${table} WHERE ${row} IN
      (SELECT ${row} FROM ${table} WHERE grain = ${parameters[0]} AND bucket_at < ${parameters[1]} LIMIT ${parameters[2]})`,
    grain,
    toColumn(before),
    limit,
  )
}

const PURGE = {
  sqlite: { row: 'rowid', parameters: ['?', '?', '?'] },
  postgres: { row: 'ctid', parameters: ['$1', '$2', '$3'] },
} as const

/** The columns that add up; `totalMsMax` does not. */
export const SUMMED = {
  attempts: true,
  units: true,
  tokensIn: true,
  tokensOut: true,
  costUsd: true,
  totalMsSum: true,
  firstByteMsSum: true,
  firstByteCount: true,
  within100: true,
  within250: true,
  within500: true,
  within1000: true,
  within2500: true,
  within5000: true,
  within10000: true,
  within30000: true,
  longer: true,
  first100: true,
  first250: true,
  first500: true,
  first1000: true,
  first2500: true,
  first5000: true,
  first10000: true,
  first30000: true,
  firstLonger: true,
} as const

export type Summed = Record<keyof typeof SUMMED, bigint | number | null>

export function toSums(sum: Summed, totalMsMax: number | null): RollupSums {
  return {
    attempts: Number(sum.attempts ?? 0),
    units: Number(sum.units ?? 0),
    tokensIn: Number(sum.tokensIn ?? 0),
    tokensOut: Number(sum.tokensOut ?? 0),
    costUsd: Number(sum.costUsd ?? 0),
    totalMsSum: Number(sum.totalMsSum ?? 0),
    totalMsMax: totalMsMax ?? 0,
    firstByteMsSum: Number(sum.firstByteMsSum ?? 0),
    firstByteCount: Number(sum.firstByteCount ?? 0),
    durations: [
      sum.within100,
      sum.within250,
      sum.within500,
      sum.within1000,
      sum.within2500,
      sum.within5000,
      sum.within10000,
      sum.within30000,
      sum.longer,
    ].map(count => Number(count ?? 0)),
    firstBytes: [
      sum.first100,
      sum.first250,
      sum.first500,
      sum.first1000,
      sum.first2500,
      sum.first5000,
      sum.first10000,
      sum.first30000,
      sum.firstLonger,
    ].map(count => Number(count ?? 0)),
  }
}
