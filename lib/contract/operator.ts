import { z } from 'zod'
import { plainLine } from './plain-line'

/** What is asked of the people who operate Keywheel. */

export const PASSWORD_MIN_LENGTH = 10
/** A longer one would only make the server work. */
const PASSWORD_MAX_LENGTH = 1000

const email = z
  .email('wanted an e-mail address')
  .max(254)
  .transform(text => text.toLowerCase())

const password = z
  .string()
  .min(PASSWORD_MIN_LENGTH, `wanted at least ${PASSWORD_MIN_LENGTH} characters`)
  .max(PASSWORD_MAX_LENGTH, `wanted at most ${PASSWORD_MAX_LENGTH} characters`)

const role = z.enum(['viewer', 'admin'], 'wanted viewer or admin')

export const newOperatorSchema = z.strictObject({
  email,
  password,
  name: plainLine().max(100).nullable().default(null),
  role: role.default('admin'),
})
export type NewOperator = z.output<typeof newOperatorSchema>

export const operatorSelectionSchema = z.strictObject({ email })
export type OperatorSelection = z.output<typeof operatorSelectionSchema>

export const changePasswordSchema = z.strictObject({ email, password })
export type ChangePassword = z.output<typeof changePasswordSchema>

export const changeRoleSchema = z.strictObject({ email, role })
export type ChangeRole = z.output<typeof changeRoleSchema>

export const changeOwnPasswordSchema = z.strictObject({ current: z.string().max(PASSWORD_MAX_LENGTH), password })
export type ChangeOwnPassword = z.output<typeof changeOwnPasswordSchema>

const instant = z.iso.datetime()

export const listedOperatorSchema = z.object({
  ...{ id: z.string(), email: z.string(), name: z.string().nullable(), role: z.enum(['viewer', 'admin']) },
  ...{ createdAt: instant, lastSignInAt: instant.nullable(), disabledAt: instant.nullable() },
  /** `false`: this person comes in by single sign-on alone. */
  hasPassword: z.boolean(),
})
export type ListedOperator = z.infer<typeof listedOperatorSchema>

/** What a person types to sign in; anything that could be a password is one. */
export const signInSchema = z.strictObject({
  email: z
    .string()
    .max(254)
    .transform(text => text.trim().toLowerCase()),
  password: z.string().max(PASSWORD_MAX_LENGTH),
})
export type SignIn = z.output<typeof signInSchema>
