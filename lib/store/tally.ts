import { type Attempt, DAY_MS, HOUR_MS, type Instant, type KeyId, MINUTE_MS } from '@/lib/engine/vocabulary'

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
export function tallyKeys(rows: readonly SettledAttempt[]): KeyTally[] {
  const tallies = new Map<KeyId, KeyTally>()
  for (const { attempt, day } of rows) {
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

/** As `Totals` in the vocabulary counts: an answer, and what was the caller's own doing, does not. */
function speaksAgainstKey({ outcome, blame }: Attempt): boolean {
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

/** Upper ends of the histogram of total durations, in ms; the last bucket has none. */
export const DURATION_BOUNDS_MS = [100, 250, 500, 1000, 2500, 5000, 10_000, 30_000] as const
export const DURATION_BUCKET_COUNT = DURATION_BOUNDS_MS.length + 1

/** What a rollup counts. */
export type RollupSums = {
  attempts: number
  units: number
  tokensIn: number
  tokensOut: number
  costUsd: number
  totalMsSum: number
  totalMsMax: number
  firstByteMsSum: number
  firstByteCount: number
  /** Attempts by total duration, per `DURATION_BOUNDS_MS`, then longer. */
  durations: readonly number[]
}

/** What a rollup's sums are of; an absent key, model or caller is `''`. */
export type RollupTally = Omit<RollupSums, 'durations'> & {
  grain: Grain
  bucketAt: Instant
  service: string
  keyId: string
  model: string
  caller: string
  outcome: string
  durations: number[]
}

/** Ordered by what they are of, as `tallyKeys` is by key. */
export function tallyRollups(rows: readonly SettledAttempt[]): RollupTally[] {
  const minutes = new Map<string, RollupTally>()
  for (const { attempt } of rows) {
    const fresh = emptyRollup(attempt)
    const id = identity(fresh)
    const tally = minutes.get(id) ?? fresh
    minutes.set(id, tally)
    addAttempt(tally, attempt)
  }
  return [...inOrder(minutes), ...coarser(minutes.values(), 'hour'), ...coarser(minutes.values(), 'day')]
}

function addAttempt(tally: RollupTally, attempt: Attempt): void {
  tally.attempts += 1
  tally.units += unitsUsed(attempt)
  tally.tokensIn += attempt.tokensIn
  tally.tokensOut += attempt.tokensOut
  tally.costUsd += attempt.costUsd
  tally.totalMsSum += attempt.totalMs
  tally.totalMsMax = Math.max(tally.totalMsMax, attempt.totalMs)
  tally.firstByteMsSum += attempt.firstByteMs ?? 0
  tally.firstByteCount += attempt.firstByteMs === null ? 0 : 1
  const bound = DURATION_BOUNDS_MS.findIndex(boundMs => attempt.totalMs <= boundMs)
  const bucket = bound === -1 ? DURATION_BOUNDS_MS.length : bound
  tally.durations[bucket] = (tally.durations[bucket] ?? 0) + 1
}

/** What an attempt took of its quota: nothing where the upstream refused it. */
export function unitsUsed({ isCounted, outcome, units }: Attempt): number {
  return (isCounted ?? outcome === 'success') ? units : 0
}

function coarser(minutes: Iterable<RollupTally>, grain: Grain): RollupTally[] {
  const tallies = new Map<string, RollupTally>()
  for (const minute of minutes) {
    const moved = { ...minute, grain, bucketAt: bucketOf(minute.bucketAt, grain), durations: [...minute.durations] }
    const id = identity(moved)
    const tally = tallies.get(id)
    if (tally) merge(tally, minute)
    else tallies.set(id, moved)
  }
  return inOrder(tallies)
}

function inOrder(tallies: ReadonlyMap<string, RollupTally>): RollupTally[] {
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

function merge(tally: RollupTally, more: RollupTally): void {
  tally.attempts += more.attempts
  tally.units += more.units
  tally.tokensIn += more.tokensIn
  tally.tokensOut += more.tokensOut
  tally.costUsd += more.costUsd
  tally.totalMsSum += more.totalMsSum
  tally.totalMsMax = Math.max(tally.totalMsMax, more.totalMsMax)
  tally.firstByteMsSum += more.firstByteMsSum
  tally.firstByteCount += more.firstByteCount
  for (const [index, count] of more.durations.entries()) tally.durations[index] = (tally.durations[index] ?? 0) + count
}

export function bucketOf(at: Instant, grain: Grain): Instant {
  return at - (at % GRAIN_MS[grain])
}

function identity({ bucketAt, service, keyId, model, caller, outcome }: RollupTally): string {
  return JSON.stringify([bucketAt, service, keyId, model, caller, outcome])
}

function emptyRollup({ startedAt, service, keyId, model, caller, outcome }: Attempt): RollupTally {
  return {
    grain: 'minute',
    bucketAt: bucketOf(startedAt, 'minute'),
    service,
    keyId: keyId ?? '',
    model: model?.slice(0, MODEL_MAX_CHARS) ?? '',
    caller: caller ?? '',
    outcome,
    attempts: 0,
    units: 0,
    tokensIn: 0,
    tokensOut: 0,
    costUsd: 0,
    totalMsSum: 0,
    totalMsMax: 0,
    firstByteMsSum: 0,
    firstByteCount: 0,
    durations: new Array<number>(DURATION_BUCKET_COUNT).fill(0),
  }
}
