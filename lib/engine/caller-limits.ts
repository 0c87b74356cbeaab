import { DAY_MS, type Instant, MINUTE_MS } from './vocabulary'

/** What a caller may use; `null`: as much as it likes. Minutes, days and months are those of UTC. */
export type CallerLimits = {
  requestsPerMinute: number | null
  requestsPerDay: number | null
  budgetUsdPerMonth: number | null
}

/** What a caller has used of the running minute, day and month. */
export type CallerUse = { minuteCount: number; dayCount: number; monthUsd: number }

/** What a caller's limits are counted by; days and months are those of UTC. */
export const CALLER_WINDOWS = ['minute', 'day', 'month'] as const
export type CallerWindow = (typeof CALLER_WINDOWS)[number]

/** Which limit a caller is at, and when its window ends. */
export type Overrun = { window: CallerWindow; limit: number; until: Instant }

/** The limit that a caller is at, the one that keeps it out longest first; `null`: it may ask once more. */
export function overrunOf(limits: CallerLimits, use: CallerUse, now: Instant): Overrun | null {
  const { requestsPerMinute, requestsPerDay, budgetUsdPerMonth } = limits
  if (budgetUsdPerMonth !== null && use.monthUsd >= budgetUsdPerMonth) {
    return { window: 'month', limit: budgetUsdPerMonth, until: callerWindowEnd('month', now) }
  }
  if (requestsPerDay !== null && use.dayCount >= requestsPerDay) {
    return { window: 'day', limit: requestsPerDay, until: callerWindowEnd('day', now) }
  }
  if (requestsPerMinute !== null && use.minuteCount >= requestsPerMinute) {
    return { window: 'minute', limit: requestsPerMinute, until: callerWindowEnd('minute', now) }
  }
  return null
}

/** The beginning of the minute, day or month of UTC that an instant lies in. */
export function callerWindowStart(window: CallerWindow, at: Instant): Instant {
  if (window === 'minute') return at - (at % MINUTE_MS)
  if (window === 'day') return at - (at % DAY_MS)
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}

/** The beginning of the next one. */
export function callerWindowEnd(window: CallerWindow, at: Instant): Instant {
  if (window === 'minute') return callerWindowStart(window, at) + MINUTE_MS
  if (window === 'day') return callerWindowStart(window, at) + DAY_MS
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}
