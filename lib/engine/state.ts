import type { Cooldown, Instant, KeyId, KeyStatus, LearnedLimit, OutcomeKind } from './vocabulary'

/** A key as it lives: everything the engine remembers of it. Replaced, never edited. */
export type KeyState = {
  status: KeyStatus
  /** The rule or the person behind a terminal status, for people: `invalid_api_key`, `paused by an operator`. */
  statusReason: string | null
  statusSince: Instant | null
  /** When a probe last contradicted a rejection. */
  restoredAt: Instant | null
  /** Scopes `key` and `key-model` only. */
  cooldowns: readonly Cooldown[]
  strikes: readonly Strike[]
  /** In the service's unit. */
  day: DayCount
  /** Requests leased. */
  minute: MinuteCount
  tokenMinute: MinuteCount
  inFlight: number
  inFlightUnits: number
  /** Position in the pool's order of leases; 0 = never leased. Ties go to the lowest. */
  leaseOrder: number
  lastLeasedAt: Instant | null
  lastSettledAt: Instant | null
  lastOutcome: OutcomeKind | null
  /** Failures blamed on the key (or its account, or it with a model), newest last, at most `FAILURES_KEPT`. */
  failuresAt: readonly Instant[]
  /** Progress under the `weighted` strategy: grows by 1/weight with each lease. */
  virtualTime: number
  totals: Totals
  learned: readonly LearnedLimit[]
}

/** What keys of one account share. Replaced, never edited. */
export type AccountState = {
  /** Scopes `account` and `account-model` only. */
  cooldowns: readonly Cooldown[]
  strikes: readonly Strike[]
  day: DayCount
  minute: MinuteCount
  tokenMinute: MinuteCount
  inFlight: number
  inFlightUnits: number
}

/** What a pool remembers beside its keys and accounts. Replaced, never edited. */
export type ServiceState = {
  circuit: Circuit
  /** Service-blamed failures of the last seconds: the evidence for blame attribution. */
  evidence: readonly { keyId: KeyId; cause: OutcomeKind; at: Instant }[]
  budget: RetryBudget
}

/** A service's circuit: whether we call it at all. */
export type Circuit =
  | {
      kind: 'closed'
      failuresInRow: number
      slices: readonly CircuitSlice[]
      /** The lease whose good end closed it: attempts leased before it say nothing about the service of today. */
      sinceLeaseId?: number
    }
  | { kind: 'open'; openedAt: Instant; until: Instant; openings: number; cause: OutcomeKind }
  | {
      kind: 'half-open'
      since: Instant
      openings: number
      cause: OutcomeKind
      trialLeaseId: number | null
      trialAt: Instant | null
    }
export type CircuitSlice = { startedAt: Instant; total: number; failed: number }

/** How often a cause has repeated on a key (× model): the rung of its back-off ladder. */
export type Strike = { cause: OutcomeKind; model: string | null; rung: number; at: Instant }

/** A count of the current quota day, which ends at `resetAt`. */
export type DayCount = { used: number; resetAt: Instant }

/** Counts of the last minute in slices of `MINUTE_SLICE_MS`, oldest first; empty slices are absent. */
export type MinuteCount = readonly { startedAt: Instant; used: number }[]

/** Recent requests and service-blamed retries of a service, in slices. */
export type RetryBudget = readonly { startedAt: Instant; requests: number; retries: number }[]

export type Totals = {
  /** Attempts: always `successes + failures`. */
  requests: number
  /** Attempts that did not speak against the key: answers, and a caller's own mistakes. */
  successes: number
  failures: number
  tokensIn: number
  tokensOut: number
  costUsd: number
}

/** Why a key is out whose secret does not open. No probe could ask about it: only a person brings it back. */
export const SECRET_UNREADABLE = 'its secret cannot be opened'

/** Why a key is out that a check of all keys found refused. */
export const CHECK_REFUSED = 'a check by the free probe was refused'
