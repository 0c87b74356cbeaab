import type { KeyRecent } from '@/lib/contract/key-page'
import { HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import type { KeyHour } from '@/lib/store/key-hours'
import { iso } from './key-view'

const HOURS_SHOWN = 24

/** The beginning of the oldest hour that is shown. */
export function recentSince(now: Instant): Instant {
  return now - (now % HOUR_MS) - (HOURS_SHOWN - 1) * HOUR_MS
}

/** A key's last day, hour by hour. Pure. */
export function keyRecent(hours: readonly KeyHour[], now: Instant): KeyRecent {
  const since = recentSince(now)
  const recent = { firstTries: 0, rescues: 0, passedOn: 0, losses: 0 }
  const counts = Array<number>(HOURS_SHOWN).fill(0)
  const failed = [...counts]
  for (const { hourAt, firstTries, rescues, passedOn, losses, others } of hours) {
    const place = (hourAt - since) / HOUR_MS
    if (place < 0 || place >= HOURS_SHOWN) continue
    failed[place] = passedOn + losses
    counts[place] = firstTries + rescues + passedOn + losses + others
    recent.firstTries += firstTries
    recent.rescues += rescues
    recent.passedOn += passedOn
    recent.losses += losses
  }
  return { since: iso(since), hours: counts, failed, ...recent }
}
