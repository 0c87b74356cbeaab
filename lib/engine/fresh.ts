import { CLOSED } from './circuit'
import { newDay } from './quota'
import type { AccountState, KeyState, ServiceState } from './state'
import type { Instant } from './vocabulary'

/** The state of a key nobody has used yet. @param zone the service's `dayZone` */
export function freshKey(zone: string, now: Instant): KeyState {
  return {
    status: 'active',
    statusReason: null,
    statusSince: null,
    restoredAt: null,
    ...freshAccount(zone, now),
    leaseOrder: 0,
    lastLeasedAt: null,
    lastSettledAt: null,
    lastOutcome: null,
    failuresAt: [],
    virtualTime: 0,
    totals: { requests: 0, successes: 0, failures: 0, tokensIn: 0, tokensOut: 0, costUsd: 0 },
    learned: [],
  }
}

/** The state of an account nobody has used yet. */
export function freshAccount(zone: string, now: Instant): AccountState {
  return {
    cooldowns: [],
    strikes: [],
    day: newDay(now, zone),
    minute: [],
    tokenMinute: [],
    inFlight: 0,
    inFlightUnits: 0,
  }
}

/** The state of a service nobody has called yet. */
export const FRESH_SERVICE: ServiceState = { circuit: CLOSED, evidence: [], budget: [] }
