import { type ChangeOwnPassword, type ListedOperator, signInSchema } from '@/lib/contract/operator'
import { changeOwnPassword } from '@/lib/control/account'
import type { ControlContext } from '@/lib/control/context'
import { ControlError } from '@/lib/control/control-error'
import { verifyOperator } from '@/lib/control/sign-in'
import { getRuntime } from './runtime'
import { SignInLimit } from './sign-in-limit'
import { Turns } from './turns'

const limit = new SignInLimit(Date.now)

/** A password check takes 32 MB and a thread for a tenth of a second; files and names share those threads. */
const checks = new Turns({ atOnce: 2, waitingMax: 10 })
const BUSY_WAIT_SECONDS = 2

/** What next-auth keeps of a person who signed in; `epoch` ends the session when it rises. */
export type SignedIn = { id: string; email: string; epoch: number }

/**
 * The operator of this e-mail and password; `null` for an unknown one and for a wrong password alike.
 * @throws Error `too-many-attempts:<seconds>` before the password is looked at
 */
export async function checkSignIn(credentials: unknown, address: string): Promise<SignedIn | null> {
  const parsed = signInSchema.safeParse(credentials)
  if (!parsed.success) return null
  const trier = { account: parsed.data.email, address }
  const waitMs = limit.take(trier)
  if (waitMs > 0) throw new Error(`too-many-attempts:${Math.ceil(waitMs / 1000)}`)
  const checked = await checks.take(() => verifyOperator(getRuntime().store, parsed.data))
  if (checked === null) throw new Error(`too-many-attempts:${BUSY_WAIT_SECONDS}`)
  const operator = checked.answer
  if (!operator) return null
  limit.succeed(trier)
  return { id: operator.id, email: operator.email, epoch: operator.sessionEpoch }
}

/** One's own password changed, with the present one asked for as slowly as at the sign-in: a session may be stolen. */
export async function changeOwnPasswordSlowly(call: {
  ctx: ControlContext
  input: ChangeOwnPassword
}): Promise<ListedOperator> {
  const { id } = call.ctx.operator
  const trier = { account: id, address: id }
  const waitMs = limit.take(trier)
  if (waitMs > 0) throw tooMany(Math.ceil(waitMs / 1000))
  const changed = await checks.take(() => changeOwnPassword(call))
  if (changed === null) throw tooMany(BUSY_WAIT_SECONDS)
  limit.succeed(trier)
  return changed.answer
}

function tooMany(seconds: number): ControlError {
  const said = { key: 'tooManyTries', values: { seconds } }
  return new ControlError('conflict', `Too many attempts. Try again in ${seconds} s.`, { said })
}
