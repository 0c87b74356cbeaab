import { z } from 'zod'
import { dateSchema, serviceIdSchema } from './key-import'
import { plainLine } from './plain-line'

/** What an operator asks of client tokens. */

const COUNT_MAX = 1_000_000_000
const BUDGET_MAX_USD = 1_000_000
const wantedCount = 'wanted a whole number of 1 or more'
const wantedBudget = 'wanted US dollars above 0, such as 20 or 0.50'

const count = z.int(wantedCount).min(1, wantedCount).max(COUNT_MAX, wantedCount).nullable()
const budget = z.number(wantedBudget).positive(wantedBudget).max(BUDGET_MAX_USD, wantedBudget).nullable()

const settings = {
  name: plainLine().min(1, 'wanted a name').max(100, 'wanted at most 100 characters'),
  /** `null`: every service. */
  services: z.array(serviceIdSchema).min(1, 'wanted at least one service').nullable(),
  /** Limits, in minutes, days and months of UTC; `null`: none. */
  requestsPerMinute: count,
  requestsPerDay: count,
  budgetUsdPerMonth: budget,
  expiresAt: dateSchema.nullable(),
}

export const newTokenSchema = z.strictObject({
  name: settings.name,
  services: settings.services.default(null),
  requestsPerMinute: settings.requestsPerMinute.default(null),
  requestsPerDay: settings.requestsPerDay.default(null),
  budgetUsdPerMonth: settings.budgetUsdPerMonth.default(null),
  expiresAt: settings.expiresAt.default(null),
})
export type NewToken = z.output<typeof newTokenSchema>

/** What is absent stays as it is. */
export const tokenSettingsSchema = z.strictObject(settings).partial()

/** As a form sends it. */
export type TokenSettings = Required<z.input<typeof tokenSettingsSchema>>

/** Of the token with this id, or with a name that one living token has. */
export const changeTokenSchema = z.strictObject({ token: z.string().min(1), settings: tokenSettingsSchema })
export type ChangeToken = z.output<typeof changeTokenSchema>

/** By id, or by a name that one token has. */
export const revokeTokenSchema = z.strictObject({ token: z.string().min(1) })

const instant = z.iso.datetime()
const tokenName = { id: z.string(), name: z.string(), masked: z.string() }

export const listedTokenSchema = z.looseObject({
  ...tokenName,
  state: z.enum(['active', 'expired', 'revoked']),
  /** `null`: every service. */
  services: z.array(z.string()).nullable(),
  /** Requests it was shown for. */
  requests: z.int().min(0),
  /** Used of the running minute and day (requests) and month (US dollars), of how much (`null`: unlimited), until when. */
  minute: z.looseObject({ used: z.int().min(0), limit: z.int().nullable(), resetAt: instant }),
  day: z.looseObject({ used: z.int().min(0), limit: z.int().nullable(), resetAt: instant }),
  month: z.looseObject({ used: z.number().min(0), limit: z.number().nullable(), resetAt: instant }),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type ListedToken = z.infer<typeof listedTokenSchema>
export const tokenListSchema = z.array(listedTokenSchema)

/** A client token's name, and, this once, the token. */
export type CreatedToken = { id: string; name: string; masked: string; token: string }

export const nothingSchema = z.strictObject({})
