import { SCORE } from './defaults'
import type { ScoreTerms } from './lease'
import type { AccountState, KeyState } from './state'
import type { Instant, Key } from './vocabulary'

/**
 * The score of a key with each of its terms. Higher is better.
 * @param account the state of the key's account, `null` when it has none
 */
export function scoreOf(key: Key, state: KeyState, account: AccountState | null, now: Instant): ScoreTerms {
  const priority = SCORE.base - key.priority
  const recentSuccess = hasRecentSuccess(state, now) ? SCORE.recentSuccess : 0
  const recentFailure = hasRecentFailure(state, now) ? SCORE.recentFailure : 0
  const ratio = usageRatio(key, state, account, now)
  const usage = ratio === 0 ? 0 : SCORE.usage * ratio
  const recentlyUnused = isRecentlyUnused(state, now) ? SCORE.recentlyUnused : 0
  const total = priority + recentSuccess + recentFailure + usage + recentlyUnused
  return { total, priority, recentSuccess, recentFailure, usage, recentlyUnused }
}

/** The total alone, without making an object: what the ranking asks for on every change. */
export function scoreTotal(key: Key, state: KeyState, account: AccountState | null, now: Instant): number {
  return scoreBeforeUse(key, state, now) + SCORE.usage * usageRatio(key, state, account, now)
}

/** The same without what the use of a daily limit takes off. */
export function scoreBeforeUse(key: Key, state: KeyState, now: Instant): number {
  let total = SCORE.base - key.priority
  if (hasRecentSuccess(state, now)) total += SCORE.recentSuccess
  if (hasRecentFailure(state, now)) total += SCORE.recentFailure
  if (isRecentlyUnused(state, now)) total += SCORE.recentlyUnused
  return total
}

/** When the score next changes by time alone; `Infinity` when it does not. */
export function scoreChangesAt(state: KeyState, now: Instant): Instant {
  let at = Number.POSITIVE_INFINITY
  if (hasRecentSuccess(state, now)) at = (state.lastSettledAt ?? 0) + SCORE.recentMs
  const failedAt = state.failuresAt.at(-1)
  if (failedAt !== undefined && now < failedAt + SCORE.recentMs) at = Math.min(at, failedAt + SCORE.recentMs)
  if (!isRecentlyUnused(state, now)) at = Math.min(at, (state.lastLeasedAt ?? 0) + SCORE.unusedMs)
  return at
}

/** Used share of the daily limit of the key's account (of the key itself when it has none), in-flight units counted. */
export function usageRatio(key: Key, state: KeyState, account: AccountState | null, now: Instant): number {
  return shareUsed(key, account ?? state, now)
}

/** Used share of a daily limit, by the counts of whoever has it. */
export function shareUsed({ dailyLimit }: Key, counted: KeyState | AccountState, now: Instant): number {
  if (dailyLimit === null) return 0
  const used = (now < counted.day.resetAt ? counted.day.used : 0) + counted.inFlightUnits
  return dailyLimit === 0 ? 1 : used / dailyLimit
}

function hasRecentSuccess(state: KeyState, now: Instant): boolean {
  return state.lastOutcome === 'success' && state.lastSettledAt !== null && now < state.lastSettledAt + SCORE.recentMs
}

function hasRecentFailure(state: KeyState, now: Instant): boolean {
  const failedAt = state.failuresAt.at(-1)
  return failedAt !== undefined && now < failedAt + SCORE.recentMs
}

function isRecentlyUnused(state: KeyState, now: Instant): boolean {
  return state.lastLeasedAt === null || now >= state.lastLeasedAt + SCORE.unusedMs
}
