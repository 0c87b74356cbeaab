import { MINUTE_SLICE_MS } from './defaults'
import { addToSlices, countsAgainAt, isRecent, leavesWindowAt, type SliceSpan } from './slices'
import type { DayCount, MinuteCount } from './state'
import { DAY_MS, type Instant, MINUTE_MS, SECOND_MS } from './vocabulary'

const MINUTE_SPAN: SliceSpan = { windowMs: MINUTE_MS, sliceMs: MINUTE_SLICE_MS }

/** No local day is longer than this, and no local month: the search for the next one ends there. */
const LONGEST_DAY_MS = 2 * DAY_MS
const LONGEST_MONTH_MS = 33 * DAY_MS

type Turn = { knownFrom: Instant; resetAt: Instant }
const dayTurns = new Map<string, Turn>()
const monthTurns = new Map<string, Turn>()
const formatters = new Map<string, Intl.DateTimeFormat>()

/**
 * The first instant after `now` that belongs to a later local day in `zone` (IANA): local midnight, or the moment the
 * clocks jump over it. Remembered per zone, so that repeated calls within a day cost a comparison. Throws a RangeError
 * for a zone that `isZone` denies.
 */
export function dayResetAt(now: Instant, zone: string): Instant {
  return turnAfter(now, zone, dayTurns, localDay, LONGEST_DAY_MS)
}

/** The first instant after `now` that belongs to a later local month in `zone`; otherwise as `dayResetAt`. */
export function monthResetAt(now: Instant, zone: string): Instant {
  return turnAfter(now, zone, monthTurns, localMonth, LONGEST_MONTH_MS)
}

/** Whether this is the name of a time zone. Bare offsets (`+02:00`) are not: only newer runtimes know them. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    formatterOf(zone)
    return true
  } catch {
    return false
  }
}

/** An unused quota day that ends at the next reset. */
export function newDay(now: Instant, zone: string): DayCount {
  return { used: 0, resetAt: dayResetAt(now, zone) }
}

/**
 * The day as it stands at `now`: the same object until its reset, an unused one from then on. A clock that jumps back
 * over a reset leaves the turned day as it is. A reset further off than any day is long was set by a wrong clock: the
 * count is kept and ends at the next real reset.
 */
export function rollDay(day: DayCount, now: Instant, zone: string): DayCount {
  if (now >= day.resetAt) return newDay(now, zone)
  if (day.resetAt - now > LONGEST_DAY_MS) return { used: day.used, resetAt: dayResetAt(now, zone) }
  return day
}

/** A day with what another used of the same day added (`by` 1) or taken away (`by` -1); never less than nothing. */
export function addDay(day: DayCount, other: DayCount, by: 1 | -1): DayCount {
  if (other.used === 0 || other.resetAt !== day.resetAt) return day
  return { ...day, used: Math.max(0, day.used + by * other.used) }
}

/** Counts `amount` (0 and less: nothing) into the running minute. */
export function addToMinute(count: MinuteCount, now: Instant, amount: number): MinuteCount {
  if (amount <= 0) return count
  return addToSlices(
    count,
    now,
    MINUTE_SPAN,
    startedAt => ({ startedAt, used: 0 }),
    slice => ({ startedAt: slice.startedAt, used: slice.used + amount }),
  )
}

/** What was counted in the last minute: never less than the truth, at most one slice more. */
export function minuteUsed(count: MinuteCount, now: Instant): number {
  let used = 0
  for (const slice of count) if (isRecent(slice, now, MINUTE_SPAN)) used += slice.used
  return used
}

/** When more counts by time alone than counts now, because a clock that was ahead left it; `Infinity` otherwise. */
export function minuteGrowsAt(count: MinuteCount, now: Instant): Instant {
  return countsAgainAt(count, now, MINUTE_SPAN)
}

/**
 * The earliest instant at which `amount` more fits into `limit` per minute, if nothing else is counted until then:
 * `now` when it fits already, `Infinity` when it never does (`amount` above `limit`).
 */
export function minuteRoomAt(count: MinuteCount, limit: number, amount: number, now: Instant): Instant {
  if (amount > limit) return Number.POSITIVE_INFINITY
  const hasRoomAt = (at: Instant) => minuteUsed(count, at) + amount <= limit
  if (hasRoomAt(now)) return now
  // Room only ever appears at the moment a slice leaves the window.
  for (const slice of count) {
    const at = leavesWindowAt(slice, MINUTE_SPAN)
    if (at > now && hasRoomAt(at)) return at
  }
  return now
}

type ReadLocal = (formatter: Intl.DateTimeFormat, at: Instant) => number

function turnAfter(now: Instant, zone: string, turns: Map<string, Turn>, read: ReadLocal, longestMs: number): Instant {
  const known = turns.get(zone)
  if (known !== undefined && known.knownFrom <= now && now < known.resetAt) return known.resetAt
  const resetAt = firstLater(now, formatterOf(zone), read, longestMs)
  turns.set(zone, { knownFrom: now, resetAt })
  return resetAt
}

/** Halves the time in which the local date changes, down to the second: no zone turns within one. */
function firstLater(now: Instant, formatter: Intl.DateTimeFormat, read: ReadLocal, longestMs: number): Instant {
  const today = read(formatter, now)
  let before = Math.floor(now / SECOND_MS)
  let after = before + longestMs / SECOND_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (read(formatter, middle * SECOND_MS) > today) after = middle
    else before = middle
  }
  return after * SECOND_MS
}

const PART_WEIGHTS: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = { year: 10_000, month: 100, day: 1 }

/** The local date as one number that grows with it: 20261231. */
function localDay(formatter: Intl.DateTimeFormat, at: Instant): number {
  let date = 0
  for (const part of formatter.formatToParts(at)) date += (PART_WEIGHTS[part.type] ?? 0) * (Number(part.value) || 0)
  return date
}

function localMonth(formatter: Intl.DateTimeFormat, at: Instant): number {
  return Math.floor(localDay(formatter, at) / 100)
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  formatters.set(zone, made)
  return made
}
