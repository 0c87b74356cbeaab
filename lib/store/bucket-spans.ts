import type { Instant } from '@/lib/engine/vocabulary'
import { bucketOf, GRAIN_MS, type Grain } from './tally'

/** Buckets of one grain that begin in here. */
export type BucketSpan = { grain: Grain; since: Instant; until: Instant }

/**
 * The fewest buckets that cover a time: whole days, the hours on either side of them, the minutes on either side of
 * those. Before `minutesFrom` there are no minutes any more, so that an end there is taken to the hour.
 */
export function bucketSpans(since: Instant, until: Instant, minutesFrom: Instant): BucketSpan[] {
  const finest: Grain = since < minutesFrom ? 'hour' : 'minute'
  return split(bucketOf(since, finest), until, finest).filter(span => span.since < span.until)
}

const COARSER: Record<Grain, Grain | null> = { minute: 'hour', hour: 'day', day: null }

function split(since: Instant, until: Instant, grain: Grain): BucketSpan[] {
  const coarser = COARSER[grain]
  if (coarser === null) return [{ grain, since, until }]
  const length = GRAIN_MS[coarser]
  const wholeSince = Math.ceil(since / length) * length
  const wholeUntil = Math.floor(until / length) * length
  if (wholeSince >= wholeUntil) return [{ grain, since, until }]
  return [
    { grain, since, until: wholeSince },
    ...split(wholeSince, wholeUntil, coarser),
    { grain, since: wholeUntil, until },
  ]
}
