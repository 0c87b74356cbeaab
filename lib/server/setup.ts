import { z } from 'zod'
import { newOperatorSchema, PASSWORD_MIN_LENGTH } from '@/lib/contract/operator'
import type { Said } from '@/lib/contract/said'
import { createFirstOperator } from '@/lib/control/operators'
import { countOperators } from '@/lib/store/operators'
import { getRuntime } from './runtime'
import { isSetupCode } from './setup-code'
import { SignInLimit } from './sign-in-limit'

const setupSchema = newOperatorSchema.pick({ email: true, password: true }).extend({ code: z.string().max(100) })

/** All who try share one limit: the code is one. */
const limit = new SignInLimit(Date.now)
const EVERYONE = { account: 'setup', address: 'setup' }

/** There is no operator yet, so whoever knows the setup code may become the first. */
export async function isSetupOpen(): Promise<boolean> {
  return (await countOperators(getRuntime().store)) === 0
}

/** Why no operator was made: the field at fault, where it is one, and what to say of it. */
export type SetupRefusal = { field: 'code' | 'email' | 'password' | null; said: Said }

/** Makes the first operator, an admin. `null` when it was made. */
export async function setUp(input: unknown): Promise<{ refusal: SetupRefusal | null }> {
  const parsed = setupSchema.safeParse(input)
  if (!parsed.success) return refused(...badField(parsed.error))
  const waitMs = limit.take(EVERYONE)
  if (waitMs > 0) return refused(null, 'tooManyTries', { seconds: Math.ceil(waitMs / 1000) })
  const { code, ...operator } = parsed.data
  const runtime = getRuntime()
  if (!isSetupCode(code, runtime.sessionSecret)) return refused('code', 'wrongSetupCode')
  const made = await createFirstOperator(runtime.store, operator)
  return made ? { refusal: null } : refused(null, 'alreadySetUp')
}

function refused(field: SetupRefusal['field'], key: string, values: Said['values'] = {}): { refusal: SetupRefusal } {
  return { refusal: { field, said: { key, values } } }
}

function badField(error: z.ZodError): Parameters<typeof refused> {
  switch (error.issues[0]?.path[0]) {
    case 'email':
      return ['email', 'badEmail']
    case 'password':
      return ['password', 'badPassword', { minimum: PASSWORD_MIN_LENGTH }]
    default:
      return ['code', 'wrongSetupCode']
  }
}
