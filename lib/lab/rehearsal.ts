import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Key, KeyId, KeyStatus, ServiceId, Strategy } from '@/lib/engine/vocabulary'
import type { FaultMix } from '@/lib/simulator/mix'

/** What is rehearsed: a service as it is run, its keys with a clean slate, traffic, and what goes wrong meanwhile. */
export type Rehearsal = {
  /** With the policy to be tried. */
  service: ServiceDefinition
  keys: readonly Key[]
  mix: FaultMix
  /** On average; each request comes by itself. */
  requestsPerSecond: number
  durationMs: number
  /** What the upstream really grants each account (a key without one by itself), and each model; `null`: no end. */
  upstreamPerMinute: number | null
  upstreamPerDay: number | null
  /** The share of requests that want a stream. */
  streamShare: number
  /** From a request to its answer's first byte, on average. */
  latencyMs: number
  /** The same seed, the same traffic, whatever the strategy. */
  seed: number
  startAt: number
}

export const CALLER_ENDINGS = ['firstTry', 'rescued', 'declined', 'lost'] as const
/** How requests ended for their callers: by the first key, by another, the upstream's own no, or not at all. */
export type CallerEndings = Record<(typeof CALLER_ENDINGS)[number], number>

export type RehearsalReport = {
  service: ServiceId
  strategy: Strategy
  requestCount: number
  endings: CallerEndings
  /** From arrival to the first byte, of those that were answered. */
  waits: { p50Ms: number; p95Ms: number; p99Ms: number; maxMs: number }
  /** Calls to the upstream, and the most that one request took. */
  attemptCount: number
  mostAttempts: number
  circuitOpenings: number
  /** Equal parts of the time, with how the requests that came in them ended. */
  parts: (CallerEndings & { startMs: number })[]
  keys: RehearsedKey[]
  /** Why requests were lost, the most common first. */
  losses: { reason: string; count: number }[]
}

export type RehearsedKey = {
  id: KeyId
  attemptCount: number
  successCount: number
  restCount: number
  status: KeyStatus
}
