import { type Auth, authValue } from '@/lib/catalog/auth'

/** Which headers cross the gateway, each way. Lists are flat and raw: name, value, name, value. */

/** Spoken between two neighbours only (RFC 9110, 7.6.1), and what each side's HTTP library writes by itself. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]

/** Where callers put their client token; none of them ever reaches an upstream. */
const TOKEN_CARRIERS = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key']

/** They name where the caller's own key belongs; with ours the upstream would refuse the request, and blame the key. */
const CALLER_ACCOUNTS = ['openai-organization', 'openai-project', 'x-goog-user-project']

const KEPT_FROM_UPSTREAM = new Set([
  ...HOP_BY_HOP,
  ...TOKEN_CARRIERS,
  ...CALLER_ACCOUNTS,
  'host',
  'content-length',
  'expect',
  'trailer',
  'accept-encoding',
  'cookie',
  'cookie2',
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  // a caller's traces are shown to upstreams only where that was asked for (`admit.ts`)
  'traceparent',
  'tracestate',
  'baggage',
])

/**
 * Cookies would tie callers to one key's session; two speak of the upstream's own host. Trailers come unannounced: Node
 * refuses to write an announcement where its body then has none, which is known too late.
 */
const KEPT_FROM_CALLER = new Set([
  ...HOP_BY_HOP,
  'set-cookie',
  'set-cookie2',
  'alt-svc',
  'strict-transport-security',
  'trailer',
])

const OWN_PREFIX = 'x-keywheel-'
const FORWARDED_PREFIX = 'x-forwarded-'

/** What there is to know of a header's name, found out once. */
type HeaderName = { lower: string; goesUp: boolean; goesDown: boolean; tellsLimits: boolean }

const NAMES = new Map<string, HeaderName>()
/** Names come from outside: the memory of them stays bounded. */
const NAMES_KEPT = 1000

function knowName(raw: string): HeaderName {
  const known = NAMES.get(raw)
  if (known !== undefined) return known
  const lower = raw.toLowerCase()
  const isOwn = lower.startsWith(OWN_PREFIX)
  const name: HeaderName = {
    lower,
    goesUp: !isOwn && !lower.startsWith(FORWARDED_PREFIX) && !KEPT_FROM_UPSTREAM.has(lower),
    goesDown: !isOwn && !KEPT_FROM_CALLER.has(lower),
    tellsLimits: lower.includes('limit') || lower.includes('quota') || lower.includes('retry'),
  }
  if (NAMES.size >= NAMES_KEPT) NAMES.clear()
  NAMES.set(raw, name)
  return name
}

export type CallerHeaders =
  | { kind: 'accepted'; list: readonly string[]; hasIdempotencyKey: boolean }
  | { kind: 'malformed'; detail: string }

/**
 * What of a caller's raw headers goes upstream: everything but hop-by-hop and Connection-named headers, addresses,
 * cookies, the account of the caller's own key, and whatever carries the caller's token. Message framing said twice is refused.
 */
export function readCallerHeaders(raw: readonly string[], token: string, authHeader: string): CallerHeaders {
  const list: string[] = []
  let named: Set<string> | null = null
  let framing = ''
  let hasIdempotencyKey = false
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const { lower: name, goesUp } = knowName(raw[index] ?? '')
    const value = raw[index + 1] ?? ''
    if (name === 'connection') named = connectionNames(value, named)
    if (name === 'content-length' || name === 'transfer-encoding') {
      if (framing !== '')
        return { kind: 'malformed', detail: `${framing} and ${name} together leave the length in doubt` }
      framing = name
    }
    if (!goesUp || name === authHeader || value.includes(token)) continue
    if (name === 'idempotency-key') hasIdempotencyKey = true
    list.push(name, value)
  }
  if (named === null) return { kind: 'accepted', list, hasIdempotencyKey }
  const rest = without(list, named)
  return { kind: 'accepted', list: rest, hasIdempotencyKey: hasHeader(rest, 'idempotency-key') }
}

export type UpstreamHeaders = {
  auth: Auth
  defaultHeaders?: Readonly<Record<string, string>> | undefined
}

/** Completes a caller's accepted headers for one attempt with one key. Plain bytes are asked for, so usage can be read. */
export function writeUpstreamHeaders(
  accepted: readonly string[],
  service: UpstreamHeaders,
  secret: string,
  idempotencyKey: string | null,
): string[] {
  const list = accepted.slice()
  list.push('accept-encoding', 'identity', service.auth.header, authValue(service.auth, secret))
  if (idempotencyKey !== null) list.push('idempotency-key', idempotencyKey)
  for (const name in service.defaultHeaders) {
    const value = service.defaultHeaders[name]
    if (value !== undefined && !hasHeader(accepted, name.toLowerCase())) list.push(name, value)
  }
  return list
}

export type AnswerHeaders = {
  /** For the caller. */
  list: string[]
  /** Lower-case, no prototype; for an answer under 400 only what tells of limits. */
  facts: Readonly<Record<string, string>>
  contentType: string
  contentEncoding: string
  contentLength: number | null
}

/**
 * A record that inherits nothing, as `Object.create(null)` makes one; but that one is a hash table from its first day,
 * which takes five times as long to fill and to read (Node 20.20).
 */
const Facts = emptyRecord()

function emptyRecord(): new () => Record<string, string> {
  class Facts {
    [name: string]: string
  }
  Object.setPrototypeOf(Facts.prototype, null)
  Reflect.deleteProperty(Facts.prototype, 'constructor')
  return Facts
}

/** What of an upstream's raw headers goes to the caller, and what the engine wants to know of them. */
export function readAnswerHeaders(raw: readonly string[], status: number): AnswerHeaders {
  const list: string[] = []
  const facts: Record<string, string> = new Facts()
  const answer: AnswerHeaders = { list, facts, contentType: '', contentEncoding: '', contentLength: null }
  let named: Set<string> | null = null
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const { lower: name, goesDown, tellsLimits } = knowName(raw[index] ?? '')
    const value = raw[index + 1] ?? ''
    if (tellsLimits || status >= 400) facts[name] = value
    if (name === 'connection') named = connectionNames(value, named)
    if (!goesDown) continue
    if (name === 'content-type') answer.contentType = value
    else if (name === 'content-encoding') answer.contentEncoding = value
    else if (name === 'content-length') answer.contentLength = Number(value)
    list.push(name, value)
  }
  if (named !== null) answer.list = without(list, named)
  return answer
}

/** The headers of a buffered answer whose body we may have changed: its length is said anew. */
export function withBodyLength(list: readonly string[], length: number): string[] {
  const result = without(list, CONTENT_LENGTH)
  result.push('content-length', String(length))
  return result
}

export function withoutHeader(list: readonly string[], name: string): string[] {
  return without(list, new Set([name]))
}

const CONTENT_LENGTH = new Set(['content-length'])

function hasHeader(list: readonly string[], name: string): boolean {
  for (let index = 0; index < list.length; index += 2) if (list[index] === name) return true
  return false
}

/** Headers that a Connection header names belong to the hop too; null while it names none but the usual two. */
function connectionNames(value: string, known: Set<string> | null): Set<string> | null {
  if (value === 'keep-alive' || value === 'close') return known
  const names = known ?? new Set<string>()
  for (const part of value.split(',')) names.add(part.trim().toLowerCase())
  names.delete('content-length')
  return names
}

function without(list: readonly string[], names: ReadonlySet<string>): string[] {
  const result: string[] = []
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = list[index] ?? ''
    if (!names.has(name.toLowerCase())) result.push(name, list[index + 1] ?? '')
  }
  return result
}
