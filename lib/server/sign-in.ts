import { signInSchema } from '@/lib/contract/operator'
import { verifyOperator } from '@/lib/control/operators'
import { getRuntime } from './runtime'
import { SignInLimit } from './sign-in-limit'

const limit = new SignInLimit(Date.now)

/** What next-auth keeps of a person who signed in; `epoch` ends the session when it rises. */
export type SignedIn = { id: string; email: string; epoch: number }

/**
 * The operator of this e-mail and password; `null` for an unknown one and for a wrong password alike.
 * @throws Error `too-many-attempts:<seconds>` before the password is looked at
 */
export async function checkSignIn(credentials: unknown, address: string): Promise<SignedIn | null> {
  const parsed = signInSchema.safeParse(credentials)
  if (!parsed.success) return null
  const waitMs = limit.take({ account: parsed.data.email, address })
  if (waitMs > 0) throw new Error(`too-many-attempts:${Math.ceil(waitMs / 1000)}`)
  const operator = await verifyOperator(getRuntime().store, parsed.data)
  if (!operator) return null
  limit.succeed(parsed.data.email)
  return { id: operator.id, email: operator.email, epoch: operator.sessionEpoch }
}
