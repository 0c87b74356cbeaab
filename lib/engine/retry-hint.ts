import { type Headers, readDimensions } from './limit-headers'
import { clampHint, readInstant, readLeadingDuration } from './upstream-time'
import { type Instant, SECOND_MS } from './vocabulary'

/** The parts of an answer that may say when to come back. Header names are lower-case. */
export type HintSource = { headers: Headers; body: string }

/**
 * The upstream's own word on when to come back. What it says outright (Retry-After, the body) goes first, and the
 * latest of it holds; only where it says nothing is the reset of a used-up limit taken. Never in the past, never
 * further than `REST.hintCapMs`; negatives and nonsense are `null`. Never throws.
 * Sources: RFC 9110 10.2.3; google.rpc.RetryInfo; the rate-limit pages of OpenAI, Groq, Anthropic and Resend.
 */
export function readHint(source: HintSource, now: Instant): { until: Instant } | null {
  const said = latest(retryAfter(source.headers, now), readBodyHint(source.body, now))
  const until = clampHint(said, now) ?? clampHint(resetOfUsedUp(source.headers, now), now)
  return until === null ? null : { until }
}

function retryAfter(headers: Headers, now: Instant): Instant | null {
  const milliseconds = headers['retry-after-ms']
  if (milliseconds !== undefined && /^\d{1,15}(?:\.\d{1,15})?$/.test(milliseconds.trim())) {
    return now + Number(milliseconds)
  }
  const value = headers['retry-after']
  return value === undefined ? null : readInstant(value, now)
}

/** Of several limits only those with nothing left speak about this refusal. */
function resetOfUsedUp(headers: Headers, now: Instant): Instant | null {
  const dimensions = readDimensions(headers, now)
  const usedUp = dimensions.filter(({ remaining }) => remaining === 0)
  if (usedUp.length > 0) return usedUp.map(({ resetAt }) => resetAt).reduce(latest, null)
  const only = dimensions.length === 1 ? dimensions[0] : undefined
  return only && only.remaining === null ? only.resetAt : null
}

/** An error answer is read no further than this for a delay. */
const BODY_SCAN_CHARS = 16_384

function readBodyHint(body: string, now: Instant): Instant | null {
  if (body === '') return null
  const text = body.length > BODY_SCAN_CHARS ? body.slice(0, BODY_SCAN_CHARS) : body
  return [retryInfo(text, now), bodyFields(text, now), proseDelay(text, now), proseDate(text, now)].reduce(latest, null)
}

/** google.rpc.RetryInfo: `"retryDelay": "38.2s"` or `{"seconds": "38", "nanos": 200000000}`. */
const RETRY_INFO =
  /"retryDelay"\s{0,20}:\s{0,20}(?:"(\d{1,12}(?:\.\d{1,12})?)s"|\{\s{0,20}"seconds"\s{0,20}:\s{0,20}"?(\d{1,12})"?)/

function retryInfo(text: string, now: Instant): Instant | null {
  const match = RETRY_INFO.exec(text)
  return match ? now + Number(match[1] ?? match[2]) * SECOND_MS : null
}

/** Headers repeated in the body, and their like (OpenRouter): `"X-RateLimit-Reset": "1795305600000"`, `"retry_after_seconds": 29`. */
const BODY_FIELD =
  /"(?:retry[-_]after(?:_seconds)?|x-ratelimit-reset)"\s{0,20}:\s{0,20}"?(\d{1,15}(?:\.\d{1,15})?)(?=[\s",}])/gi

function bodyFields(text: string, now: Instant): Instant | null {
  let until: Instant | null = null
  for (const match of text.matchAll(BODY_FIELD)) until = latest(until, readInstant(match[1] ?? '', now))
  return until
}

/** "Please try again in 1m23.45s", "Please retry in 10h17m5.72s", "quota will reset after 3h2m1s". */
const PROSE_DELAY = /\b(?:try again|retry(?:ing)?|resets?) (?:in|after):? /gi

function proseDelay(text: string, now: Instant): Instant | null {
  let until: Instant | null = null
  for (const match of text.matchAll(PROSE_DELAY)) {
    const read = readLeadingDuration(text, match.index + match[0].length)
    if (read) until = latest(until, now + read.durationMs)
  }
  return until
}

/** Anthropic's spend limits: "You will regain access on 2026-09-01 at 00:00 UTC." */
const PROSE_DATE = /\bregain access on (\d{4}-\d\d-\d\d) at (\d\d:\d\d) UTC/i
/** Mailgun: "try again after Wed, 22 Feb 2023 10:04:01 UTC" */
const PROSE_HTTP_DATE = /\btry again after ([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d) (?:UTC|GMT)/

function proseDate(text: string, now: Instant): Instant | null {
  const match = PROSE_DATE.exec(text)
  if (match) return readInstant(`${match[1]}T${match[2]}Z`, now)
  const date = PROSE_HTTP_DATE.exec(text)
  return date ? readInstant(`${date[1]} GMT`, now) : null
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null) return b
  return b === null || b < a ? a : b
}
