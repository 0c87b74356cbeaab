import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from './vocabulary'

/** What is known of how a limit is used: recent use, and how past days went hour by hour. */
export type LimitHistory = {
  /** Use from `since` on; `null`: nothing is known of it. */
  recent: { since: Instant; used: number } | null
  /** Mean use in each hour of the day, `dayShape[0]` from `hourAt` on; `null`: too few days are known. */
  profile: HourProfile | null
}
type HourProfile = {
  /** An instant at which the first of the hours begins; they repeat each 24 hours. */
  hourAt: Instant
  /** 24 means. */
  means: readonly number[]
}

export type LimitStanding = { used: number; limit: number; resetAt: Instant }

/** A pace read from less time says nothing. */
const PACE_FROM_MS = 10 * MINUTE_MS
const HOURS = 24
/** Today may be so much busier, or quieter, than the days its profile is from. */
const LIFT = { least: 0.1, most: 10 } as const
/** No quota day is longer. */
const AHEAD_MAX_MS = 2 * DAY_MS

/**
 * When a daily limit is empty if the day goes on like this; `null`: not before its reset, or nobody can say. With a
 * profile the hours ahead are as busy as those of past days, lifted or lowered by how busy the recent time was against
 * its own hours; without one the recent pace goes on, and without that the pace of the day so far. Never before `now`
 * and never after the reset; more use, or a smaller limit, never makes it later.
 */
export function emptyAt(standing: LimitStanding, history: LimitHistory | null, now: Instant): Instant | null {
  const { used, limit, resetAt } = standing
  if (now >= resetAt) return null
  if (used >= limit) return now
  const paceAt = paceOf(standing, history, now)
  if (paceAt === null) return null
  const endsAt = Math.min(resetAt, now + AHEAD_MAX_MS)
  let left = limit - used
  for (let at = now; at < endsAt; ) {
    const { perMs, until } = paceAt(at)
    const stepEndsAt = Math.min(until, endsAt)
    const step = perMs * (stepEndsAt - at)
    if (step >= left) {
      const emptied = Math.round(at + left / perMs)
      return emptied < resetAt ? Math.max(now, emptied) : null
    }
    left -= step
    at = stepEndsAt
  }
  return null
}

/** How fast a limit is used at an instant, and until when that holds. */
type Pace = (at: Instant) => { perMs: number; until: Instant }

function paceOf(standing: LimitStanding, history: LimitHistory | null, now: Instant): Pace | null {
  const recent = recentOf(standing, history, now)
  if (recent === null) return null
  const steady = recent.used / (now - recent.since)
  const shaped = history?.profile ? shapedPace(history.profile, recent, now) : null
  return shaped ?? (() => ({ perMs: steady, until: Number.POSITIVE_INFINITY }))
}

/** The recent time that a pace can be read from, or else the day so far. */
function recentOf({ used, resetAt }: LimitStanding, history: LimitHistory | null, now: Instant) {
  const known = history?.recent
  if (known && now - known.since >= PACE_FROM_MS) return known
  const dayBeganAt = resetAt - DAY_MS
  return used > 0 && now - dayBeganAt >= PACE_FROM_MS ? { since: dayBeganAt, used } : null
}

/** `null`: the profile knows nothing of the hours the recent time lies in. */
function shapedPace(profile: HourProfile, recent: { since: Instant; used: number }, now: Instant): Pace | null {
  const usual = sumBetween(profile, recent.since, now)
  if (usual <= 0) return null
  const lift = Math.min(LIFT.most, Math.max(LIFT.least, recent.used / usual))
  return at => {
    const { mean, until } = hourOf(profile, at)
    return { perMs: (lift * mean) / HOUR_MS, until }
  }
}

/** What the profile's hours add up to between two instants. */
function sumBetween(profile: HourProfile, from: Instant, to: Instant): number {
  let sum = 0
  for (let at = from; at < to; ) {
    const { mean, until } = hourOf(profile, at)
    const endsAt = Math.min(until, to)
    sum += (mean * (endsAt - at)) / HOUR_MS
    at = endsAt
  }
  return sum
}

function hourOf({ hourAt, means }: HourProfile, at: Instant): { mean: number; until: Instant } {
  const hoursSince = Math.floor((at - hourAt) / HOUR_MS)
  const index = ((hoursSince % HOURS) + HOURS) % HOURS
  return { mean: means[index] ?? 0, until: hourAt + (hoursSince + 1) * HOUR_MS }
}

/** Past days that make a profile. */
export const PROFILE_DAYS = { least: 2, most: 7 } as const

/** Use of one hour, by when it began; hours without use may be absent. */
export type HourUse = { at: Instant; used: number }

/**
 * What hours of use tell of a limit: the running hour and the one before it as the recent time, and the mean of each
 * hour of the day over the whole days before.
 * @param since from when on use was counted: hours before it are unknown, not empty
 */
export function historyOf(hours: readonly HourUse[], since: Instant, now: Instant): LimitHistory {
  const hourAt = Math.floor(now / HOUR_MS) * HOUR_MS
  const recentSince = Math.max(hourAt - HOUR_MS, since)
  const recentUsed = sumOf(hours.filter(({ at }) => at >= hourAt - HOUR_MS))
  const knownDays = Math.min(PROFILE_DAYS.most, Math.floor((hourAt - since) / DAY_MS))
  const recent = now > recentSince ? { since: recentSince, used: recentUsed } : null
  if (knownDays < PROFILE_DAYS.least) return { recent, profile: null }
  const beganAt = hourAt - knownDays * DAY_MS
  const means = Array.from({ length: HOURS }, (_, hour) => {
    const isOf = ({ at }: HourUse) => at >= beganAt && at < hourAt && hourIndex(at, beganAt) === hour
    return sumOf(hours.filter(isOf)) / knownDays
  })
  return { recent, profile: { hourAt: beganAt, means } }
}

function hourIndex(at: Instant, beganAt: Instant): number {
  return Math.floor((at - beganAt) / HOUR_MS) % HOURS
}

function sumOf(hours: readonly HourUse[]): number {
  return hours.reduce((sum, { used }) => sum + used, 0)
}
