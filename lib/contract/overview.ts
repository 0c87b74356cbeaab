import { z } from 'zod'
import { KEY_STATUSES, OUTCOME_KINDS, STRATEGIES } from '@/lib/engine/vocabulary'
import { alertViewSchema } from './alerts'
import { KEY_STANDINGS, keyCountsSchema } from './key-page'
import { rotationNewsSchema } from './rotation-news'
import { CIRCUIT_KINDS } from './status'

/** The answer of `GET /api/admin/overview`: what a person asks first. Its size does not grow with the number of keys. */

const instant = z.iso.datetime()
const count = z.int().min(0)
const share = z.number().min(0).max(1)

/** One key of a service's strip. `until`: when it returns by itself. */
export const dotSchema = z.object({
  keyId: z.string(),
  name: z.string(),
  masked: z.string(),
  standing: z.enum(KEY_STANDINGS),
  until: instant.nullable(),
})
export type Dot = z.infer<typeof dotSchema>

/** What a reset of a service, or of all, would change. */
export const resettableSchema = z.object({ keyCount: count, circuitCount: count })

export const serviceSummarySchema = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.enum(['request', 'recipient']),
  /** A person switched it off. */
  isOff: z.boolean(),
  strategy: z.enum(STRATEGIES),
  circuit: z.object({
    kind: z.enum(CIRCUIT_KINDS),
    cause: z.enum(OUTCOME_KINDS).nullable(),
    /** When it lets a trial through. */
    until: instant.nullable(),
  }),
  counts: keyCountsSchema,
  /** No key may work now, for any request or for those of one model. */
  exhausted: z.boolean(),
  healthScore: z.number().min(0).max(100),
  /** When the first of the keys that cannot work now returns by itself. */
  nextReturnAt: instant.nullable(),
  /** When the quota day begins again; `null`: the upstream's day is no calendar day. */
  quotaResetAt: instant.nullable(),
  /**
   * Of the last sixty seconds; `successRate` is of attempts, `null` when there were none. `lost`: callers' requests of
   * the last five minutes that nobody answered.
   */
  now: z.object({ requests: count, successRate: share.nullable(), lost: count }),
  /** Callers' requests of the last hour: answered by the first key, by another, or not at all. */
  hour: z.object({ firstTry: count, rescued: count, lost: count }),
  resettable: resettableSchema,
})
export type ServiceSummary = z.infer<typeof serviceSummarySchema>

/** Each part's share of its weight; the points of all parts add up to the score, but for rounding. */
export const HEALTH_PARTS = ['healthyKeys', 'successRate', 'quotaHeadroom'] as const
export const systemHealthSchema = z.object({
  score: z.number().min(0).max(100),
  parts: z.array(z.object({ part: z.enum(HEALTH_PARTS), share, weight: share })),
})
export type SystemHealth = z.infer<typeof systemHealthSchema>

/** A key near the daily limit of itself or its account. */
export const nearLimitSchema = z.object({
  keyId: z.string(),
  name: z.string(),
  masked: z.string(),
  service: z.string(),
  account: z.string().nullable(),
  used: z.number().min(0),
  limit: z.number().min(0),
  /** Requests under way counted. */
  ratio: z.number().min(0),
  resetAt: instant,
  /** When it would be used up at the pace of the day so far; `null`: not before its reset. */
  exhaustedAt: instant.nullable(),
})
export type NearLimit = z.infer<typeof nearLimitSchema>

/** What only a person can mend. */
export const needSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('key-out'),
    service: z.string(),
    keyId: z.string(),
    name: z.string(),
    masked: z.string(),
    status: z.enum(KEY_STATUSES).exclude(['active', 'paused']),
    /** The rule behind it, as the upstream or the engine names it. */
    reason: z.string().nullable(),
    since: instant.nullable(),
  }),
  z.object({ kind: z.literal('no-usable-key'), service: z.string(), total: count }),
])
export type Need = z.infer<typeof needSchema>

/** How the attempts ended that began in one minute. `outcomes` is `null` where nobody was there to count. */
export const minuteSchema = z.object({
  at: instant,
  outcomes: z.partialRecord(z.enum([...OUTCOME_KINDS, 'refused']), count).nullable(),
})
export type MinuteOutcomes = z.infer<typeof minuteSchema>

export const overviewSchema = z.object({
  generatedAt: instant,
  counts: keyCountsSchema,
  health: systemHealthSchema,
  /** Those that have keys, in the catalog's order. */
  services: z.array(serviceSummarySchema),
  /** Some keys of each service, those that do not serve first. */
  dots: z.record(z.string(), z.array(dotSchema)),
  needs: z.array(needSchema),
  /** Of all, shown or not. */
  needCount: count,
  nearest: z.array(nearLimitSchema),
  /** The newest of those that are open. */
  alerts: z.array(alertViewSchema),
  /** The last hour, oldest first; the last one is still running. */
  minutes: z.array(minuteSchema),
  /** The newest first. */
  news: z.array(rotationNewsSchema),
})
export type Overview = z.infer<typeof overviewSchema>

export const overviewInputSchema = z.strictObject({})
