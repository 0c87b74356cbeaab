import { clampHint, readInstant } from './upstream-time'
import type { Instant, LearnedLimit } from './vocabulary'

/** Header names are lower-case. */
export type Headers = Readonly<Record<string, string>>

/** One limit as its headers state it: `requests`, `tokens`, `input-tokens`, `requests-day`, or `` where unnamed. */
type Dimension = { name: string; limit: number | null; remaining: number | null; resetAt: Instant | null }

/**
 * What a service's limit headers speak about, where the header itself does not say: on Groq
 * `x-ratelimit-limit-requests` is a day's, on OpenAI a minute's.
 */
export type LimitWindows = { requests: LearnedLimit['per']; tokens: LearnedLimit['per'] }

/**
 * Limits an answer teaches in its headers. Runs on every answer: headers of other kinds cost one look each.
 * @param model the model these limits belong to; `null` where the limit is the whole account's
 */
export function readLimits(
  headers: Headers,
  now: Instant,
  model: string | null,
  windows?: LimitWindows,
): readonly LearnedLimit[] {
  const dimensions = readDimensions(headers, now)
  if (dimensions.length === 0) return NO_LIMITS
  return dimensions.map(({ name, limit, remaining, resetAt }) => {
    const unit = name.includes('token') ? 'tokens' : 'requests'
    return {
      unit,
      per: windowOf(name) ?? windows?.[unit] ?? 'unknown',
      model,
      limit,
      remaining,
      resetAt: clampHint(resetAt, now),
      learnedAt: now,
    }
  })
}

export const NO_LIMITS: readonly LearnedLimit[] = []

function windowOf(name: string): LearnedLimit['per'] | null {
  for (const per of WINDOW_NAMES) if (name.endsWith(per)) return per
  return null
}

const WINDOW_NAMES = ['second', 'minute', 'day', 'month'] as const

/**
 * `x-ratelimit-reset-tokens` (OpenAI, Groq, Cerebras), `anthropic-ratelimit-input-tokens-reset`, and the unnamed
 * `ratelimit-reset` of the IETF draft (Resend). Amounts *used*, as in `x-resend-daily-quota`, are none of these.
 */
const LIMIT_HEADER =
  /^(?:x-ratelimit-(limit|remaining|reset)-([a-z-]{1,40})|anthropic-ratelimit-([a-z-]{1,40})-(limit|remaining|reset)|(?:x-)?ratelimit-(limit|remaining|reset))$/

type HeaderPart = { dimension: string; part: 'limit' | 'remaining' | 'reset' }

/** Header names read before: an upstream sends the same few with every answer. `null`: not a limit header. */
const headerParts = new Map<string, HeaderPart | null>()
const HEADER_PARTS_KEPT = 200

function partOf(header: string): HeaderPart | null {
  const known = headerParts.get(header)
  if (known !== undefined) return known
  const match = LIMIT_HEADER.exec(header)
  const part = match?.[1] ?? match?.[4] ?? match?.[5]
  const isPart = part === 'limit' || part === 'remaining' || part === 'reset'
  const read: HeaderPart | null = isPart ? { dimension: match?.[2] ?? match?.[3] ?? '', part } : null
  if (headerParts.size >= HEADER_PARTS_KEPT) headerParts.clear()
  headerParts.set(header, read)
  return read
}

/** Whether an answer says that a limit is used up: one look per header, nothing is read. */
export function hasUsedUpLimit(headers: Headers): boolean {
  for (const header in headers) if (headers[header] === '0' && partOf(header)?.part === 'remaining') return true
  return false
}

/** What the headers say of each limit they name. */
export function readDimensions(headers: Headers, now: Instant): readonly Dimension[] {
  let dimensions: Dimension[] | null = null
  for (const header in headers) {
    if (!header.includes('ratelimit')) continue
    const read = partOf(header)
    const value = headers[header]
    if (read === null || value === undefined) continue
    dimensions ??= []
    const dimension = dimensionOf(dimensions, read.dimension)
    if (read.part === 'limit') dimension.limit = readAmount(value)
    else if (read.part === 'remaining') dimension.remaining = readAmount(value)
    else dimension.resetAt = readInstant(value, now)
  }
  return dimensions ?? NO_DIMENSIONS
}

const NO_DIMENSIONS: readonly Dimension[] = []

function dimensionOf(dimensions: Dimension[], name: string): Dimension {
  const known = dimensions.find(dimension => dimension.name === name)
  if (known) return known
  const added: Dimension = { name, limit: null, remaining: null, resetAt: null }
  dimensions.push(added)
  return added
}

/** The IETF draft may add a policy behind the number: `5, 5;w=1`. */
function readAmount(value: string): number | null {
  const digits = /^\s*(\d{1,15})(?![\d.])/.exec(value)
  return digits ? Number(digits[1]) : null
}
