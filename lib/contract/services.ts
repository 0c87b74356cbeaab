import { z } from 'zod'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { troubleSchema } from './key-detail'
import { KEY_STANDINGS, keyCountsSchema } from './key-page'
import { dayWindowSchema, describeServiceSchema, limitScopeSchema, rulesSchema, strategySchema } from './service'
import { CIRCUIT_KINDS } from './status'

/** `GET /api/admin/services` and `GET /api/admin/services/<id>`: what a service is, how it stands, how it is operated. */

const instant = z.iso.datetime()
const count = z.int().min(0)
const spanMs = z.int().min(0)

/** A policy as it is read; `lib/engine/policy.ts` says what each field does. */
export const policySchema = z.looseObject({
  strategy: strategySchema,
  dayZone: z.string(),
  dayWindow: dayWindowSchema,
  limitScope: limitScopeSchema,
  rateLimitRestMs: spanMs,
  overloadRestMs: spanMs,
  maxAttempts: count,
  maxServiceAttempts: count,
  firstByteDeadlineMs: spanMs,
  wholeAnswerDeadlineMs: spanMs,
  maxWaitMs: spanMs,
})
export type Policy = z.infer<typeof policySchema>

/** Whether the upstream is called at all, and how near it is to being left alone. */
const circuitSchema = z.looseObject({
  kind: z.enum(CIRCUIT_KINDS),
  /** Why it opened. */
  cause: z.enum(OUTCOME_KINDS).nullable(),
  since: instant.nullable(),
  /** When it lets a trial through; `null`: it lets something through already. */
  until: instant.nullable(),
  /** Openings in a row. */
  openings: count,
  /** Failures in a row while it is closed, and at how many it opens. */
  failuresInRow: count,
  threshold: count,
})
export type CircuitView = z.infer<typeof circuitSchema>

export const SERVICE_SOURCES = ['built-in', 'described', 'environment'] as const

const serviceEntrySchema = z.looseObject({
  id: z.string(),
  label: z.string(),
  unit: z.enum(['request', 'recipient']),
  source: z.enum(SERVICE_SOURCES),
  origin: z.string(),
  /** The variable of its first key. */
  envName: z.string(),
  /** A person switched it off: every request for it is refused. */
  isOff: z.boolean(),
  strategy: strategySchema,
  counts: keyCountsSchema,
  /** No key may work now, for any request or for those of one model. */
  exhausted: z.boolean(),
  /** When the first of the keys that cannot work now returns by itself. */
  nextReturnAt: instant.nullable(),
  circuit: circuitSchema,
  /** Attempts of the last hour, and those that did not speak against a key or the service. */
  hour: z.looseObject({ attempts: count, successes: count }),
})
export type ServiceEntry = z.infer<typeof serviceEntrySchema>

export const servicesSchema = z.looseObject({ generatedAt: instant, services: z.array(serviceEntrySchema) })
export type Services = z.infer<typeof servicesSchema>

export const DOTS_MAX = 120

export const serviceDetailSchema = serviceEntrySchema.extend({
  generatedAt: instant,
  /** Its keys by name, where they are not too many to be shown one by one. */
  dots: z.array(
    z.looseObject({ keyId: z.string(), name: z.string(), masked: z.string(), standing: z.enum(KEY_STANDINGS) }),
  ),
  /** When the quota day of a limited key begins again; `null`: no key has a daily limit. */
  quotaResetAt: instant.nullable(),
  policy: policySchema,
  /** The last failure that speaks about the service; `null` while its last attempt went well. */
  lastTrouble: troubleSchema.nullable(),
  /** What it came with: by the catalog, or as an operator described it. */
  ownPolicy: policySchema,
  /** An operator's own rules, asked before the catalog's. */
  rules: rulesSchema,
  /** The catalog's, by name, in their order; a service of one's own has none. */
  catalogRules: z.array(z.string()),
  /** As an operator described it; `null` for one that is built in or bare. */
  description: describeServiceSchema.nullable(),
  /** The fields an operator changed, `origin` among them. */
  changed: z.array(z.string()),
})
export type ServiceDetail = z.infer<typeof serviceDetailSchema>
