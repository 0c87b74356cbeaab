import { GROUP_OF_OUTCOME, type OutcomeGroup, type UsageBucket, type UsageGrain } from '@/lib/contract/usage'
import { dayResetAt } from '@/lib/engine/quota'
import { DAY_MS, type Instant } from '@/lib/engine/vocabulary'
import { DURATION_BOUNDS_MS, DURATION_BUCKET_COUNT, type RollupSums } from '@/lib/store/rollup-tally'
import type { ServerRun } from '@/lib/store/server-runs'
import { GRAIN_MS } from '@/lib/store/tally'
import type { OutcomeSums } from '@/lib/store/usage'
import { iso } from './key-view'

/** A bucket's beginning and end. */
export type Bucket = { at: Instant; endsAt: Instant }

/** The buckets that touch a range, oldest first; days turn in `zone`. At most `limit` and one more. */
export function bucketsBetween(
  { grain, from, to, zone }: { grain: UsageGrain; from: Instant; to: Instant; zone: string },
  limit: number,
): Bucket[] {
  const buckets: Bucket[] = []
  for (let at = startOf(grain, from, zone); at < to && buckets.length <= limit; ) {
    const endsAt = grain === 'day' ? dayResetAt(at, zone) : at + GRAIN_MS[grain]
    buckets.push({ at, endsAt })
    at = endsAt
  }
  return buckets
}

function startOf(grain: UsageGrain, at: Instant, zone: string): Instant {
  if (grain !== 'day') return at - (at % GRAIN_MS[grain])
  // the day that `at` lies in began where the one before it ended
  let start = dayResetAt(at - 2 * DAY_MS, zone)
  for (let next = dayResetAt(start, zone); next <= at; next = dayResetAt(start, zone)) start = next
  return start
}

/** When something could have been recorded: between `since` (the key's beginning) and now, while a server ran. */
export type Known = { since: Instant; now: Instant; runs: readonly ServerRun[] }

/** The answer's buckets. Sums of finer grain than the buckets fall into the one that holds their beginning. */
export function fillBuckets(buckets: readonly Bucket[], rows: readonly OutcomeSums[], known: Known): UsageBucket[] {
  const ordered = [...rows].sort((one, other) => one.bucketAt - other.bucketAt)
  let next = 0
  return buckets.map(bucket => {
    const own: OutcomeSums[] = []
    for (let row = ordered[next]; row && row.bucketAt < bucket.endsAt; row = ordered[++next]) own.push(row)
    return { at: iso(bucket.at), isGap: own.length === 0 && isUnknown(bucket, known), ...addedUp(own) }
  })
}

function isUnknown({ at, endsAt }: Bucket, { since, now, runs }: Known): boolean {
  if (endsAt <= since || at > now) return true
  return !runs.some(({ startedAt, seenAt }) => startedAt < endsAt && seenAt >= at)
}

function addedUp(rows: readonly OutcomeSums[]): Omit<UsageBucket, 'at' | 'isGap'> {
  const outcomes: Record<OutcomeGroup, number> = { answered: 0, limited: 0, key: 0, service: 0, caller: 0, refused: 0 }
  for (const { outcome, sums } of rows) outcomes[groupOf(outcome)] += sums.attempts
  const answered = rows.filter(({ outcome }) => outcome === 'success').map(({ sums }) => sums)
  return {
    attempts: total(rows, sums => sums.attempts),
    outcomes,
    units: total(rows, sums => sums.units),
    tokensIn: total(rows, sums => sums.tokensIn),
    tokensOut: total(rows, sums => sums.tokensOut),
    costUsd: total(rows, sums => sums.costUsd),
    firstByte: latencyOf(
      answered.map(({ firstBytes }) => firstBytes),
      longest(answered),
    ),
    total: latencyOf(
      answered.map(({ durations }) => durations),
      longest(answered),
    ),
  }
}

/** A newer version's outcome is no worse than an upstream's trouble. */
function groupOf(outcome: string): OutcomeGroup {
  return Object.entries(GROUP_OF_OUTCOME).find(([kind]) => kind === outcome)?.[1] ?? 'service'
}

function total(rows: readonly OutcomeSums[], pick: (sums: RollupSums) => number): number {
  return rows.reduce((sum, { sums }) => sum + pick(sums), 0)
}

function longest(answered: readonly RollupSums[]): number {
  return Math.max(0, ...answered.map(({ totalMsMax }) => totalMsMax))
}

function latencyOf(histograms: readonly (readonly number[])[], longestMs: number): UsageBucket['total'] {
  const counts = Array.from({ length: DURATION_BUCKET_COUNT }, (_, step) =>
    histograms.reduce((sum, histogram) => sum + (histogram[step] ?? 0), 0),
  )
  if (counts.every(each => each === 0)) return null
  return { p50Ms: percentile(counts, 0.5, longestMs), p95Ms: percentile(counts, 0.95, longestMs) }
}

/**
 * The duration below which a share of the counted ones lies, interpolated within its step of the histogram and never
 * above the longest that was seen, which also ends the last step.
 */
export function percentile(counts: readonly number[], share: number, longestMs: number): number {
  const wanted = share * counts.reduce((sum, each) => sum + each, 0)
  let below = 0
  for (const [step, each] of counts.entries()) {
    if (each > 0 && below + each >= wanted) {
      const from = step === 0 ? 0 : (DURATION_BOUNDS_MS[step - 1] ?? 0)
      const to = Math.max(from, Math.min(DURATION_BOUNDS_MS[step] ?? longestMs, longestMs))
      return Math.round(from + (to - from) * ((wanted - below) / each))
    }
    below += each
  }
  return Math.round(longestMs)
}
