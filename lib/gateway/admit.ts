import type { IncomingMessage } from 'node:http'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { ProblemCode } from '@/lib/contract/problem'
import type { CallerWindow, Overrun } from '@/lib/engine/caller-limits'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Expected } from './answer-watch'
import { bearerOf } from './bearer'
import { readCallerHeaders } from './headers'

/** A program with a client token. */
export type Caller = {
  /** The client token's id. */
  id: string
  /** The services it may use; `null` is all. */
  services: readonly ServiceId[] | null
  /** What it may spend is limited: each of its requests is held against that. */
  hasBudget?: true
}

/** A request of a caller with a budget, and what it may come to. */
export type BudgetRequest = {
  requestId: string
  caller: string
  service: ServiceDefinition
  model: string | null
  units: number
  expected: Expected
  /** It costs nothing, unless its service has a price by the request. */
  isFree?: boolean
  /** Absent: what it costs will be known. */
  uncounted?: Uncounted | null
}

/**
 * Why nobody could count what a request costs: its work comes after its answer; two readers see two models, or one sees
 * none; its body is too long to be held and read, or was not held for want of room; or readers may read it differently.
 */
export type Uncounted = 'deferred' | 'two-models' | 'unnamed' | 'too-long' | 'crowded' | 'unreadable'

/**
 * Why a request may not be made: nobody knows what it would cost or could count it, or what is left of the budget is
 * held by requests under way.
 */
export type BudgetVerdict =
  | { kind: 'unpriced' }
  | { kind: 'uncounted'; why: Uncounted }
  | { kind: 'held'; leftUsd: number; limitUsd: number }

/** Who follows requests from the caller's trace on (W3C "Trace Context"). */
export type Traces = {
  /** Whether upstreams are told of the caller's trace too. */
  goUp: boolean
  begin(requestId: string, traceparent: string): void
}

/** Whom and what the gateway knows; both are asked for every request and answer at once. */
export type Register = {
  authenticate(token: string): Caller | null
  /** Counts a request of a caller in, or says which of its limits keeps it out; absent: nobody is limited. */
  countRequest?(caller: Caller): Overrun | null
  /** Holds what a request may cost of its caller's budget until it has ended; `null`: it may be made. */
  holdBudget?(request: BudgetRequest): BudgetVerdict | null
  /** Gives back what is still held for a request that ended without a word in the record. */
  releaseBudget?(requestId: string): void
  /** Absent: nobody follows requests. */
  traces?: Traces
  /** The service of this name, with the origin that is in force. */
  findService(id: string): ServiceDefinition | null
}

export type Admission = {
  kind: 'admitted'
  caller: Caller
  service: ServiceDefinition
  /** As it goes upstream: raw, with its query, without the caller's token. */
  path: string
  headers: readonly string[]
  hasIdempotencyKey: boolean
}

export type Denial = {
  kind: 'denied'
  code: ProblemCode
  detail: string
  service: ServiceId | null
  caller: Caller | null
  /** Of a limit: when its window ends. */
  retryAt?: Instant
  /** Where the body was read already. */
  model?: string | null
  units?: number
}

/** Decides who asks, for which service, and what of the request's head goes upstream. One path, read once, serves both. */
export function admit(request: IncomingMessage, register: Register): Admission | Denial {
  const target = readTarget(request.url ?? '')
  if (target === null) return denied('bad-path', BAD_PATH)
  const token = tokenOf(request, target.query)
  const service = register.findService(target.service)
  if (token === null) return denied('client-token-missing', TOKEN_MISSING, service?.id)
  const caller = register.authenticate(token)
  if (caller === null) return denied('client-token-invalid', TOKEN_INVALID, service?.id)
  if (service === null) return denied('unknown-service', `There is no service at /${target.service}/.`, null, caller)
  const { id } = service
  if (!mayUse(caller, id)) return denied('not-allowed', `This client token may not use ${id}.`, id, caller)
  if (service.isOff) return denied('service-off', `${service.label} is switched off.`, id, caller)
  if (request.method === 'TRACE') {
    return denied('method-not-allowed', 'TRACE would show what goes upstream.', id, caller)
  }
  if (request.headers.upgrade?.toLowerCase() === 'websocket') {
    return denied('method-not-allowed', 'WebSocket connections are not passed on; use HTTP streaming.', id, caller)
  }
  const headers = readCallerHeaders(request.rawHeaders, token, service.auth.header.toLowerCase())
  if (headers.kind === 'malformed') return denied('bad-request', headers.detail, id, caller)
  const overLimit = countIn(register, caller, id)
  if (overLimit !== null) return overLimit
  const { list, hasIdempotencyKey } = headers
  const path = target.path + withoutToken(target.query, token)
  const shown = register.traces?.goUp ? withTrace(list, request) : list
  return { kind: 'admitted', caller, service, path, headers: shown, hasIdempotencyKey }
}

function withTrace(
  list: readonly string[],
  { headers: { traceparent, tracestate } }: IncomingMessage,
): readonly string[] {
  if (typeof traceparent !== 'string') return list
  const state = typeof tracestate === 'string' ? ['tracestate', tracestate] : []
  return [...list, 'traceparent', traceparent, ...state]
}

/** Whether a caller may use a service. */
export function mayUse({ services }: Caller, service: ServiceId): boolean {
  return services === null || services.includes(service)
}

/**
 * Counts a request of a caller against its limits; whoever lets callers in, by whatever door, calls this once for each
 * request, after every other check. `null`: it may go on.
 */
export function countIn(register: Register, caller: Caller, service: ServiceId): Denial | null {
  const overrun = register.countRequest?.(caller) ?? null
  if (overrun === null) return null
  const { window, limit, until: retryAt } = overrun
  return { ...denied(CODE_OF_WINDOW[window], sentenceOf(overrun, limit), service, caller), retryAt }
}

const CODE_OF_WINDOW: Record<CallerWindow, ProblemCode> = {
  minute: 'token-minute-limit',
  day: 'token-day-limit',
  month: 'token-budget',
}

function sentenceOf({ window, until }: Overrun, limit: number): string {
  const used =
    window === 'month'
      ? `has spent its budget of $${limit.toFixed(2)} for this month`
      : `has made the ${limit} ${limit === 1 ? 'request' : 'requests'} it may make in a ${window}`
  return `This client token ${used}. It may be used again from ${new Date(until).toISOString()}.`
}

const BAD_PATH = 'A path is /<service>/<upstream path>, without dot segments, backslashes or control characters.'
const TOKEN_MISSING =
  'Send a Keywheel client token where your SDK sends its API key: Authorization: Bearer, x-api-key, x-goog-api-key, the password of Basic or ?key=.'

const TOKEN_INVALID = 'The client token was not found, has expired, or was revoked.'

function denied(
  code: ProblemCode,
  detail: string,
  service: ServiceId | null = null,
  caller: Caller | null = null,
): Denial {
  return { kind: 'denied', code, detail, service, caller }
}

type Target = { service: string; path: string; query: string }

const NOT_PRINTABLE = /[^\x21-\x7e]/
/** Bytes and segments that two readers of one path could understand differently. */
const AMBIGUOUS = /[\\#]|%00|%5c|\/(?:\.|%2e){1,2}(?=\/|%2f|;|$)|%2f(?:\.|%2e){1,2}(?=\/|%2f|;|$)/i
const SERVICE_NAME = /^[a-z0-9][a-z0-9-]*$/

/** Callers ask for few paths again and again; longer or rarer ones are read anew. */
const TARGETS_KEPT = 500
const TARGET_KEPT_CHARS = 200
const TARGETS = new Map<string, Target>()

/** The raw request target, taken apart without decoding anything. */
function readTarget(url: string): Target | null {
  const known = TARGETS.get(url)
  if (known !== undefined) return known
  const target = takeApart(url)
  // A query may carry a token, which is nothing to keep.
  if (target !== null && target.query === '' && url.length <= TARGET_KEPT_CHARS) {
    if (TARGETS.size >= TARGETS_KEPT) TARGETS.clear()
    TARGETS.set(url, target)
  }
  return target
}

function takeApart(url: string): Target | null {
  const queryAt = url.indexOf('?')
  const path = queryAt === -1 ? url : url.slice(0, queryAt)
  if (path[0] !== '/' || NOT_PRINTABLE.test(url) || AMBIGUOUS.test(path)) return null
  const end = path.indexOf('/', 1)
  const service = end === -1 ? path.slice(1) : path.slice(1, end)
  if (!SERVICE_NAME.test(service)) return null
  return { service, path: end === -1 ? '/' : path.slice(end), query: queryAt === -1 ? '' : url.slice(queryAt) }
}

function tokenOf(request: IncomingMessage, query: string): string | null {
  const { authorization, 'x-api-key': apiKey, 'x-goog-api-key': googleKey } = request.headers
  if (authorization !== undefined) {
    const token = bearerOf(authorization)
    if (token !== null) return token
    const password = passwordOf(authorization)
    if (password !== null) return password
  }
  for (const value of [apiKey, googleKey]) if (typeof value === 'string' && value !== '') return value
  if (!query.includes('key=')) return null
  for (const part of query.slice(1).split('&'))
    if (part.startsWith('key=') && part.length > 4) return decoded(part.slice(4))
  return null
}

/** Basic authentication, as Mailgun's clients send it: `api:<token>` in base64. */
function passwordOf(authorization: string): string | null {
  const encoded = /^basic +([A-Za-z0-9+/]{1,2000}={0,2}) *$/i.exec(authorization)?.[1]
  if (encoded === undefined) return null
  const [, password] = /^[^:]*:(\S+)$/.exec(Buffer.from(encoded, 'base64').toString('latin1')) ?? []
  return password ?? null
}

/** Gemini's clients may put their key in the query; wherever the token stands there, it goes no further. */
function withoutToken(query: string, token: string): string {
  if (query === '' || query === '?') return query
  if (!query.includes('key=') && !query.includes(token) && !query.includes('%')) return query
  const kept = query
    .slice(1)
    .split('&')
    .filter(part => !part.startsWith('key=') && !decoded(part).includes(token))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
