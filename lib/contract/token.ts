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

export const nothingSchema = z.strictObject({})
