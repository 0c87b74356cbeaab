import { ANSWER_IDLE_MS, LEASE_LIFETIME_MS } from '@/lib/engine/defaults'
import { MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'

/** What the gateway grants at most; each has one home, here. Durations in ms, sizes in bytes. */
export type GatewayLimits = {
  /** TCP and TLS of one upstream connection. */
  connectMs: number
  /** Silence in the middle of an answer's body. */
  idleMs: number
  /** One attempt from its start to the end of its body. Below a lease's lifetime, so that it is always settled. */
  totalMs: number
  /** A connection to an upstream is kept this long without use. */
  upstreamKeepAliveMs: number
  /** Connections per upstream origin; further requests queue. */
  upstreamConnections: number
  /** Longer request bodies are streamed and get one attempt. */
  replayBytes: number
  /** Request bodies held at once, all together; past it a body is streamed and gets one attempt. */
  replayBytesTotal: number
  /** Of a body that is streamed, this much is looked at for the model it names. */
  prefixBytes: number
  /** An error answer longer than this is cut, visibly. */
  errorBodyBytes: number
  /** The caller's request line and headers. */
  headerBytes: number
  headersMs: number
  requestMs: number
  callerKeepAliveMs: number
}

const MEGABYTE = 1024 * 1024

export const DEFAULT_LIMITS: GatewayLimits = {
  connectMs: 10 * SECOND_MS,
  idleMs: ANSWER_IDLE_MS,
  totalMs: LEASE_LIFETIME_MS - MINUTE_MS,
  upstreamKeepAliveMs: 30 * SECOND_MS,
  upstreamConnections: 2048,
  replayBytes: 10 * MEGABYTE,
  replayBytesTotal: 256 * MEGABYTE,
  prefixBytes: 64 * 1024,
  errorBodyBytes: MEGABYTE,
  headerBytes: 32 * 1024,
  headersMs: 15 * SECOND_MS,
  requestMs: 10 * MINUTE_MS,
  callerKeepAliveMs: 65 * SECOND_MS,
}

/** A signal carries this much of an error answer. */
export const SIGNAL_BODY_BYTES = 64 * 1024

/** An answer nobody reads yet is paused past this. */
export const HELD_BYTES = 64 * 1024
