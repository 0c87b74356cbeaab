import { REST } from './defaults'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from './vocabulary'

/**
 * Reads how upstreams write time: plain seconds, epoch seconds or milliseconds, Go durations (`1m23.45s`, `20ms`),
 * RFC 3339 and HTTP dates. Every reader refuses what it does not understand; none throws.
 */

/** Above this a plain number is an epoch in seconds (no upstream means a wait of 30 years). */
const EPOCH_SECONDS_FROM = 1e9
/** Above this it is an epoch in milliseconds. */
const EPOCH_MS_FROM = 1e12

/**
 * An instant from a header's value, as written by any upstream: seconds from now, an epoch, a duration or a date.
 * `null` for nonsense. The past is returned as it is; `clampHint` refuses it.
 */
export function readInstant(text: string, now: Instant): Instant | null {
  const trimmed = text.trim()
  if (PLAIN_NUMBER.test(trimmed)) return instantOfNumber(Number(trimmed), now)
  const durationMs = readDuration(trimmed)
  if (durationMs !== null) return now + durationMs
  return readDate(trimmed)
}

const PLAIN_NUMBER = /^\d{1,18}(?:\.\d{1,18})?$/

function instantOfNumber(value: number, now: Instant): Instant {
  if (value >= EPOCH_MS_FROM) return value
  if (value >= EPOCH_SECONDS_FROM) return value * SECOND_MS
  return now + value * SECOND_MS
}

/** Milliseconds of a text that is a duration from its first to its last character; a bare number is seconds. */
function readDuration(text: string): number | null {
  const read = readLeadingDuration(text, 0)
  return read !== null && read.end === text.length ? read.durationMs : null
}

/** `ms` stands before `m`; a unit must not run on into another word (`5 months`), nor a bare number into anything. */
const DURATION_PART =
  /(\d{1,15}(?:\.\d{1,15})?)(?: ?(milliseconds?|ms|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s|µs|us|ns)(?![a-zµ])|(?! ?[a-zµ\d]|\.\d))/iy
const BETWEEN_PARTS = /,? (?:and )?(?=\d)/y

/** The duration that begins at `from`: parts in any order are added (`156h14m36.7s`, `1 minute and 5 seconds`). */
export function readLeadingDuration(text: string, from: number): { durationMs: number; end: number } | null {
  let end = from
  let next = from
  let durationMs = 0
  while (next < text.length) {
    DURATION_PART.lastIndex = next
    const part = DURATION_PART.exec(text)
    if (!part) break
    const unit = part[2]
    // a bare number is a duration only when it stands alone
    if (unit === undefined && end !== from) break
    durationMs += Number(part[1]) * (unit === undefined ? SECOND_MS : unitMs(unit.toLowerCase()))
    end = next + part[0].length
    if (unit === undefined) break
    BETWEEN_PARTS.lastIndex = end
    next = end + (BETWEEN_PARTS.exec(text)?.[0].length ?? 0)
  }
  return end === from ? null : { durationMs, end }
}

function unitMs(unit: string): number {
  if (unit === 'ms' || unit.startsWith('milli')) return 1
  if (unit === 'us' || unit === 'µs') return 1e-3
  if (unit === 'ns') return 1e-6
  if (unit.startsWith('d')) return DAY_MS
  if (unit.startsWith('h')) return HOUR_MS
  if (unit.startsWith('m')) return MINUTE_MS
  return SECOND_MS
}

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/i
/** RFC 9110 names three forms; the last (asctime) has no zone and means UTC. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}|[A-Z][a-z]+, \d\d-[A-Z][a-z]{2}-\d\d) \d\d:\d\d:\d\d GMT$/
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/

function readDate(text: string): Instant | null {
  const rfc = RFC_3339.exec(text)
  if (rfc) return validInstant(Date.parse(`${rfc[1]}T${rfc[2]}${zoneOf(rfc[3])}`))
  if (HTTP_DATE.test(text)) return validInstant(Date.parse(text))
  if (ASCTIME.test(text)) return validInstant(Date.parse(`${text} GMT`))
  return null
}

function zoneOf(zone: string | undefined): string {
  return zone === undefined || /^[ZU]/i.test(zone) ? 'Z' : zone
}

function validInstant(parsed: number): Instant | null {
  return Number.isFinite(parsed) ? parsed : null
}

/** A hint worth following: whole milliseconds, in the future, at most `REST.hintCapMs` away. Else `null`. */
export function clampHint(until: Instant | null, now: Instant): Instant | null {
  if (until === null || !Number.isFinite(until) || until <= now) return null
  return Math.min(Math.ceil(until), now + REST.hintCapMs)
}
