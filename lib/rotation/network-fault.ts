import type { Instant, Signal } from '@/lib/engine/vocabulary'

/** Where an attempt was when its fault came: no chunk of an answer seen yet, or within a streamed answer. */
export type FaultStage = 'asking' | 'answering'

type TimeLimit = Extract<Signal, { kind: 'timed-out' }>['phase']

/** Faults that come before a request is written: the upstream cannot have acted on it. Node's and OpenSSL's codes. */
const UNSENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
])

/** Faults after which the request may have arrived. */
const SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SOCKET_CLOSED',
])

/** undici's own time limits (undici docs, "Errors"). */
const TIME_LIMITS: ReadonlyMap<string, TimeLimit> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
  ['UND_ERR_HEADERS_TIMEOUT', 'first-byte'],
  ['UND_ERR_BODY_TIMEOUT', 'idle'],
])

/** What fetch throws when the network failed; the code stands in its `cause`. */
const FETCH_FAILURES: ReadonlySet<string> = new Set(['fetch failed', 'terminated', 'network error'])

/** The signal of a network's fault, or `null` when the error speaks of something else. Keeps its code, not its words. */
export function signalOfFault(
  error: object,
  stage: FaultStage,
  facts: { model: string | null; at: Instant },
): Signal | null {
  const code = networkCode(error)
  if (code !== null) return signalOfCode(code, stage, facts)
  return isFetchFailure(error) ? signalOfCode('FETCH_FAILED', stage, facts) : null
}

export function signalOfCode(code: string, stage: FaultStage, facts: { model: string | null; at: Instant }): Signal {
  const phase = TIME_LIMITS.get(code)
  if (phase !== undefined) return { kind: 'timed-out', phase, wasSent: phase !== 'connect', ...facts }
  if (stage === 'answering') return { kind: 'stream-cut', ...facts }
  return { kind: 'unreachable', code, wasSent: !UNSENT_CODES.has(code), ...facts }
}

/** How deep causes are followed: an SDK's error, fetch's, the socket's, one address of several. */
const CAUSES_FOLLOWED = 5

/** A code that only a network gives; others (a file not found) belong to the function that threw. */
export function networkCode(error: unknown): string | null {
  let cause: unknown = error
  for (let depth = 0; depth < CAUSES_FOLLOWED; depth++) {
    if (typeof cause !== 'object' || cause === null) return null
    if ('code' in cause && typeof cause.code === 'string' && isNetworkCode(cause.code)) return cause.code
    if ('cause' in cause && cause.cause !== undefined) cause = cause.cause
    else if ('errors' in cause && Array.isArray(cause.errors)) cause = cause.errors[0]
    else return null
  }
  return null
}

function isNetworkCode(code: string): boolean {
  return UNSENT_CODES.has(code) || SENT_CODES.has(code) || TIME_LIMITS.has(code) || code.startsWith('HPE_')
}

function isFetchFailure(error: object): boolean {
  return error instanceof TypeError && FETCH_FAILURES.has(error.message)
}
