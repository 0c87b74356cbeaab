import { z } from 'zod'
import { MINUTE_MS, STRATEGIES } from '@/lib/engine/vocabulary'
import { serviceIdSchema } from './key-import'
import { policyChangeSchema, strategySchema } from './service'

/** `/api/admin/lab`: faults rehearsed against a copy of a service's pool, in virtual time. Changes nothing. */

/** One rehearsal plays at most so many requests, so that it is over in seconds. */
export const REHEARSED_REQUESTS_MAX = 20_000
export const REHEARSAL_RANGES = {
  requestsPerSecond: { least: 0.01, most: 100 },
  minutes: { least: 1, most: 1440 },
  grant: { least: 1, most: 1_000_000 },
  latencyMs: { least: 1, most: 60_000 },
  seed: { least: 0, most: 2 ** 31 - 1 },
} as const
/** Alerts named in a report; the others are counted. */
export const REHEARSED_ALERTS_SHOWN = 50
/** Keys that take part; of more than these, as many are taken evenly. */
export const REHEARSED_KEYS_MAX = 200

const { requestsPerSecond, minutes, grant, latencyMs, seed } = REHEARSAL_RANGES
const within = ({ least, most }: { least: number; most: number }, message: string) =>
  z.number(message).min(least, message).max(most, message)
const grantSchema = within(grant, 'wanted a whole number from 1, or nothing for no limit')
  .int('wanted a whole number from 1, or nothing for no limit')
  .nullable()
  .default(null)

export const rehearsalInputSchema = z
  .strictObject({
    service: serviceIdSchema,
    /** A name of `mixes`. */
    mix: z.string().min(1).max(40).default('storm'),
    /** Absent: the one in force. */
    strategy: strategySchema.optional(),
    /** What else of the policy to try. */
    policy: policyChangeSchema.default({}),
    requestsPerSecond: within(requestsPerSecond, 'wanted requests per second from 0.01 to 100').default(5),
    minutes: within(minutes, 'wanted minutes from 1 to 1440').default(10),
    /** What the upstream grants each account and model; `null`: no limit. */
    upstreamPerMinute: grantSchema,
    upstreamPerDay: grantSchema,
    /** From a request to the first byte of its answer, on average. */
    latencyMs: within(latencyMs, 'wanted milliseconds from 1 to 60000').default(600),
    seed: within(seed, 'wanted a whole number from 0').int('wanted a whole number from 0').default(1),
  })
  .refine(input => input.requestsPerSecond * 60 * input.minutes <= REHEARSED_REQUESTS_MAX, {
    path: ['minutes'],
    message: `wanted at most ${REHEARSED_REQUESTS_MAX} requests in all: fewer minutes, or fewer requests per second`,
  })
export type RehearsalInput = z.input<typeof rehearsalInputSchema>

export const labSchema = z.looseObject({
  /** What may go wrong, and for how long until it begins again. */
  mixes: z.array(z.looseObject({ name: z.string(), about: z.string(), cycleMs: z.number() })),
  /** Services with keys that could take part. */
  services: z.array(
    z.looseObject({
      id: z.string(),
      label: z.string(),
      strategy: z.enum(STRATEGIES),
      keyCount: z.int(),
      /** Whether the simulator knows how it speaks. */
      isPlayed: z.boolean(),
    }),
  ),
})
export type Lab = z.infer<typeof labSchema>

const endings = {
  firstTry: z.int(),
  rescued: z.int(),
  /** The upstream's own no to what the caller asked. */
  declined: z.int(),
  lost: z.int(),
}
const ms = z.number()

export const rehearsalSchema = z.looseObject({
  service: z.string(),
  strategy: z.enum(STRATEGIES),
  mix: z.string(),
  durationMs: ms,
  requestCount: z.int(),
  /** How the requests ended for their callers. */
  endings: z.looseObject(endings),
  /** Of those that were answered: from arrival to the first byte. */
  waits: z.looseObject({ p50Ms: ms, p95Ms: ms, p99Ms: ms, maxMs: ms }),
  /** Calls to the upstream, and the most that one request took. */
  attemptCount: z.int(),
  mostAttempts: z.int(),
  circuitOpenings: z.int(),
  parts: z.array(z.looseObject({ startMs: ms, ...endings })),
  /** Of all of the service, those that took part. */
  keyCount: z.int(),
  keys: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      masked: z.string(),
      attemptCount: z.int(),
      successCount: z.int(),
      restCount: z.int(),
      status: z.string(),
    }),
  ),
  losses: z.array(z.looseObject({ reason: z.string(), count: z.int() })),
  alertCount: z.int(),
  /** The first that would have been raised; `resolvedMs` null: it still stood at the end. */
  alerts: z.array(
    z.looseObject({
      code: z.string(),
      keyName: z.string().nullable(),
      raisedMs: ms,
      resolvedMs: ms.nullable(),
      message: z.string(),
    }),
  ),
})
export type RehearsalAnswer = z.infer<typeof rehearsalSchema>

/** As minutes are given. */
export const minutesToMs = (count: number): number => Math.round(count * MINUTE_MS)
