import { DAY_MS, type Instant } from '@/lib/engine/vocabulary'
import { type UsageGrain, usageBucketOf } from './usage-tally'

/** Buckets of one length that begin at or after `since` and before `until`. */
export type UsageSpan = { grain: Exclude<UsageGrain, 'minute'>; since: Instant; until: Instant }

/**
 * The fewest sums that make up a time from the beginning of one hour of UTC to that of another: whole months as such,
 * whole days beside them, and the hours before the first day. A month or day that has not ended is whole, for nothing is
 * known of what comes.
 */
export function usageSpans(since: Instant, until: Instant, now: Instant): UsageSpan[] {
  const spans: UsageSpan[] = []
  const end = until > now ? Number.POSITIVE_INFINITY : until
  for (let at = since; at < until; ) {
    const [month, day] = [monthAfter(at), dayAfter(at)]
    if (usageBucketOf(at, 'month') === at && month <= end) add(spans, { grain: 'month', since: at, until: month })
    else if (usageBucketOf(at, 'day') === at && day <= end) add(spans, { grain: 'day', since: at, until: day })
    else add(spans, { grain: 'hour', since: at, until: Math.min(day, until) })
    at = spans.at(-1)?.until ?? until
  }
  return spans
}

function add(spans: UsageSpan[], span: UsageSpan): void {
  const last = spans.at(-1)
  if (last?.grain === span.grain && last.until === span.since) last.until = span.until
  else spans.push(span)
}

/** The beginning of the month behind the one an instant lies in. */
function monthAfter(at: Instant): Instant {
  return usageBucketOf(usageBucketOf(at, 'month') + 32 * DAY_MS, 'month')
}

/** Days of UTC are all of one length. */
function dayAfter(at: Instant): Instant {
  return usageBucketOf(at, 'day') + DAY_MS
}
