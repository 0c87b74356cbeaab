import { z } from 'zod'
import { serviceIdSchema } from './key-import'
import { plainLine } from './plain-line'

/** What operators say that models cost, and which models in use have no price. */

const wantedPrice = 'wanted US dollars, such as 0.15 or 0 for free'
const PRICE_MAX_USD = 1_000_000
const dollars = z.number(wantedPrice).min(0, wantedPrice).max(PRICE_MAX_USD, wantedPrice).nullable()

const MODEL_MAX = 200
const modelSchema = plainLine()
  .min(1, 'wanted the name of a model, or its beginning and *')
  .max(MODEL_MAX, `wanted at most ${MODEL_MAX} characters`)
  .refine(model => !model.slice(0, -1).includes('*'), {
    error: 'wanted * only at its end',
    params: { say: 'starAtEnd' },
  })

const name = { service: serviceIdSchema, model: modelSchema }

export const setPriceSchema = z
  .strictObject({
    ...name,
    /** Per million tokens. */
    inputUsd: dollars.default(null),
    outputUsd: dollars.default(null),
    /** Per million tokens that the upstream had in its cache; `null`: as other input. */
    cachedInputUsd: dollars.default(null),
    /** Per request, or per recipient of mail. */
    unitUsd: dollars.default(null),
  })
  .refine(({ inputUsd, outputUsd, unitUsd }) => inputUsd !== null || outputUsd !== null || unitUsd !== null, {
    error: 'wanted a price: for tokens, for each request, or both',
    path: ['inputUsd'],
    params: { say: 'priceMissing' },
  })
  .refine(({ inputUsd, outputUsd }) => (inputUsd === null) === (outputUsd === null), {
    error: 'wanted both, what input costs and what output costs (0 for free)',
    path: ['outputUsd'],
    params: { say: 'priceHalf' },
  })
export type SetPrice = z.output<typeof setPriceSchema>
/** As a form sends it. */
export type SetPriceInput = z.input<typeof setPriceSchema>

export const removePriceSchema = z.strictObject(name)
export type RemovePrice = z.output<typeof removePriceSchema>

const amount = z.number().min(0).nullable()
const count = z.int().min(0)

const amounts = { inputUsd: amount, outputUsd: amount, cachedInputUsd: amount, unitUsd: amount }

export const ownPriceSchema = z.looseObject({
  service: z.string(),
  serviceLabel: z.string(),
  model: z.string(),
  ...amounts,
  /** What the price list says of it; `null`: nothing, or it is a beginning. */
  listed: z.looseObject({ inputUsd: z.number(), outputUsd: z.number() }).nullable(),
  changedAt: z.iso.datetime(),
})
export type OwnPriceView = z.infer<typeof ownPriceSchema>

export const unpricedSchema = z.looseObject({
  service: z.string(),
  serviceLabel: z.string(),
  model: z.string(),
  /** Tokens that have no cost in these days. */
  tokens: count,
  /** Requests refused because their token has a budget and the model no price. */
  refused: count,
  /** The last day of them, in UTC. */
  lastDay: z.iso.date(),
})
export type UnpricedModel = z.infer<typeof unpricedSchema>

/** `GET /api/admin/prices` */
export const pricesSchema = z.looseObject({
  prices: z.array(ownPriceSchema),
  /** Models of the last `days` that have no price now. */
  unpriced: z.array(unpricedSchema),
  days: count,
  services: z.array(z.looseObject({ id: z.string(), label: z.string(), unit: z.enum(['request', 'recipient']) })),
})
export type Prices = z.infer<typeof pricesSchema>

/** What was set or removed, and which audit entry tells of it (`null`: it was so already). */
export const changedPriceSchema = z.looseObject({ service: z.string(), model: z.string(), auditId: count.nullable() })
export type ChangedPrice = z.infer<typeof changedPriceSchema>
