import { USAGE_BUCKETS_MAX, type Usage, type UsageGrain, type UsageInput } from '@/lib/contract/usage'
import { DAY_MS, HOUR_MS, type Instant, type KeyId, type ServiceId } from '@/lib/engine/vocabulary'
import { findKey } from '@/lib/store/keys'
import { ROLLUPS_KEPT_MS } from '@/lib/store/retention'
import { listRuns } from '@/lib/store/server-runs'
import { GRAIN_MS } from '@/lib/store/tally'
import { type OutcomeSums, readKeyUsage, readSubjectUsage } from '@/lib/store/usage'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { noSuchKey } from './key-name'
import { iso } from './key-view'
import { requireService } from './require-service'
import { type Bucket, bucketsBetween, fillBuckets } from './usage-buckets'

const DEFAULT_SPAN_MS: Record<UsageGrain, number> = { minute: HOUR_MS, hour: 48 * HOUR_MS, day: 30 * DAY_MS }
/** Days of another zone are added up from hours, which are many: this far back at most. */
const ZONED_DAYS_MAX = 62
/** A run that lives is seen every few seconds: it still runs this long after it was seen last. */
const SEEN_WITHIN_MS = 30_000

/**
 * Attempts by outcome, units, tokens, cost and latency per minute, hour or day, of a key, a service, a caller or all.
 * A time without traffic is zero, a time nobody could have counted is a gap. Read from sums alone, never from attempts.
 * @throws ControlError `not-found`, `unknown-service`, `invalid-input`
 */
export async function usage({ ctx, input }: { ctx: ControlContext; input: UsageInput }): Promise<Usage> {
  requireRole(ctx, 'viewer')
  const now = ctx.now()
  const subject = await subjectOf(ctx, input)
  const range = rangeOf(input, input.zone ?? subject.zone, now)
  const buckets = boundedBuckets(range)
  const [first, last] = [buckets[0]?.at ?? range.from, buckets.at(-1)?.endsAt ?? range.to]
  const [rows, runs] = await Promise.all([readRows(ctx, subject, range, buckets), listRuns(ctx.store, first)])
  const running = ctx.live ? [{ startedAt: now - SEEN_WITHIN_MS, seenAt: now }] : []
  const since = Math.max(subject.since, now - ROLLUPS_KEPT_MS[range.source])
  const { grain, zone } = range
  return {
    ...{ grain, zone, from: iso(first), to: iso(last), generatedAt: iso(now) },
    buckets: fillBuckets(buckets, rows, { since, now, runs: [...runs, ...running] }),
  }
}

type Subject = { zone: string; since: Instant } & (
  | { kind: 'key'; service: ServiceId; keyId: KeyId }
  | { kind: 'service' | 'caller'; name?: string }
)

async function subjectOf(ctx: ControlContext, { key, service, caller }: UsageInput): Promise<Subject> {
  if (key !== undefined) {
    const entry = await findKey(ctx.store, key)
    if (!entry) throw noSuchKey()
    const zone = ctx.services.find(({ id }) => id === entry.key.service)?.policy.dayZone ?? 'UTC'
    return { kind: 'key', service: entry.key.service, keyId: key, zone, since: entry.createdAt }
  }
  if (service !== undefined) {
    return { kind: 'service', name: service, zone: requireService(ctx, service).policy.dayZone, since: 0 }
  }
  return { kind: caller === undefined ? 'service' : 'caller', ...(caller && { name: caller }), zone: 'UTC', since: 0 }
}

/** `source`: the grain of the sums that the buckets are made of. */
type Range = { grain: UsageGrain; source: UsageGrain; from: Instant; to: Instant; zone: string }

function rangeOf({ grain, from, last, to }: UsageInput, zone: string, now: Instant): Range {
  const end = to === undefined ? now + 1 : Date.parse(to)
  const spanMs = last === undefined ? DEFAULT_SPAN_MS[grain] : (last - 1) * GRAIN_MS[grain]
  const start = from === undefined ? end - 1 - spanMs : Date.parse(from)
  if (start >= end) throw new ControlError('invalid-input', '`from` must lie before `to`.')
  return { grain, source: grain === 'day' && zone !== 'UTC' ? 'hour' : grain, from: start, to: end, zone }
}

function boundedBuckets(range: Range): Bucket[] {
  const most = range.source === range.grain ? USAGE_BUCKETS_MAX : ZONED_DAYS_MAX
  const buckets = bucketsBetween(range, most)
  if (buckets.length <= most) return buckets
  throw new ControlError(
    'invalid-input',
    `That is more than ${most} ${range.grain}s: ask for less, or a coarser grain.`,
  )
}

function readRows(
  ctx: ControlContext,
  subject: Subject,
  range: Range,
  buckets: readonly Bucket[],
): Promise<OutcomeSums[]> {
  const { source: grain } = range
  const [since, until] = [buckets[0]?.at ?? range.from, buckets.at(-1)?.endsAt ?? range.to]
  if (subject.kind !== 'key') {
    const name = subject.name === undefined ? {} : { name: subject.name }
    return readSubjectUsage(ctx.store, { grain, since, until, subject: subject.kind, ...name })
  }
  // an hour that began before a day of a zone with a half hour belongs to the day before
  const first = Math.ceil(since / GRAIN_MS[grain]) * GRAIN_MS[grain]
  const named = Array.from(
    { length: Math.ceil((until - first) / GRAIN_MS[grain]) },
    (_, i) => first + i * GRAIN_MS[grain],
  )
  return readKeyUsage(ctx.store, { grain, buckets: named, service: subject.service, keyId: subject.keyId })
}
