import type { ChangeOwnPassword, ListedOperator } from '@/lib/contract/operator'
import { changeOperator, findOperator, type OperatorChange, type StoredOperator } from '@/lib/store/operators'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { listed } from './operators'
import { hashPassword, verifyPassword } from './password'

/** The operator who asks. @throws ControlError `not-found` for a program, which is nobody */
export async function account({ ctx }: { ctx: ControlContext }): Promise<ListedOperator> {
  return listed(await ownOperator(ctx))
}

/** Another password for oneself; every session ends. @throws ControlError `invalid-input` when the present one is wrong */
export async function changeOwnPassword(call: {
  ctx: ControlContext
  input: ChangeOwnPassword
}): Promise<ListedOperator> {
  const { ctx, input } = call
  const { passwordHash } = await ownOperator(ctx)
  if (!(await verifyPassword(input.current, passwordHash))) {
    const message = 'This is not your present password.'
    const issues = [{ path: ['current'], code: 'custom', values: { say: 'wrongPassword' }, message }]
    throw new ControlError('invalid-input', message, { said: { key: 'wrongPassword' }, issues })
  }
  const hash = await hashPassword(input.password)
  return changeOwn(ctx, 'changePassword', { passwordHash: hash })
}

/** Signs oneself out everywhere, here too. */
export async function endOwnSessions({ ctx }: { ctx: ControlContext }): Promise<ListedOperator> {
  return changeOwn(ctx, 'endSessions', { endsSessions: true })
}

async function changeOwn(ctx: ControlContext, verb: string, change: OperatorChange): Promise<ListedOperator> {
  const { id, email } = await ownOperator(ctx)
  return inOneTransaction(ctx, async session => {
    const changed = await changeOperator(session, id, change)
    if (!changed) throw nobody()
    return { answer: listed(changed), deed: { verb, target: id, detail: { email } } }
  })
}

async function ownOperator(ctx: ControlContext): Promise<StoredOperator> {
  requireRole(ctx, 'viewer')
  const operator = await findOperator(ctx.store, { id: ctx.operator.id })
  if (!operator) throw nobody()
  return operator
}

function nobody(): ControlError {
  return new ControlError('not-found', 'Only a person who is signed in has an account.')
}
