import type { Lease } from '@/lib/engine/lease'
import type { Candidate } from '@/lib/engine/select'
import type { KeyState } from '@/lib/engine/state'
import {
  type Cooldown,
  DAY_MS,
  type Instant,
  type Key,
  type KeyId,
  MINUTE_MS,
  type Outcome,
  type OutcomeKind,
  type Strategy,
} from '@/lib/engine/vocabulary'

/**
 * What the pools are compared with in tests: the rules of engine.md said once more, as plainly and slowly as possible,
 * over a full log. Shares no code with the engine.
 */

export type NaiveLease = { lease: Lease; account: string | null; isExpired: boolean }
export type Wish = { model: string | null; units: number; excluded: ReadonlySet<KeyId> }

/** May this key work now? The minute windows are asked of the log, see `LeaseLog`. */
export function mayWork({ key, state, account }: Candidate, wish: Wish, now: Instant): boolean {
  const limits = account === null ? [state] : [state, account]
  const cooldowns = [...state.cooldowns, ...(account?.cooldowns ?? [])]
  return (
    state.status === 'active' &&
    !wish.excluded.has(key.id) &&
    (key.expiresAt === null || now < key.expiresAt) &&
    (wish.model === null || key.models === null || key.models.includes(wish.model)) &&
    !cooldowns.some(cooldown => isResting(cooldown, wish.model, now)) &&
    limits.every(({ inFlight }) => key.concurrencyLimit === null || inFlight + 1 <= key.concurrencyLimit) &&
    limits.every(
      counted =>
        key.dailyLimit === null || usedToday(counted, now) + counted.inFlightUnits + wish.units <= key.dailyLimit,
    )
  )
}

export function isResting(cooldown: Cooldown, model: string | null, now: Instant): boolean {
  return now < cooldown.until && (cooldown.model === null || cooldown.model === model)
}

export function usedToday({ day }: Pick<KeyState, 'day'>, now: Instant): number {
  return now < day.resetAt ? day.used : 0
}

/** How good a choice is, the most important number first; higher is better. */
export function worth({ key, state, account }: Candidate, strategy: Strategy, now: Instant): number[] {
  const age = -state.leaseOrder
  const counted = account ?? state
  const ratio = key.dailyLimit === null ? 0 : (usedToday(counted, now) + counted.inFlightUnits) / key.dailyLimit
  switch (strategy) {
    case 'score':
      return [naiveScore(key, state, ratio, now), age]
    case 'priority':
      return [-key.priority, age]
    case 'round-robin':
      return [age]
    case 'least-used':
      return [-ratio, -(usedToday(state, now) + state.inFlightUnits), age]
    case 'weighted':
      return [-state.virtualTime, age]
  }
}

function naiveScore(key: Key, state: KeyState, ratio: number, now: Instant): number {
  const failedAt = state.failuresAt.at(-1)
  let score = 100 - key.priority
  if (state.lastOutcome === 'success' && now < (state.lastSettledAt ?? 0) + 5 * MINUTE_MS) score += 20
  if (failedAt !== undefined && now < failedAt + 5 * MINUTE_MS) score -= 30
  if (state.lastLeasedAt === null || now >= state.lastLeasedAt + MINUTE_MS) score += 10
  return score - 50 * ratio
}

/** Whether `a` comes before `b`, number by number. */
export function isMoreWorth(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((number, at) => number !== b[at])
  return index !== -1 && (a[index] ?? 0) > (b[index] ?? 0)
}

/** The day a count is in at `now`, in UTC. */
export function dayAfter(day: KeyState['day'], now: Instant, added: number): KeyState['day'] {
  const midnight = (Math.floor(now / DAY_MS) + 1) * DAY_MS
  if (now >= day.resetAt) return { used: added, resetAt: midnight }
  const isFromWrongClock = day.resetAt - now > 2 * DAY_MS
  return { used: day.used + added, resetAt: isFromWrongClock ? midnight : day.resetAt }
}

export const SERVICE_CAUSES: readonly OutcomeKind[] = ['overloaded', 'service-error', 'unreachable', 'timed-out']

/** Whether an attempt counts as a success of its key: an answer, or a fault that is not the key's. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === 'success' || outcome.blame === 'caller' || outcome.blame === 'nobody'
}

/** Whether the upstream may have counted the request against its quota. */
export function isConsuming(outcome: Outcome): boolean {
  return ['success', 'broken-stream', 'aborted', 'timed-out'].includes(outcome.kind)
}

/** When each key was leased, for the limits per minute. What was once more than a minute away is forgotten, even if
 * the clock comes back to it. */
export class LeaseLog {
  private entries: { owner: string; at: Instant }[] = []

  add(owners: readonly string[], at: Instant): void {
    this.entries.push(...owners.map(owner => ({ owner, at })))
  }

  clockMoved(now: Instant): void {
    this.entries = this.entries.filter(({ at }) => Math.abs(now - at) < MINUTE_MS)
  }

  forget(owner: string): void {
    this.entries = this.entries.filter(entry => entry.owner !== owner)
  }

  countOfLastMinute(owner: string, now: Instant): number {
    return this.entries.filter(entry => entry.owner === owner && entry.at > now - MINUTE_MS && entry.at <= now).length
  }
}

type Judged = { at: Instant; keyId: KeyId; cause: OutcomeKind; isFailed: boolean }

/** What a closed circuit has heard since it closed. */
export class CircuitLog {
  private heard: Judged[] = []
  private sinceLeaseId = 0
  private heardBeforeJump = 0

  clear(sinceLeaseId: number): void {
    this.heard = []
    this.sinceLeaseId = sinceLeaseId
    this.heardBeforeJump = 0
  }

  /** What was heard before may be forgotten as too old (or too new), and needs not be. */
  clockJumped(): void {
    this.heardBeforeJump = this.heard.length
  }

  hear(leaseId: number, judged: Judged): void {
    if (leaseId >= this.sinceLeaseId) this.heard.push(judged)
  }

  /** `must`: 5 in a row, or alike on 3 keys or over half of the pool; `may`: over half of at least 20, or a jump. */
  opens(last: Judged, leaseId: number, keyCount: number): 'must' | 'may' | 'not' {
    if (!last.isFailed || leaseId < this.sinceLeaseId) return 'not'
    const row = this.heard.slice(-5)
    if (row.length === 5 && row.every(({ isFailed }) => isFailed)) return 'must'
    if (this.isAlike(this.heard.slice(this.heardBeforeJump), last, keyCount)) return 'must'
    if (this.isAlike(this.heard, last, keyCount)) return 'may'
    const failed = this.heard.filter(({ isFailed }) => isFailed).length
    return this.heard.length >= 20 && failed >= 10 ? 'may' : 'not'
  }

  private isAlike(heard: readonly Judged[], last: Judged, keyCount: number): boolean {
    const alike = heard.filter(({ at, cause, isFailed }) => {
      return isFailed && cause === last.cause && Math.abs(last.at - at) < 10_000
    })
    const keys = new Set(alike.map(({ keyId }) => keyId)).size
    return keys >= 3 || (keys >= 2 && keys > keyCount / 2)
  }
}
