import type { Instant } from '@/lib/engine/vocabulary'

/** Refused requests of nobody we know that are written down each minute: enough to see them, too few to fill a disk. */
export const STRANGERS_PER_MINUTE = 60
const MINUTE_MS = 60_000

/** How many strangers were written down in the running minute. One for a whole gateway. */
export type Strangers = { minuteAt: Instant; count: number }

/** Whether one more may be written down; if so, it is counted. */
export function countStranger(strangers: Strangers, now: Instant): boolean {
  const minuteAt = now - (now % MINUTE_MS)
  if (strangers.minuteAt !== minuteAt) Object.assign(strangers, { minuteAt, count: 0 })
  if (strangers.count >= STRANGERS_PER_MINUTE) return false
  strangers.count += 1
  return true
}
