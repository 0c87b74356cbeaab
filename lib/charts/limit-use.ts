import type { UsageBucket } from '@/lib/contract/usage'
import type { Moment } from './series'

/** From this share of a limit on a bar warns. */
export const WARN_SHARE = 0.8

/** Use of a daily limit: what the day had used before a bucket, and what the bucket added. */
export type UsePoint = Moment & { before?: number; added?: number }

/** Per day: each bucket is a whole quota day, and stands for itself. */
export function dailyUse(buckets: readonly UsageBucket[]): UsePoint[] {
  return buckets.map(({ at, isGap, units }) => ({
    at: Date.parse(at),
    isGap,
    ...(isGap ? {} : { before: 0, added: units }),
  }))
}

/**
 * Per hour: how far the day had come before each hour, and what the hour added. Hours before the first turn of the day
 * are left out, because what that day had used before them is not known.
 * @param zone where the quota day turns
 */
export function hourlyUse(buckets: readonly UsageBucket[], zone: string): UsePoint[] {
  const dayOf = dayIn(zone)
  const days = buckets.map(({ at }) => dayOf(Date.parse(at)))
  const firstTurn = days.findIndex((day, index) => index > 0 && day !== days[index - 1])
  const points: UsePoint[] = []
  let before = 0
  for (const [index, { at, isGap, units }] of buckets.entries()) {
    if (index < firstTurn) continue
    if (days[index] !== days[index - 1]) before = 0
    points.push({ at: Date.parse(at), isGap, ...(isGap ? {} : { before, added: units }) })
    before += units
  }
  return points
}

function dayIn(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-u-nu-latn', { timeZone: zone, dateStyle: 'short' })
  return at => format.format(at)
}
