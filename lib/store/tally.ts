import type { Attempt } from '@/lib/engine/attempt'
import { DAY_MS, HOUR_MS, type Instant, type KeyId, MINUTE_MS, type PricedBy } from '@/lib/engine/vocabulary'

/** Names that a caller chooses are cut to this: they are for people to recognise, and rows are many. */
export const MODEL_MAX_CHARS = 200

/** What models beyond the bound of their hour are called (`hour-models.ts`). */
export const OTHER_MODELS = 'other'

export const GRAINS = ['minute', 'hour', 'day'] as const
/** How long a rollup's bucket is. Days are UTC days. */
export type Grain = (typeof GRAINS)[number]
export const GRAIN_MS: Record<Grain, number> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }

/** An attempt on its way to the store. */
export type SettledAttempt = {
  attempt: Attempt
  /** The end of the quota day it was counted into, and how much; `null` when it was counted into none. */
  day: { resetAt: Instant; used: number } | null
}

/** What counters and rollups need of an attempt. */
export type TalliedAttempt = Pick<
  Attempt,
  | 'id'
  | 'service'
  | 'keyId'
  | 'model'
  | 'caller'
  | 'outcome'
  | 'blame'
  | 'ending'
  | 'startedAt'
  | 'firstByteMs'
  | 'totalMs'
  | 'tokensIn'
  | 'tokensOut'
  | 'costUsd'
> & {
  /** What it took of its quota. */
  units: number
  pricedBy: PricedBy | null
  /** How many requests it stands for. */
  times: number
  day: SettledAttempt['day']
}

/** What a batch adds to a key's counters. */
export type KeyTally = {
  keyId: KeyId
  requests: number
  successes: number
  failures: number
  tokensIn: number
  tokensOut: number
  costUsd: number
  day: { resetAt: Instant; used: number }
}

/** One tally per key, ordered by key: two processes that write at once lock rows in the same order. */
export function tallyKeys(rows: readonly TalliedAttempt[]): KeyTally[] {
  const tallies = new Map<KeyId, KeyTally>()
  for (const attempt of rows) {
    const { day } = attempt
    if (attempt.keyId === null) continue
    const tally = tallies.get(attempt.keyId) ?? emptyTally(attempt.keyId)
    tallies.set(attempt.keyId, tally)
    const isFailure = speaksAgainstKey(attempt)
    tally.requests += 1
    tally.successes += isFailure ? 0 : 1
    tally.failures += isFailure ? 1 : 0
    tally.tokensIn += attempt.tokensIn
    tally.tokensOut += attempt.tokensOut
    tally.costUsd += attempt.costUsd
    if (day) tally.day = addToDay(tally.day, day)
  }
  return [...tallies.values()].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
}

/** As the engine's `Totals` counts: an answer, and what was the caller's own doing, does not. */
export function speaksAgainstKey({ outcome, blame }: Pick<TalliedAttempt, 'outcome' | 'blame'>): boolean {
  return outcome !== 'success' && blame !== 'caller' && blame !== 'nobody'
}

/** When a batch spans the turn of the day, what was counted into the old day no longer matters. */
function addToDay(tallied: KeyTally['day'], day: KeyTally['day']): KeyTally['day'] {
  if (day.resetAt < tallied.resetAt) return tallied
  return { resetAt: day.resetAt, used: day.used + (day.resetAt === tallied.resetAt ? tallied.used : 0) }
}

function emptyTally(keyId: KeyId): KeyTally {
  const day = { resetAt: 0, used: 0 }
  return { keyId, requests: 0, successes: 0, failures: 0, tokensIn: 0, tokensOut: 0, costUsd: 0, day }
}

/** What an attempt took of its quota: nothing where the upstream refused it. */
export function unitsUsed({ isCounted, outcome, units }: Attempt): number {
  return (isCounted ?? outcome === 'success') ? units : 0
}

export function bucketOf(at: Instant, grain: Grain): Instant {
  return at - (at % GRAIN_MS[grain])
}
