import type { AccountState, KeyState } from './state'

/**
 * A copy for its maker to change before anybody else sees it. Field by field, because spreading an object of this
 * size takes 800 ns where this takes 17 (Node 20.20).
 */
export function copyKey(state: KeyState): KeyState {
  return {
    status: state.status,
    statusReason: state.statusReason,
    statusSince: state.statusSince,
    restoredAt: state.restoredAt,
    cooldowns: state.cooldowns,
    strikes: state.strikes,
    day: state.day,
    minute: state.minute,
    tokenMinute: state.tokenMinute,
    inFlight: state.inFlight,
    inFlightUnits: state.inFlightUnits,
    leaseOrder: state.leaseOrder,
    lastLeasedAt: state.lastLeasedAt,
    lastSettledAt: state.lastSettledAt,
    lastOutcome: state.lastOutcome,
    failuresAt: state.failuresAt,
    virtualTime: state.virtualTime,
    totals: state.totals,
    learned: state.learned,
  }
}

/** The same for an account. */
export function copyAccount(state: AccountState): AccountState {
  return {
    cooldowns: state.cooldowns,
    strikes: state.strikes,
    day: state.day,
    minute: state.minute,
    tokenMinute: state.tokenMinute,
    inFlight: state.inFlight,
    inFlightUnits: state.inFlightUnits,
  }
}
