import { isLiftable, isServiceCause } from './cooldown'
import type { AccountState, KeyState } from './state'
import type { Instant } from './vocabulary'

/** Whether a reset would change anything a person can see. Paused keys were paused by a person: they are left. */
export function isWorthClearing(state: KeyState, now: Instant): boolean {
  const isOut = state.status !== 'active' && state.status !== 'paused'
  return isOut || state.cooldowns.some(({ until }) => until > now)
}

/** A key without rests, ladder and recent failures, active unless a person paused it. Counts stay: they are facts. */
export function clearKey(state: KeyState): KeyState {
  const cleared: KeyState = { ...state, cooldowns: [], strikes: [], failuresAt: [], restoredAt: null }
  return state.status === 'paused' ? cleared : { ...cleared, status: 'active', statusReason: null, statusSince: null }
}

/** An account without rests and ladder; its counts stay. */
export function clearAccount(state: AccountState): AccountState {
  return { ...state, cooldowns: [], strikes: [] }
}

/**
 * A key that a person put aside. Their pause takes the place of what the key itself was out for, because they have seen
 * that; the reason keeps it in its words.
 */
export function pauseKey(state: KeyState, reason: string, now: Instant): KeyState {
  if (state.status === 'paused') return state
  const was = state.status === 'active' ? '' : ` (was ${state.status}: ${state.statusReason ?? 'no reason'})`
  return { ...state, status: 'paused', statusReason: `${reason}${was}`, statusSince: now }
}

/** An active key again. @param restoredAt when a probe contradicted the rejection; `null`: a person decided */
export function restoreKey(state: KeyState, restoredAt: Instant | null): KeyState {
  return { ...state, status: 'active', statusReason: null, statusSince: null, restoredAt }
}

/** Takes back the rests guessed for a service-wide cause since an instant, and the rung they climbed; never a hint's. */
export function liftRests(state: KeyState, sinceAt: Instant): KeyState {
  const cooldowns = state.cooldowns.filter(rest => !isLiftable(rest) || rest.startedAt < sinceAt)
  if (cooldowns.length === state.cooldowns.length) return state
  return {
    ...state,
    cooldowns,
    strikes: state.strikes.filter(({ cause, at }) => !isServiceCause(cause) || at < sinceAt),
  }
}
