import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Exhausted, Lease } from '@/lib/engine/lease'
import type { Instant, Outcome, OutcomeKind, Signal, Usage } from '@/lib/engine/vocabulary'
import type { Pools } from './pools'
import type { Clock, Price, Record, Sleep } from './ports'

/** A request to be answered by whichever key can. */
export type RotationRequest<T> = {
  requestId: string
  service: ServiceDefinition
  model: string | null
  /** In the service's unit, at least 1. */
  units: number
  method: string
  /** The upstream's path without its query, for the record. */
  path: string
  /** The client token's id, or `in-process`. */
  caller: string | null
  isSafeToRepeat: boolean
  /** The whole body is at hand. */
  isReplayable: boolean
  /** The first byte comes only when the answer is whole. */
  isSlowToAnswer: boolean
  /** The caller sent an Idempotency-Key of its own. */
  hasIdempotencyKey: boolean
  arrivedAt: Instant
  /** By then the first byte must be here; absent: as the service's policy says. */
  deadlineAt?: Instant | undefined
  /** Set when the caller left. */
  abort: AbortSignal | null
  /** Whether its caller hears a refusal of ours after this, which is recorded as the request's last row. */
  isRefusedAfter(rotated: Rotated<T>): boolean
  /** What an attempt cost that was waited for so long and nothing came of; absent: nobody need know. */
  usageOfLeaving?(waitedMs: number): Usage
  /** Makes one upstream try. Never throws for what an upstream or a network does. */
  attempt(turn: AttemptTurn): Promise<Attempted<T>>
}

/** What one attempt is told. */
export type AttemptTurn = {
  lease: Lease
  number: number
  /** By then the first byte must be here. */
  deadlineAt: Instant
  /** To be sent along where the caller sent none; the same for every attempt of a request. */
  idempotencyKey: string | null
}

/**
 * What one attempt came to. `failed`: an answer or a fault before anything reached the caller; `value` is the answer,
 * if there was one, so that it can be passed on. `open`: an answer is under way; its lease is settled when it ended.
 */
export type Attempted<T> =
  | { kind: 'failed'; signal: Signal; value: T | null; firstByteAt: Instant | null }
  | { kind: 'open'; value: T; status: number; firstByteAt: Instant }

/** One turn of the wheel: a lease, and the one way to settle it. */
export type Turn = {
  lease: Lease
  /** 1 for the first. */
  number: number
  /** Classifies, settles and records. Exactly once. */
  settle(signal: Signal, usage: Usage, firstByteAt: Instant | null): Outcome
}

/** What a request came to. */
export type Rotated<T> =
  /** An answer under way: pass it on, then call `turn.settle`. */
  | { kind: 'answered'; turn: Turn; value: T; trail: Trail }
  /** The upstream's own refusal, which no other key could better: pass it on. Settled. */
  | { kind: 'declined'; value: T; outcome: Outcome; trail: Trail }
  /** No answer at all. Settled. */
  | { kind: 'failed'; outcome: Outcome; trail: Trail }
  | { kind: 'exhausted'; exhausted: Exhausted; trail: Trail }
  | { kind: 'aborted'; trail: Trail }

/** The attempts of a request so far, for the caller: `gsk_ab…3f:rate-limited`. */
export type Trail = readonly { masked: string; outcome: OutcomeKind }[]

/** What the loop works with. */
export type RotationPorts = {
  pools: Pools
  record: Record
  now: Clock
  price?: Price
  sleep?: Sleep
  hearError?: HearError
}

/** Hears of an upstream's error, after it was judged; it must not wait, nor throw. */
type HearError = (lease: Lease, signal: ErrorSignal, outcome: Outcome) => void
export type ErrorSignal = Extract<Signal, { kind: 'response' | 'stream-error' }>
