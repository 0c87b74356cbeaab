import { z } from 'zod'
import { dateSchema, serviceIdSchema } from './key-import'
import { plainLine } from './plain-line'

/** What an operator asks of client tokens. */

export const newTokenSchema = z.strictObject({
  name: plainLine().min(1, 'wanted a name').max(100, 'wanted at most 100 characters'),
  /** `null`: every service. */
  services: z.array(serviceIdSchema).min(1, 'wanted at least one service').nullable().default(null),
  expiresAt: dateSchema.nullable().default(null),
})
export type NewToken = z.output<typeof newTokenSchema>

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
