import type { Choice, ScoreTerms } from './lease'
import type {
  Blame,
  Instant,
  KeyId,
  KeyStatus,
  OutcomeKind,
  PricedBy,
  Provenance,
  Scope,
  ServiceId,
  Strategy,
} from './vocabulary'

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
  /** Absent: it has no price, or used nothing. */
  pricedBy?: PricedBy | null
  /** Its tokens were estimated; absent: stated, or there are none. */
  isEstimated?: boolean
  /** How many requests it stands for; absent: one. */
  times?: number
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

/** What a settled attempt did to its key, its account or its service. */
export type Effect =
  | { kind: 'rested'; scope: Scope; reason: OutcomeKind; provenance: Provenance; until: Instant }
  | { kind: 'out'; status: Exclude<KeyStatus, 'active'> }
  | { kind: 'circuit-opened'; until: Instant }

/**
 * What a request came to, for its caller: answered by the first key, or by another one after failures; `declined`, the
 * upstream's own no to what the caller asked; `refused` by the gateway for what the caller asked; `lost`: no answer,
 * and not the caller's doing; `left` by the caller.
 */
export const ENDINGS = ['first-try', 'rescued', 'declined', 'refused', 'lost', 'left'] as const
export type Ending = (typeof ENDINGS)[number]

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
