import type { Instant, KeyId, KeyStatus, OutcomeKind, ServiceId, Strategy } from './vocabulary'

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

/** Why a key cannot work now. */
export type Unavailability = {
  reason: Exclude<KeyStatus, 'active'> | OutcomeKind | (typeof ROOM_REASONS)[number]
  /** When it ends by itself; `null` when only a person, or a settled lease, ends it. */
  until: Instant | null
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
