import { z } from 'zod'
import { serviceIdSchema } from './key-import'

/** `GET /api/admin/usage/table`: what every key, caller or model came to in some hours, days or months of UTC. */

export const USAGE_BY = ['key', 'caller', 'model'] as const
export type UsageBy = (typeof USAGE_BY)[number]
/**
 * `hours`: the last 24 hours, the running one among them; `week`, `thirty`: the last 7 and 30 days, today among them;
 * `range`: from one day to another.
 */
export const USAGE_SPANS = ['hours', 'day', 'week', 'thirty', 'month', 'range'] as const
export const USAGE_TABLE_SORTS = [
  'requests',
  'firstTry',
  'rescued',
  'lost',
  'success',
  'tokensIn',
  'tokensOut',
  'cost',
] as const
export type UsageTableSort = (typeof USAGE_TABLE_SORTS)[number]
const SIZE_MAX = 200
/** The days of a range. */
export const USAGE_DAYS_MAX = 366

const fields = z.strictObject({
  by: z.enum(USAGE_BY).default('key'),
  span: z.enum(USAGE_SPANS).default('month'),
  /** Of a day or a month: a day of it; absent: the running one. */
  at: z.iso.date().optional(),
  /** Of a range: its first day and its last; absent: today, and the day that makes it thirty. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** Of keys and models. */
  service: serviceIdSchema.optional(),
  sort: z.enum(USAGE_TABLE_SORTS).default('cost'),
  order: z.enum(['asc', 'desc']).default('desc'),
  /** From 1. */
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  size: z.coerce.number().int().min(1).max(SIZE_MAX).default(50),
})
/** What is wrong with a range. */
export const usageTableInputSchema = fields.superRefine(({ from, to }, issues) => {
  if (from === undefined || to === undefined) return
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days < 1) issues.addIssue({ code: 'custom', path: ['to'], message: 'wanted a day that is not before `from`' })
  if (days > USAGE_DAYS_MAX) {
    issues.addIssue({ code: 'custom', path: ['to'], message: `wanted at most ${USAGE_DAYS_MAX} days` })
  }
})
/** Each field by itself. */
export const USAGE_TABLE_FIELDS = fields.shape
export type UsageTableInput = z.output<typeof usageTableInputSchema>
/** As an address asks it. */
export type UsageTableQuestion = { [Field in keyof UsageTableInput]?: string | undefined }

const count = z.number().min(0)

const sums = {
  /** By how they ended. Of a key: those whose last attempt was its own. */
  requests: count,
  firstTry: count,
  rescued: count,
  lost: count,
  /** Answered of what could have been: of a key its attempts, else requests; `null`: there were none. */
  successRate: z.number().min(0).max(1).nullable(),
  /** What that is a share of. */
  successOf: count,
  tokensIn: count,
  tokensOut: count,
  /** `null`: it used tokens, and none of them had a price. */
  costUsd: z.number().min(0).nullable(),
  /** Tokens that had no price when they came: they are not in the cost. */
  unpricedTokens: count,
  /** Estimates of answered attempts, as in `usage`; `null`: none was answered. */
  p50Ms: count.nullable(),
  p95Ms: count.nullable(),
}

export const usageTableRowSchema = z.looseObject({
  /** A key's or client token's id, or a model; '' where no model was named. */
  id: z.string(),
  /** `null`: it is gone for good, or has no other name. */
  name: z.string().nullable(),
  masked: z.string().nullable(),
  /** `null` for callers. */
  service: z.object({ id: z.string(), label: z.string() }).nullable(),
  ...sums,
})
export type UsageTableRow = z.infer<typeof usageTableRowSchema>

export const usageTableSchema = z.looseObject({
  generatedAt: z.iso.datetime(),
  by: z.enum(USAGE_BY),
  span: z.enum(USAGE_SPANS),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** How many rows there are, on all pages. */
  total: z.int().min(0),
  page: z.int().min(1),
  size: z.int().min(1),
  rows: z.array(usageTableRowSchema),
  /** All rows together. */
  totals: z.looseObject(sums),
})
export type UsageTable = z.infer<typeof usageTableSchema>
export type UsageFigures = UsageTable['totals']
