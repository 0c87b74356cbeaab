import { z } from 'zod'
import { ENDINGS, LIMIT_UNITS } from '@/lib/engine/attempt'
import { LEFT_WAITING as LEFT } from '@/lib/engine/ending'
import { DAY_MS, HOUR_MS, KEY_STATUSES, MINUTE_MS, OUTCOME_KINDS, PRICED_BY, STRATEGIES } from '@/lib/engine/vocabulary'
import { plainLine } from './plain-line'
import { PROVENANCES, SCOPES, scoreSchema } from './status'

/** The log of requests and the trail of one. Programs rely on it: fields may be added, none may go. */

export const REQUEST_RANGES = {
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
}
export type RequestRange = keyof typeof REQUEST_RANGES
export const REQUEST_RANGE_NAMES = ['15m', '1h', '24h', '7d', '30d'] as const satisfies readonly RequestRange[]
export const DEFAULT_RANGE: RequestRange = '24h'

/** What an attempt came to; `refused`: the gateway answered itself, without a key. */
export const ATTEMPT_OUTCOMES = [...OUTCOME_KINDS, 'refused'] as const

export const REQUEST_ENDINGS = ENDINGS

/** The code of a row that no key came to: its caller left while it waited. */
export const LEFT_WAITING = LEFT

const NAME_MAX = 200
const name = plainLine().min(1).max(NAME_MAX)
const instant = z.iso.datetime({ offset: true })
const count = z.int().min(0)
const ms = z.number().min(0)

/** The time asked about: the last so-and-so long, or from one instant to another. */
const time = {
  range: z.enum(REQUEST_RANGE_NAMES).default(DEFAULT_RANGE),
  since: instant.optional(),
  until: instant.optional(),
}

/** `GET /api/admin/requests`: requests of which one attempt is all of this. */
export const requestQuestionSchema = z.strictObject({
  ...time,
  service: name.optional(),
  key: name.optional(),
  model: name.optional(),
  /** A client token's id. */
  caller: name.optional(),
  outcome: z.enum(ATTEMPT_OUTCOMES).optional(),
  ending: z.enum(ENDINGS).optional(),
  /** A request's id: that one, whatever else is asked. */
  id: name.optional(),
  /** The `next` of the page before. */
  before: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type RequestQuestion = z.output<typeof requestQuestionSchema>

/** A key by what people know it by; `name` is null once it is gone for good. */
export const namedKeySchema = z.looseObject({ id: z.string(), name: z.string().nullable(), masked: z.string() })
export type NamedKey = z.infer<typeof namedKeySchema>

/** A client token by its name; null for the environment's, for calls from inside, and for one that is gone. */
export const namedCallerSchema = z.looseObject({ id: z.string(), name: z.string().nullable() })
export type NamedCaller = z.infer<typeof namedCallerSchema>

/** How much was used of which limit when the gateway refused, and when there is room again. */
export const refusalFactsSchema = z.looseObject({
  used: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(LIMIT_UNITS),
  resetAt: z.iso.datetime().nullable(),
})
export type RefusalFacts = z.infer<typeof refusalFactsSchema>

const costing = {
  /** Whose price the cost is by: the list's, the operator's own, the upstream's word; null: there is none. */
  pricedBy: z.enum(PRICED_BY).nullable(),
  /** Tokens, and with them the cost, were not stated but estimated. */
  isEstimated: z.boolean(),
}

export const requestRowSchema = z.looseObject({
  id: z.string(),
  at: z.iso.datetime(),
  service: z.string(),
  serviceLabel: z.string(),
  path: z.string(),
  model: z.string().nullable(),
  caller: namedCallerSchema.nullable(),
  /** What the caller got; null while it is under way, or when the process ended before the request did. */
  ending: z.enum(ENDINGS).nullable(),
  /** Upstream tries; a refusal is none. */
  tries: count,
  /** Of the last try. */
  key: namedKeySchema.nullable(),
  /** Of the last attempt. */
  outcome: z.enum(ATTEMPT_OUTCOMES),
  status: z.int().nullable(),
  /** Of a refusal: its code, and the sentence its caller was told. */
  refusal: z.string().nullable(),
  detail: z.string().nullable(),
  facts: refusalFactsSchema.nullable(),
  /** Since the request arrived. */
  firstByteMs: ms.nullable(),
  totalMs: ms,
  tokensIn: count,
  tokensOut: count,
  costUsd: z.number().min(0),
  ...costing,
  /** How many requests it stands for: of refusals alike the first of an hour have rows, the others of a minute are one. */
  times: z.int().min(1),
})
export type RequestRow = z.infer<typeof requestRowSchema>

export const requestPageSchema = z.looseObject({
  generatedAt: z.iso.datetime(),
  requests: z.array(requestRowSchema),
  /** Ask for it with `before`; null: there is no more. */
  next: z.string().nullable(),
  /** Set where the page is short because enough was looked at: there may be more before this instant. */
  lookedTo: z.iso.datetime().nullable(),
})
export type RequestPage = z.infer<typeof requestPageSchema>

/** `GET /api/admin/requests/facets`: how many requests of a time had which value; under `outcome`: attempts. */
export const facetQuestionSchema = z.strictObject({ ...time, service: name.optional(), key: name.optional() })
export type FacetQuestion = z.output<typeof facetQuestionSchema>

const valueCountSchema = z.looseObject({ value: z.string(), label: z.string().nullable(), count })
export type ValueCount = z.infer<typeof valueCountSchema>

export const facetsSchema = z.looseObject({
  generatedAt: z.iso.datetime(),
  service: z.array(valueCountSchema),
  ending: z.array(valueCountSchema),
  outcome: z.array(valueCountSchema),
  model: z.array(valueCountSchema),
  caller: z.array(valueCountSchema),
  /** The key that was asked about, by its name. */
  key: namedKeySchema.nullable(),
})
export type Facets = z.infer<typeof facetsSchema>

export const effectSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('rested'),
    scope: z.enum(SCOPES),
    reason: z.enum(OUTCOME_KINDS),
    provenance: z.enum(PROVENANCES),
    until: z.iso.datetime(),
  }),
  z.looseObject({ kind: z.literal('out'), status: z.enum(KEY_STATUSES) }),
  z.looseObject({ kind: z.literal('circuit-opened'), until: z.iso.datetime() }),
])
export type EffectView = z.infer<typeof effectSchema>

export const contenderSchema = z.looseObject({
  key: namedKeySchema,
  isChosen: z.boolean(),
  score: scoreSchema,
  /** Since it was last leased; null: never. */
  idleMs: ms.nullable(),
  /** Under `weighted`: how far its turn was behind the chosen key's. */
  behind: z.number().nullable(),
})
export type ContenderView = z.infer<typeof contenderSchema>

export const choiceSchema = z.looseObject({
  strategy: z.enum(STRATEGIES).nullable(),
  keyCount: count,
  /** How many keys could not work then, by reason. */
  out: z.array(z.looseObject({ reason: z.string(), count })),
  /** The best few of those that could, the chosen one first; empty where there was one key only. */
  contenders: z.array(contenderSchema),
})
export type ChoiceView = z.infer<typeof choiceSchema>

export const trailStepSchema = z.looseObject({
  number: count,
  /** Since the request arrived. */
  offsetMs: ms,
  firstByteMs: ms.nullable(),
  totalMs: ms,
  key: namedKeySchema.nullable(),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  blame: z.enum(['key', 'account', 'model', 'service', 'caller', 'nobody']),
  rule: z.string(),
  status: z.int().nullable(),
  refusal: z.string().nullable(),
  detail: z.string().nullable(),
  facts: refusalFactsSchema.nullable(),
  effects: z.array(effectSchema),
  /** Null for attempts recorded before choices were. */
  choice: choiceSchema.nullable(),
  units: count,
  tokensIn: count,
  tokensOut: count,
  costUsd: z.number().min(0),
  ...costing,
})
export type TrailStep = z.infer<typeof trailStepSchema>

/** `GET /api/admin/requests/<id>` */
export const trailQuestionSchema = z.strictObject({ id: name })
export const trailSchema = z.looseObject({
  generatedAt: z.iso.datetime(),
  request: requestRowSchema.extend({ method: z.string() }),
  steps: z.array(trailStepSchema),
})
export type Trail = z.infer<typeof trailSchema>
