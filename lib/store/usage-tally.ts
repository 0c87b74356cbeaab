import type { Ending } from '@/lib/engine/attempt'
import type { CallerWindow } from '@/lib/engine/caller-limits'
import type { Instant } from '@/lib/engine/vocabulary'
import { DURATION_BUCKET_COUNT, type MinuteTally } from './rollup-tally'
import { bucketOf } from './tally'

/** Whose use is added up. */
const USAGE_SUBJECTS = ['key', 'caller', 'model'] as const
export type UsageSubject = (typeof USAGE_SUBJECTS)[number]

/** Minutes are only kept of callers, for their limits. All in UTC. */
export const USAGE_GRAINS = ['minute', 'hour', 'day', 'month'] as const
export type UsageGrain = (typeof USAGE_GRAINS)[number]
/** What callers are limited by. */
export const LIMIT_GRAINS: readonly CallerWindow[] = ['minute', 'day', 'month']

/** What a key, a caller or a model came to. */
export type UsageSums = {
  attempts: number
  successes: number
  failures: number
  endings: Record<Ending, number>
  tokensIn: number
  tokensOut: number
  /** Tokens of answers that had no price when they came. */
  unpricedTokens: number
  costUsd: number
  totalMsMax: number
  /** Answered attempts by total duration, per `DURATION_BOUNDS_MS`, then longer. */
  durations: number[]
}

export type UsageTally = UsageSums & {
  grain: UsageGrain
  subject: UsageSubject
  bucketAt: Instant
  service: string
  name: string
}

/** Ordered by what they are of, as `tallyKeys` is by key. */
export function tallyUsage(minutes: readonly MinuteTally[]): UsageTally[] {
  const tallies = new Map<string, UsageTally>()
  for (const minute of minutes) {
    const { service, keyId, caller, model } = minute
    for (const grain of USAGE_GRAINS) {
      const bucketAt = usageBucketOf(minute.bucketAt, grain)
      const add = (subject: UsageSubject, of: string, name: string) => {
        const id = `${grain}\n${subject}\n${bucketAt}\n${of}\n${name}`
        const tally = tallies.get(id) ?? emptyTally(grain, subject, bucketAt, of, name)
        tallies.set(id, tally)
        addMinute(tally, minute)
      }
      if (caller !== '') add('caller', '', caller)
      if (grain === 'minute') continue
      if (keyId !== '') add('key', service, keyId)
      add('model', service, model)
    }
  }
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

/** The beginning of the minute, hour, day or month of UTC that an instant lies in. */
export function usageBucketOf(at: Instant, grain: UsageGrain): Instant {
  if (grain !== 'month') return bucketOf(at, grain)
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}

function addMinute(tally: UsageTally, minute: MinuteTally): void {
  const { outcome, attempts, tokensIn, tokensOut, costUsd } = minute
  tally.attempts += attempts
  for (const [ending, count] of minute.endings) if (ending in tally.endings) tally.endings[asEnding(ending)] += count
  tally.tokensIn += tokensIn
  tally.tokensOut += tokensOut
  tally.unpricedTokens += minute.unpricedTokens
  tally.costUsd += costUsd
  if (!SAYS_NOTHING_OF_KEY.has(outcome)) tally.failures += attempts
  if (outcome !== 'success') return
  tally.successes += attempts
  tally.totalMsMax = Math.max(tally.totalMsMax, minute.totalMsMax)
  for (const [step, count] of minute.durations.entries()) tally.durations[step] = (tally.durations[step] ?? 0) + count
}

/** An answer, and what was the caller's own doing or nobody's. */
const SAYS_NOTHING_OF_KEY: ReadonlySet<string> = new Set(['success', 'too-large', 'caller-error', 'aborted', 'refused'])

/** It was looked up among them. */
function asEnding(text: string): Ending {
  return text as Ending
}

function emptyTally(
  grain: UsageGrain,
  subject: UsageSubject,
  bucketAt: Instant,
  service: string,
  name: string,
): UsageTally {
  return {
    ...{ grain, subject, bucketAt, service, name },
    ...{ attempts: 0, successes: 0, failures: 0, tokensIn: 0, tokensOut: 0, unpricedTokens: 0, costUsd: 0 },
    endings: { 'first-try': 0, rescued: 0, declined: 0, refused: 0, lost: 0, left: 0 },
    totalMsMax: 0,
    durations: new Array<number>(DURATION_BUCKET_COUNT).fill(0),
  }
}
