import { DAY_MS, type Instant } from '@/lib/engine/vocabulary'
import { type UsageGrain, usageBucketOf } from './usage-tally'

/** Buckets of one length that begin at or after `since` and before `until`. */
export type UsageSpan = { grain: Exclude<UsageGrain, 'minute'>; since: Instant; until: Instant }

/**
 * The fewest sums that make up a time from the beginning of one day of UTC to that of another: whole months as such, and
 * the days before, between and behind them. A month that has not ended is whole, for nothing is known of what comes.
 */
export function usageSpans(since: Instant, until: Instant, now: Instant): UsageSpan[] {
  const spans: UsageSpan[] = []
  for (let at = since; at < until; ) {
    const next = monthAfter(at)
    const isWhole = usageBucketOf(at, 'month') === at && (next <= until || until > now)
    const end = isWhole ? next : Math.min(next, until)
    add(spans, { grain: isWhole ? 'month' : 'day', since: at, until: end })
    at = end
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
