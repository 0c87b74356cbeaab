import type { CallerUse } from '@/lib/engine/caller-limits'
import type { Instant } from '@/lib/engine/vocabulary'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import { DURATION_COLUMNS } from './rollup-rows'
import type { MinuteTally } from './rollup-tally'
import type { RawSession, Session } from './session'
import { LIMIT_GRAINS, tallyUsage, type UsageTally, usageBucketOf } from './usage-tally'

/** Adds a batch to what keys, callers and models came to. */
export async function addUsage(session: RawSession, minutes: readonly MinuteTally[]): Promise<void> {
  if (minutes.length === 0) return
  const sums = SUMS.map(({ name }) => `${name} = usage_rollups.${name} + excluded.${name}`).join(', ')
  const longest = `CASE WHEN excluded.total_ms_max > usage_rollups.total_ms_max
    THEN excluded.total_ms_max ELSE usage_rollups.total_ms_max END`
  const sql = `${insertFromJson(session.dialect, 'usage_rollups', COLUMNS)}
    ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET ${sums}, total_ms_max = ${longest}`
  await session.insert(sql, jsonRows(COLUMNS, tallyUsage(minutes)))
}

const SUMS: readonly JsonColumn<UsageTally>[] = [
  { name: 'attempts', type: 'integer', read: tally => tally.attempts },
  { name: 'successes', type: 'integer', read: tally => tally.successes },
  { name: 'failures', type: 'integer', read: tally => tally.failures },
  { name: 'first_try', type: 'integer', read: ({ endings }) => endings['first-try'] },
  { name: 'rescued', type: 'integer', read: ({ endings }) => endings.rescued },
  { name: 'declined', type: 'integer', read: ({ endings }) => endings.declined },
  { name: 'refused', type: 'integer', read: ({ endings }) => endings.refused },
  { name: 'lost', type: 'integer', read: ({ endings }) => endings.lost },
  { name: 'gone', type: 'integer', read: ({ endings }) => endings.left },
  { name: 'tokens_in', type: 'integer', read: tally => tally.tokensIn },
  { name: 'tokens_out', type: 'integer', read: tally => tally.tokensOut },
  { name: 'unpriced_tokens', type: 'integer', read: tally => tally.unpricedTokens },
  { name: 'cost_usd', type: 'real', read: tally => tally.costUsd },
  ...DURATION_COLUMNS.map((name, step): JsonColumn<UsageTally> => {
    return { name, type: 'integer', read: ({ durations }) => durations[step] ?? 0 }
  }),
]

const COLUMNS: readonly JsonColumn<UsageTally>[] = [
  { name: 'grain', type: 'text', read: tally => tally.grain },
  { name: 'subject', type: 'text', read: tally => tally.subject },
  { name: 'bucket_at', type: 'integer', read: tally => tally.bucketAt },
  { name: 'service', type: 'text', read: tally => tally.service },
  { name: 'name', type: 'text', read: tally => tally.name },
  { name: 'total_ms_max', type: 'real', read: tally => tally.totalMsMax },
  ...SUMS,
]

/**
 * What every caller used of the minute, the day and the month of an instant, those who asked for nothing this month left
 * out. Requests that the gateway refused for what they asked are not counted.
 */
export async function readCallerUse(session: Session, now: Instant): Promise<Map<string, CallerUse>> {
  const rows = await session.db.usageRollup.findMany({
    where: {
      subject: 'caller',
      OR: LIMIT_GRAINS.map(grain => ({ grain, bucketAt: BigInt(usageBucketOf(now, grain)) })),
    },
    select: {
      ...{ grain: true, name: true, costUsd: true },
      ...{ firstTry: true, rescued: true, declined: true, lost: true, left: true },
    },
  })
  const uses = new Map<string, CallerUse>()
  for (const { grain, name, costUsd, ...endings } of rows) {
    const use = uses.get(name) ?? { minuteCount: 0, dayCount: 0, monthUsd: 0 }
    uses.set(name, use)
    const count = Object.values(endings).reduce((sum, each) => sum + Number(each), 0)
    if (grain === 'minute') use.minuteCount = count
    else if (grain === 'day') use.dayCount = count
    else use.monthUsd = costUsd
  }
  return uses
}
