/**
 * The nouns of the engine, one sentence each. Read this first; then `lease.ts`, what a pool answers; `state.ts`, what is
 * remembered; `attempt.ts`, what is written down; `policy.ts` and `defaults.ts`, the numbers. Nothing in the engine can
 * hold a secret.
 */

/** Milliseconds since the Unix epoch. */
export type Instant = number

/** Lengths of time, in ms. */
export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** A service is named by a short lower-case word: `groq`, `gemini`. */
export type ServiceId = string
export type KeyId = string

/** How a service chooses among its available keys. */
export const STRATEGIES = ['score', 'priority', 'round-robin', 'least-used', 'weighted'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** Whether a key takes part. All but `active` are terminal: only a person, or a probe, ends them. */
export const KEY_STATUSES = ['active', 'paused', 'rejected', 'suspended', 'out-of-credit', 'expired'] as const
export type KeyStatus = (typeof KEY_STATUSES)[number]

/** One upstream credential we own, as an operator describes it (its secret lives in the vault). */
export type Key = {
  id: KeyId
  service: ServiceId
  name: string
  /** First and last characters only, e.g. `gsk_ab…3f`. */
  masked: string
  source: 'env' | 'vault'
  /** 1 is first; 1 to 998. */
  priority: number
  /** Share under the `weighted` strategy, above 0. */
  weight: number
  /** What the quota belongs to; keys of one account share it. `null`: the key is its own account. */
  account: string | null
  /** Limits of the key's account, or of the key when it has none; `null` is unlimited. */
  dailyLimit: number | null
  minuteLimit: number | null
  tokenMinuteLimit: number | null
  concurrencyLimit: number | null
  /** Models this key may serve; `null` is all. */
  models: readonly string[] | null
  expiresAt: Instant | null
}

/** What an attempt came to, in our judgement. */
export const OUTCOME_KINDS = [
  'success',
  'rate-limited',
  'quota-exhausted',
  'out-of-credit',
  'overloaded',
  'service-error',
  'key-rejected',
  'key-suspended',
  'model-forbidden',
  'unreachable',
  'timed-out',
  'too-large',
  'caller-error',
  'aborted',
  'broken-stream',
] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

/** Whom an outcome speaks about; `model` means this key with this model. */
export type Blame = 'key' | 'account' | 'model' | 'service' | 'caller' | 'nobody'

/** What a cooldown covers. */
export type Scope = 'key' | 'key-model' | 'account' | 'account-model'

/** How we know when a cooldown ends: the upstream said so, a quota window resets then, or we guess. */
export type Provenance = 'hint' | 'window' | 'guess'

/** A key (or key × model, or its account) rests until an instant. */
export type Cooldown = {
  scope: Scope
  /** Set exactly when the scope ends in `-model`. */
  model: string | null
  reason: OutcomeKind
  provenance: Provenance
  startedAt: Instant
  until: Instant
}

/** A limit an upstream told us of, in a header or an error body. */
export type LearnedLimit = {
  unit: 'requests' | 'tokens' | 'recipients'
  per: 'second' | 'minute' | 'day' | 'month' | 'unknown'
  model: string | null
  limit: number | null
  remaining: number | null
  resetAt: Instant | null
  learnedAt: Instant
}

/** Raw facts of an attempt. Header names are lower-case; `body` is at most the first 64 KB of an error answer. */
export type Signal =
  | {
      kind: 'response'
      status: number
      headers: Readonly<Record<string, string>>
      body: string
      model: string | null
      at: Instant
    }
  /** An error event inside a 200 stream. `isFirst`: nothing of the answer had come before it. */
  | {
      kind: 'stream-error'
      body: string
      headers: Readonly<Record<string, string>>
      model: string | null
      at: Instant
      isFirst?: boolean
    }
  | { kind: 'stream-cut'; at: Instant; model: string | null }
  /** `wasSent`: the upstream may have acted on it. */
  | { kind: 'unreachable'; code: string; wasSent: boolean; model: string | null; at: Instant }
  | {
      kind: 'timed-out'
      phase: 'connect' | 'first-byte' | 'idle' | 'total'
      wasSent: boolean
      model: string | null
      at: Instant
    }
  /** `wasSent` false: its end came before anything left; absent: it may have left. */
  | { kind: 'aborted'; at: Instant; model: string | null; wasSent?: boolean }
  /** The key's own secret could not be opened: nothing was sent. */
  | { kind: 'secret-unreadable'; at: Instant; model: string | null }

/** Our judgement of a signal. */
export type Outcome = {
  kind: OutcomeKind
  blame: Blame
  /** The rule that decided, for people and the log: `groq: tokens per day`. */
  rule: string
  status: number | null
  /** The upstream's own word on when to come back, clamped. */
  hintUntil: Instant | null
  /** Which window is empty, where the answer says so. */
  window: 'minute' | 'day' | 'month' | null
  /** The attempt may have had its effect upstream, though we saw no answer. */
  isAmbiguous: boolean
  /** False where nothing of the request left: then no quota was touched. */
  wasSent?: boolean
  /** No rule knew the answer: it was taken for what its status usually means. */
  isUnknown?: true
  learned: readonly LearnedLimit[]
}

/** Whose price a cost is by: the price list's, the operator's own, or the upstream's own word on what it charged. */
export const PRICED_BY = ['list', 'own', 'upstream'] as const
export type PricedBy = (typeof PRICED_BY)[number]

/** What an attempt used, as its answer states it, and what that cost. */
export type Usage = {
  tokensIn: number
  tokensOut: number
  costUsd: number
  /** Absent: it has no price, or used nothing. */
  pricedBy?: PricedBy | null
  /** Its tokens were not stated, but estimated from what went and came. */
  isEstimated?: boolean
  /** Of `tokensIn`: read from the upstream's cache of prompts, and written into it. */
  cachedIn?: number
  cacheWrittenIn?: number
  /** What the upstream says that it charged. */
  statedUsd?: number | null
}
/** Of an attempt whose answer said nothing of its use. */
export const NO_USAGE: Usage = { tokensIn: 0, tokensOut: 0, costUsd: 0 }

/**
 * A fact that a settle (or a reset) produced, for logs, the live feed and alert rules. `rule`: of the failure behind a rest;
 * absent: an answer announced it.
 */
export type Event = { at: Instant; service: ServiceId } & (
  | { kind: 'key-rested'; keyId: KeyId; cooldown: Cooldown; rule?: string }
  | { kind: 'key-out'; keyId: KeyId; status: Exclude<KeyStatus, 'active'>; reason: string }
  | { kind: 'key-restored'; keyId: KeyId; reason: string }
  | { kind: 'circuit-opened'; cause: OutcomeKind; until: Instant; keyIds: readonly KeyId[] }
  | { kind: 'circuit-closed' }
  | { kind: 'lease-expired'; keyId: KeyId; leaseId: number }
)
