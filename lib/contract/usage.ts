import { z } from 'zod'
import { isZone } from '@/lib/engine/quota'
import type { OutcomeKind } from '@/lib/engine/vocabulary'
import { serviceIdSchema } from './key-import'

/** What was used, bucket by bucket: `GET /api/admin/usage`. Programs rely on it: fields may be added, none may go. */

export const USAGE_GRAINS = ['minute', 'hour', 'day'] as const
export type UsageGrain = (typeof USAGE_GRAINS)[number]

/** Outcomes as a chart tells them apart: by who has to do something about them. */
export const OUTCOME_GROUPS = ['answered', 'limited', 'key', 'service', 'caller', 'refused'] as const
export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number]

/** `refused`: by the gateway itself, with no key. */
export const GROUP_OF_OUTCOME: Record<OutcomeKind | 'refused', OutcomeGroup> = {
  success: 'answered',
  'rate-limited': 'limited',
  'quota-exhausted': 'limited',
  'out-of-credit': 'key',
  'key-rejected': 'key',
  'key-suspended': 'key',
  'model-forbidden': 'key',
  overloaded: 'service',
  'service-error': 'service',
  unreachable: 'service',
  'timed-out': 'service',
  'broken-stream': 'service',
  'too-large': 'caller',
  'caller-error': 'caller',
  aborted: 'caller',
  refused: 'refused',
}

const instant = z.iso.datetime({ offset: true })
const count = z.number().min(0)

/** How many buckets an answer has at most: a day of minutes, two months of hours, two years of days. */
export const USAGE_BUCKETS_MAX = 1500

/**
 * Of a service, a key or a caller; with none of them, of everything. Without `from` the last hour of minutes, 48 hours,
 * or 30 days. `zone`: where days turn; without it the zone of the service's quota, else UTC.
 */
export const usageInputSchema = z
  .strictObject({
    service: serviceIdSchema.optional(),
    key: z.string().min(1).optional(),
    caller: z.string().min(1).optional(),
    grain: z.enum(USAGE_GRAINS).default('hour'),
    from: instant.optional(),
    /** In place of `from`: so many buckets, the last one included. */
    last: z.coerce.number().int().min(1).max(USAGE_BUCKETS_MAX).optional(),
    to: instant.optional(),
    zone: z.string().refine(isZone, 'wanted a time zone such as Europe/Berlin or UTC').optional(),
  })
  .refine(
    ({ service, key, caller }) => [service, key, caller].filter(each => each !== undefined).length <= 1,
    'give one of `service`, `key` and `caller`, or none',
  )
  .refine(({ from, last }) => from === undefined || last === undefined, 'give `from` or `last`, not both')
export type UsageInput = z.output<typeof usageInputSchema>
/** As a screen asks it. */
export type UsageQuestion = Omit<z.input<typeof usageInputSchema>, 'last'> & { last?: number }

/**
 * Durations of answered attempts. Percentiles are estimates: they are interpolated within the steps of a histogram
 * (100 ms, 250 ms, 500 ms, 1 s, 2.5 s, 5 s, 10 s, 30 s).
 */
const latencySchema = z.object({ p50Ms: count, p95Ms: count })

export const usageBucketSchema = z.object({
  at: z.iso.datetime(),
  /** Nothing can be said of this time: no server ran, the key was not there yet, or it is past what is kept. */
  isGap: z.boolean(),
  attempts: count,
  outcomes: z.record(z.enum(OUTCOME_GROUPS), count),
  /** What the quota counts: requests, or recipients. */
  units: count,
  tokensIn: count,
  tokensOut: count,
  costUsd: count,
  /** `null`: no attempt was answered. */
  firstByte: latencySchema.nullable(),
  total: latencySchema.nullable(),
})
export type UsageBucket = z.infer<typeof usageBucketSchema>

export const usageSchema = z.object({
  grain: z.enum(USAGE_GRAINS),
  /** Where days turn. */
  zone: z.string(),
  from: z.iso.datetime(),
  /** The end of the last bucket, which may lie ahead: it still grows. */
  to: z.iso.datetime(),
  generatedAt: z.iso.datetime(),
  /** Oldest first, one for every minute, hour or day between `from` and `to`. */
  buckets: z.array(usageBucketSchema),
})
export type Usage = z.infer<typeof usageSchema>
