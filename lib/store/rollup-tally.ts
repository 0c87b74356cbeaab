import type { Instant } from '@/lib/engine/vocabulary'
import { bucketOf, type Grain, type TalliedAttempt } from './tally'

/** Upper ends of the histograms of durations, in ms; the last bucket has none. */
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
  /** Attempts by time to the first byte, likewise; those without one are in none. */
  firstBytes: readonly number[]
}

/** Sums that still grow. */
type Growing = Omit<RollupSums, 'durations' | 'firstBytes'> & { durations: number[]; firstBytes: number[] }

/** What a rollup's sums are of; an absent key, model or caller is `''`. */
export type RollupTally = Growing & {
  grain: Grain
  bucketAt: Instant
  service: string
  keyId: string
  model: string
  caller: string
  outcome: string
}

/** A minute's sums, with the requests that ended in it by how they ended: the attempts of the others say no ending. */
export type MinuteTally = RollupTally & {
  endings: Map<string, number>
  /** Tokens that had no price. */
  unpricedTokens: number
}

/** The sums of a whole service, or of all that one caller sent. */
export type SubjectTally = Growing & {
  grain: Grain
  subject: 'service' | 'caller'
  name: string
  bucketAt: Instant
  outcome: string
}

/** What a batch adds to each minute, in the order of its rows. All other sums are made of these few. */
export function tallyMinutes(rows: readonly TalliedAttempt[]): MinuteTally[] {
  const minutes = new Map<string, MinuteTally>()
  for (const attempt of rows) {
    const { service, keyId, model, caller, outcome, ending } = attempt
    const bucketAt = bucketOf(attempt.startedAt, 'minute')
    // a model alone may hold anything, and what stands before and behind it tells where it ends
    const id = `${bucketAt} ${service} ${keyId} ${model} ${caller} ${outcome}`
    let tally = minutes.get(id)
    if (tally === undefined) {
      tally = { ...emptyRollup(attempt, bucketAt), endings: new Map(), unpricedTokens: 0 }
      minutes.set(id, tally)
    }
    addAttempt(tally, attempt)
    if (attempt.pricedBy === null) tally.unpricedTokens += attempt.tokensIn + attempt.tokensOut
    if (ending !== null) tally.endings.set(ending, (tally.endings.get(ending) ?? 0) + attempt.times)
  }
  return [...minutes.values()]
}

/** Ordered by what they are of, as `tallyKeys` is by key. */
export function tallyRollups(minutes: readonly RollupTally[]): RollupTally[] {
  const merged = coarser(minutes, 'minute')
  return [...merged, ...coarser(merged, 'hour'), ...coarser(merged, 'day')]
}

function addAttempt(tally: RollupTally, attempt: TalliedAttempt): void {
  const { times, totalMs, firstByteMs } = attempt
  tally.attempts += times
  tally.units += attempt.units
  tally.tokensIn += attempt.tokensIn
  tally.tokensOut += attempt.tokensOut
  tally.costUsd += attempt.costUsd
  tally.totalMsSum += totalMs * times
  tally.totalMsMax = Math.max(tally.totalMsMax, totalMs)
  countDuration(tally.durations, totalMs, times)
  if (firstByteMs === null) return
  tally.firstByteMsSum += firstByteMs * times
  tally.firstByteCount += times
  countDuration(tally.firstBytes, firstByteMs, times)
}

function countDuration(histogram: number[], ms: number, times: number): void {
  const bound = DURATION_BOUNDS_MS.findIndex(boundMs => ms <= boundMs)
  const bucket = bound === -1 ? DURATION_BOUNDS_MS.length : bound
  histogram[bucket] = (histogram[bucket] ?? 0) + times
}

function coarser(minutes: Iterable<RollupTally>, grain: Grain): RollupTally[] {
  const tallies = new Map<string, RollupTally>()
  for (const minute of minutes) {
    const moved = { ...minute, ...ownHistograms(minute), grain, bucketAt: bucketOf(minute.bucketAt, grain) }
    const id = identity(moved)
    const tally = tallies.get(id)
    if (tally) merge(tally, minute)
    else tallies.set(id, moved)
  }
  return inOrder(tallies)
}

/** The same sums by service and by caller, in order as well. A request without a caller is no caller's. */
export function tallySubjects(rollups: readonly RollupTally[]): SubjectTally[] {
  const tallies = new Map<string, SubjectTally>()
  const add = (rollup: RollupTally, subject: SubjectTally['subject'], name: string) => {
    const { grain, bucketAt, outcome } = rollup
    const id = JSON.stringify([grain, subject, name, bucketAt, outcome])
    const tally = tallies.get(id)
    if (tally) merge(tally, rollup)
    else tallies.set(id, { ...rollup, ...ownHistograms(rollup), subject, name })
  }
  for (const rollup of rollups) {
    add(rollup, 'service', rollup.service)
    if (rollup.caller !== '') add(rollup, 'caller', rollup.caller)
  }
  return inOrder(tallies)
}

function inOrder<Tally>(tallies: ReadonlyMap<string, Tally>): Tally[] {
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

function ownHistograms({ durations, firstBytes }: Growing) {
  return { durations: [...durations], firstBytes: [...firstBytes] }
}

function merge(tally: Growing, more: RollupSums): void {
  tally.attempts += more.attempts
  tally.units += more.units
  tally.tokensIn += more.tokensIn
  tally.tokensOut += more.tokensOut
  tally.costUsd += more.costUsd
  tally.totalMsSum += more.totalMsSum
  tally.totalMsMax = Math.max(tally.totalMsMax, more.totalMsMax)
  tally.firstByteMsSum += more.firstByteMsSum
  tally.firstByteCount += more.firstByteCount
  addHistogram(tally.durations, more.durations)
  addHistogram(tally.firstBytes, more.firstBytes)
}

function addHistogram(histogram: number[], more: readonly number[]): void {
  for (const [index, count] of more.entries()) histogram[index] = (histogram[index] ?? 0) + count
}

function identity({ bucketAt, service, keyId, model, caller, outcome }: RollupTally): string {
  return JSON.stringify([bucketAt, service, keyId, model, caller, outcome])
}

function emptyRollup({ service, keyId, model, caller, outcome }: TalliedAttempt, bucketAt: Instant): RollupTally {
  return {
    grain: 'minute',
    bucketAt,
    service,
    keyId: keyId ?? '',
    model: model ?? '',
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
    firstBytes: new Array<number>(DURATION_BUCKET_COUNT).fill(0),
  }
}
