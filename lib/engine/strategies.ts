import { SCORE } from './defaults'
import { scoreBeforeUse, shareUsed } from './score'
import type { AccountState, KeyState } from './state'
import type { Instant, Key, Strategy } from './vocabulary'

/**
 * How a strategy orders available keys: the higher first number wins, then the higher second; further ties go to the
 * least recently leased, then to the key that was added first.
 */
export function firstRank(
  strategy: Strategy,
  key: Key,
  state: KeyState,
  account: AccountState | null,
  now: Instant,
): number {
  return ownRank(strategy, key, state, now) + rankByUse(strategy, key, account ?? state, now)
}

/** The part of it that nobody has in common with others. */
export function ownRank(strategy: Strategy, key: Key, state: KeyState, now: Instant): number {
  switch (strategy) {
    case 'score':
      return scoreBeforeUse(key, state, now)
    case 'priority':
      return -key.priority
    case 'round-robin':
    case 'least-used':
      return 0
    case 'weighted':
      return -state.virtualTime
  }
}

/** The part that the use of the daily limit makes: keys of one account with the same limit have it in common. */
export function rankByUse(strategy: Strategy, key: Key, counted: KeyState | AccountState, now: Instant): number {
  if (strategy === 'score') return SCORE.usage * shareUsed(key, counted, now)
  return strategy === 'least-used' ? -shareUsed(key, counted, now) : 0
}

/** `least-used` breaks ties by count; the others have no second number. */
export function secondRank(strategy: Strategy, state: KeyState, now: Instant): number {
  if (strategy !== 'least-used') return 0
  return -((now < state.day.resetAt ? state.day.used : 0) + state.inFlightUnits)
}

/**
 * Where the pool's virtual time stood when this key was last leased: what a remembered key tells of it after a restart.
 * Keys that were never leased, or not for long, start from there.
 */
export function poolVirtualTimeOf({ virtualTime, leaseOrder }: KeyState, weight: number): number {
  return leaseOrder === 0 ? 0 : Math.max(0, virtualTime - 1 / weight)
}

/** Where a key's virtual time stands after a lease, so that leases come in the ratio of the weights. */
export function advanceVirtualTime(state: KeyState, weight: number, poolVirtualTime: number): number {
  return Math.max(state.virtualTime, poolVirtualTime) + 1 / weight
}
