import { z } from 'zod'
import { newOperatorSchema } from '@/lib/contract/operator'
import { describeIssues } from '@/lib/contract/sentence'
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

/** Makes the first operator, an admin. `refusal` is a sentence for people; `null` when it was made. */
export async function setUp(input: unknown): Promise<{ refusal: string | null }> {
  const parsed = setupSchema.safeParse(input)
  if (!parsed.success) return { refusal: describeIssues(parsed.error) }
  const waitMs = limit.take(EVERYONE)
  if (waitMs > 0) return { refusal: `Too many attempts. Try again in ${Math.ceil(waitMs / 1000)} s.` }
  const { code, ...operator } = parsed.data
  const runtime = getRuntime()
  if (!isSetupCode(code, runtime.sessionSecret)) return { refusal: 'This is not the setup code.' }
  const made = await createFirstOperator(runtime.store, operator)
  return { refusal: made ? null : 'There is an operator already: sign in.' }
}
