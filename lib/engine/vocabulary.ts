/**
 * The nouns of the engine, one sentence each, and its general defaults. Read this first.
 * Pure data: nothing here (or anywhere in the engine) can hold a secret.
 */

/** Milliseconds since the Unix epoch. */
export type Instant = number

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

/** The priority shown for a key that waits for a person (its own priority is kept). */
export const REVIEW_PRIORITY = 999

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

/** How often a cause has repeated on a key (× model): the rung of its back-off ladder. */
export type Strike = { cause: OutcomeKind; model: string | null; rung: number; at: Instant }

/** A count of the current quota day, which ends at `resetAt`. */
export type DayCount = { used: number; resetAt: Instant }

/** Counts of the last minute in slices of `MINUTE_SLICE_MS`, oldest first; empty slices are absent. */
export type MinuteCount = readonly { startedAt: Instant; used: number }[]
export const MINUTE_SLICE_MS = 5 * SECOND_MS

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
export const FAILURES_KEPT = 10

/** Limits are read from a key's good answers this often; a limit that is used up is read from every answer. */
export const LEARN_EVERY_MS = 1000

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

/** Recent requests and service-blamed retries of a service, in slices. */
export type RetryBudget = readonly { startedAt: Instant; requests: number; retries: number }[]

/** What a pool remembers beside its keys and accounts. Replaced, never edited. */
export type ServiceState = {
  circuit: Circuit
  /** Service-blamed failures of the last seconds: the evidence for blame attribution. */
  evidence: readonly { keyId: KeyId; cause: OutcomeKind; at: Instant }[]
  budget: RetryBudget
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
export const RUNNERS_UP_KEPT = 5

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
export const EXHAUSTED_REASONS_SHOWN = 20

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
export const NO_USAGE: Usage = { tokensIn: 0, tokensOut: 0, costUsd: 0 }

/**
 * What a request came to, for its caller: answered by the first key, or by another one after failures; `declined`, the
 * upstream's own no to what the caller asked; `refused` by the gateway for what the caller asked; `lost`: no answer,
 * and not the caller's doing; `left` by the caller.
 */
export const ENDINGS = ['first-try', 'rescued', 'declined', 'refused', 'lost', 'left'] as const
export type Ending = (typeof ENDINGS)[number]

/** What a settled attempt did to its key, its account or its service. */
export type Effect =
  | { kind: 'rested'; scope: Scope; reason: OutcomeKind; provenance: Provenance; until: Instant }
  | { kind: 'out'; status: Exclude<KeyStatus, 'active'> }
  | { kind: 'circuit-opened'; until: Instant }

/** What a limit behind a refusal counts. */
export const LIMIT_UNITS = ['key', 'request', 'token', 'byte', 'usd'] as const

/** How much was used of which limit when the gateway refused, and when there is room again. */
export type RefusalFacts = {
  used: number | null
  limit: number | null
  unit: (typeof LIMIT_UNITS)[number]
  /** `null`: not by itself. */
  resetAt: Instant | null
}

/** One upstream try with one key, as recorded. A refusal by the gateway itself has no key and a `refusal` code. */
export type Attempt = {
  id: string
  requestId: string
  service: ServiceId
  keyId: KeyId | null
  masked: string | null
  model: string | null
  /** The client token's id, `in-process`, or null. */
  caller: string | null
  method: string
  path: string
  /** 1 for a request's first attempt. */
  number: number
  outcome: OutcomeKind | 'refused'
  /** Whether the upstream may have counted it against its quota; absent: as its outcome usually says. */
  isCounted?: boolean
  blame: Blame
  rule: string
  refusal: string | null
  status: number | null
  startedAt: Instant
  firstByteMs: number | null
  totalMs: number
  units: number
  tokensIn: number
  tokensOut: number
  costUsd: number
  strategy: Strategy | null
  score: ScoreTerms | null
  /** How its key was chosen; of a refusal: what the keys were doing. */
  choice: Choice | null
  effects: readonly Effect[]
  /** Of a refusal: the sentence its caller was told. */
  detail: string | null
  /** Of a refusal: the numbers behind it, where there are any. */
  facts: RefusalFacts | null
  /** Set on the last attempt of a request. */
  ending: Ending | null
}

/** A fact that a settle (or a reset) produced, for logs, the live feed and alert rules. */
export type Event = { at: Instant; service: ServiceId } & (
  | { kind: 'key-rested'; keyId: KeyId; cooldown: Cooldown }
  | { kind: 'key-out'; keyId: KeyId; status: Exclude<KeyStatus, 'active'>; reason: string }
  | { kind: 'key-restored'; keyId: KeyId; reason: string }
  | { kind: 'circuit-opened'; cause: OutcomeKind; until: Instant; keyIds: readonly KeyId[] }
  | { kind: 'circuit-closed' }
  | { kind: 'lease-expired'; keyId: KeyId; leaseId: number }
)

/** How one service is operated; an operator can change each. Durations in ms. */
export type ServicePolicy = {
  strategy: Strategy
  /** The time zone (IANA) in which the service's quota day and month turn. */
  dayZone: string
  /** `calendar`: a day's quota comes back at midnight of `dayZone`; `rolling`: only the upstream's hint tells. */
  dayWindow: 'calendar' | 'rolling'
  /** Whom a limit speaks about; without a declared account the key stands for it. */
  limitScope: Scope
  /** Rest after a rate limit without a hint. */
  rateLimitRestMs: number
  overloadRestMs: number
  maxAttempts: number
  maxServiceAttempts: number
  /** From the request's arrival to the first byte of its answer, all attempts together. */
  firstByteDeadlineMs: number
  /** The same for a call whose first byte comes only when its answer is whole: a generation that is not streamed. */
  wholeAnswerDeadlineMs: number
  /** How long a request may wait for the first key to return when all rest; 0 = answer at once. */
  maxWaitMs: number
}

export const DEFAULT_POLICY: ServicePolicy = {
  strategy: 'score',
  dayZone: 'UTC',
  dayWindow: 'calendar',
  limitScope: 'key-model',
  rateLimitRestMs: 60 * SECOND_MS,
  overloadRestMs: 30 * SECOND_MS,
  maxAttempts: 20,
  maxServiceAttempts: 3,
  firstByteDeadlineMs: 45 * SECOND_MS,
  // as long as the official SDKs wait (openai-node and anthropic-sdk: 10 minutes)
  wholeAnswerDeadlineMs: 10 * MINUTE_MS,
  maxWaitMs: 0,
}

/** Silence in the middle of an answer's body is borne this long. */
export const ANSWER_IDLE_MS = 2 * MINUTE_MS

/** The score's numbers (engine.md, "Score"). */
export const SCORE = {
  base: 100,
  recentSuccess: 20,
  recentFailure: -30,
  usage: -50,
  recentlyUnused: 10,
  recentMs: 5 * MINUTE_MS,
  unusedMs: 60 * SECOND_MS,
} as const

/** The cooldown numbers that hold for every service. */
export const REST = {
  rateLimitCapMs: HOUR_MS,
  overloadCapMs: 10 * MINUTE_MS,
  modelForbiddenMs: DAY_MS,
  hintCapMs: DAY_MS,
  /** A day's quota that ends at no known instant and came without a hint. */
  unknownDayMs: HOUR_MS,
} as const

/** An attempt nobody settles is taken back after this. */
export const LEASE_LIFETIME_MS = 15 * MINUTE_MS

export const CIRCUIT = {
  failuresInRow: 5,
  windowMs: 30 * SECOND_MS,
  sliceMs: 5 * SECOND_MS,
  minimumCount: 20,
  failureShare: 0.5,
  firstOpenMs: 5 * SECOND_MS,
  /** Short, because a trial costs the upstream one request, and each second more costs callers after it has healed. */
  openCapMs: 10 * SECOND_MS,
  /** A trial that nobody settles gives its place to another after this; above the deadline for a first byte. */
  trialMs: 60 * SECOND_MS,
} as const

/** Blame attribution: failures alike on several keys speak about the service, not the keys. */
export const ATTRIBUTION = { windowMs: 10 * SECOND_MS, distinctKeys: 3, poolShare: 0.5, evidenceKept: 100 } as const

export const RETRY_BUDGET = { windowMs: MINUTE_MS, sliceMs: 5 * SECOND_MS, share: 0.1, minimumPerWindow: 10 } as const

/** Why a key is out whose secret does not open. No probe could ask about it: only a person brings it back. */
export const SECRET_UNREADABLE = 'its secret cannot be opened'

/** Why a key is out that a check of all keys found refused. */
export const CHECK_REFUSED = 'a check by the free probe was refused'

/** A key rejected again this soon after a probe found it alive stays out, where other keys answered what it refused. */
export const RESTORE_GRACE_MS = 5 * MINUTE_MS
