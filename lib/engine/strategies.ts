import { scoreTotal, usageRatio } from './score'
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
  switch (strategy) {
    case 'score':
      return scoreTotal(key, state, account, now)
    case 'priority':
      return -key.priority
    case 'round-robin':
      return 0
    case 'least-used':
      return -usageRatio(key, state, account, now)
    case 'weighted':
      return -state.virtualTime
  }
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
