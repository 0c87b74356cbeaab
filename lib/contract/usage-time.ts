import { callerWindowEnd, callerWindowStart } from '@/lib/engine/caller-limits'
import { DAY_MS, HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import { USAGE_DAYS_MAX, type UsageTableInput } from './usage-table'

const LAST_DAYS = { week: 7, thirty: 30 } as const

const LAST_HOURS = 24

/** What a question of use is about: from the beginning of one hour or day of UTC to the end of another. */
export function usageTime(
  { span, at, from, to }: Pick<UsageTableInput, 'span' | 'at' | 'from' | 'to'>,
  now: Instant,
): { from: Instant; to: Instant } {
  if (span === 'hours') {
    const end = now - (now % HOUR_MS) + HOUR_MS
    return { from: end - LAST_HOURS * HOUR_MS, to: end }
  }
  const today = callerWindowStart('day', now)
  if (span === 'day' || span === 'month') {
    const begin = callerWindowStart(span, at === undefined ? now : Date.parse(at))
    return { from: begin, to: callerWindowEnd(span, begin) }
  }
  if (span !== 'range') return { from: today - (LAST_DAYS[span] - 1) * DAY_MS, to: today + DAY_MS }
  const last = to === undefined ? Math.max(today, from === undefined ? today : Date.parse(from)) : Date.parse(to)
  const first = from === undefined ? last - (LAST_DAYS.thirty - 1) * DAY_MS : Date.parse(from)
  // a first day alone may lie further back than a range is long
  return { from: Math.max(first, last - (USAGE_DAYS_MAX - 1) * DAY_MS), to: last + DAY_MS }
}
