/**
 * The nouns of the engine, one sentence each. Read this first; then `state.ts`, what is remembered; `attempt.ts`, what is
 * written down; `policy.ts` and `defaults.ts`, the numbers. Nothing in the engine can hold a secret.
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

/** One key reserved for one attempt, settled once. */
export type Lease = {
  id: number
  service: ServiceId
  keyId: KeyId
  masked: string
  keyName: string
  /** Whose quota it reserves beside the key's: its account at that time. */
  account: string | null
  model: string | null
  /** How much of the quota it reserves, in the service's unit. */
  units: number
  leasedAt: Instant
  expiresAt: Instant
  /** The one trial of a half-open circuit. */
  isTrial: boolean
  /** Its request was under way while the circuit was shut: no trial, and heard only when it closes the circuit. */
  isPassing: boolean
  /** Why this key. */
  strategy: Strategy
  score: ScoreTerms
  choice: Choice
}

/**
 * How a key was chosen, as things stood then. Made at every choice and written for every attempt, so it is kept small:
 * `contendersOf` (`choice.ts`) reads it.
 */
export type Choice = {
  /** Keys the service had. */
  keyCount: number
  /** How many of them could not work, by reason. */
  outCounts: OutCounts
  /** Since the chosen key was last leased, which decides ties; -1: never. */
  idleMs: number
  /** The runners-up, best first, five values for each: key id, idleMs, priority, flags of its score, usage term. */
  runnersUp: readonly (KeyId | number)[]
  /** Under `weighted`: how far behind the chosen key's turn each runner-up's is. */
  behind?: readonly number[]
}
export type OutCounts = Readonly<Partial<Record<Unavailability['reason'], number>>>
/** The score and each of its terms; `total` is their sum. */
export type ScoreTerms = {
  total: number
  priority: number
  recentSuccess: number
  recentFailure: number
  usage: number
  recentlyUnused: number
}

/** Why a key cannot work, beside its status and what it rests for. */
export const ROOM_REASONS = [
  'daily-limit',
  'minute-limit',
  'token-limit',
  'concurrency-limit',
  'circuit-open',
  'model-not-allowed',
  'already-tried',
] as const

/** Why a key cannot work now. */
export type Unavailability = {
  reason: Exclude<KeyStatus, 'active'> | OutcomeKind | (typeof ROOM_REASONS)[number]
  /** When it ends by itself; `null` when only a person, or a settled lease, ends it. */
  until: Instant | null
}

/** No key may work now. */
export type Exhausted = {
  kind: 'exhausted'
  service: ServiceId
  /** `limits`: keys rest or have no room; `service-down`: the circuit is open; `no-usable-key`: waiting does not help. */
  cause: 'limits' | 'service-down' | 'no-usable-key'
  retryAt: Instant | null
  keyCount: number
  outCounts: OutCounts
  /** At most `EXHAUSTED_REASONS_SHOWN`, the soonest to return first. */
  reasons: readonly ({ keyId: KeyId; name: string; masked: string } & Unavailability)[]
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

/** What an attempt used, as read from the answer. */
export type Usage = { tokensIn: number; tokensOut: number; costUsd: number }
/** Of an attempt whose answer said nothing of its use. */
export const NO_USAGE: Usage = { tokensIn: 0, tokensOut: 0, costUsd: 0 }

/** A fact that a settle (or a reset) produced, for logs, the live feed and alert rules. */
export type Event = { at: Instant; service: ServiceId } & (
  | { kind: 'key-rested'; keyId: KeyId; cooldown: Cooldown }
  | { kind: 'key-out'; keyId: KeyId; status: Exclude<KeyStatus, 'active'>; reason: string }
  | { kind: 'key-restored'; keyId: KeyId; reason: string }
  | { kind: 'circuit-opened'; cause: OutcomeKind; until: Instant; keyIds: readonly KeyId[] }
  | { kind: 'circuit-closed' }
  | { kind: 'lease-expired'; keyId: KeyId; leaseId: number }
)
