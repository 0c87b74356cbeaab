import { HOUR_MS, type Instant, MINUTE_MS } from '@/lib/engine/vocabulary'
import { type MinuteCount, readMinuteCounts } from '@/lib/store/facets'
import { othersRanSince } from '@/lib/store/server-runs'
import type { Store } from '@/lib/store/session'
import { bucketOf } from '@/lib/store/tally'

/** Minutes in which most of what is written lately began. */
const NEWEST_MINUTES = 5
/** How often the whole hour is read: a long answer counts into the minute it began in. */
const WHOLE_MS = MINUTE_MS

type Hearer = { hearAll(counts: readonly MinuteCount[], now: Instant): void }

/**
 * What all processes served lately, from the database they share: a dashboard counts its own in memory, and would else
 * know nothing of what the gateways beside it do. Reads nothing where none has run for an hour.
 */
export class SharedTraffic {
  private wholeAt = Number.NEGATIVE_INFINITY
  private hour: MinuteCount[] = []

  constructor(private readonly hearers: readonly Hearer[]) {}

  async look(store: Store): Promise<void> {
    const now = store.now()
    const hourAgo = bucketOf(now - HOUR_MS, 'minute')
    if (!(await othersRanSince(store, hourAgo))) return this.forget(now)
    const isWhole = Math.abs(now - this.wholeAt) >= WHOLE_MS
    const since = isWhole ? hourAgo : bucketOf(now - NEWEST_MINUTES * MINUTE_MS, 'minute')
    const read = await readMinuteCounts(store, since)
    this.hour = [...this.hour.filter(({ bucketAt }) => bucketAt >= hourAgo && bucketAt < since), ...read]
    if (isWhole) this.wholeAt = now
    for (const hearer of this.hearers) hearer.hearAll(this.hour, now)
  }

  private forget(now: Instant): void {
    if (this.hour.length === 0) return
    this.hour = []
    this.wholeAt = Number.NEGATIVE_INFINITY
    for (const hearer of this.hearers) hearer.hearAll([], now)
  }
}
