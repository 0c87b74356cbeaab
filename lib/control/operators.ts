import { randomUUID } from 'node:crypto'
import type { ChangePassword, NewOperator, OperatorSelection, SignIn } from '@/lib/contract/operator'
import { appendAudit } from '@/lib/store/audit'
import {
  addFirstOperator,
  addOperator,
  changeOperator,
  findOperator,
  listOperators as listStored,
  noteSignIn,
  type OperatorRole,
  removeOperator as removeStored,
  type StoredOperator,
} from '@/lib/store/operators'
import type { Session, Store } from '@/lib/store/session'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { hashPassword, verifyPassword } from './password'

/** An operator without the password's hash. */
export type OperatorView = {
  id: string
  email: string
  name: string | null
  role: OperatorRole
  /** A session that began in an older epoch is over. */
  sessionEpoch: number
}

/** @throws ControlError `conflict` when the address is taken */
export async function createOperator(call: { ctx: ControlContext; input: NewOperator }): Promise<OperatorView> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const operator = await storable(input)
  return inOneTransaction(ctx, async session => {
    const added = await addOperator(session, operator)
    if (!added) throw new ControlError('conflict', `There is already an operator ${input.email}.`)
    const detail = { email: added.email, role: added.role }
    return { answer: viewOf(added), deed: { verb: 'createOperator', target: added.id, detail } }
  })
}

export type ListedOperator = Pick<OperatorView, 'id' | 'email' | 'name' | 'role'> & {
  /** ISO instants. */
  createdAt: string
  lastSignInAt: string | null
}

/** Every operator, by address. */
export async function listOperators({ ctx }: { ctx: ControlContext }): Promise<ListedOperator[]> {
  requireRole(ctx, 'admin')
  return (await listStored(ctx.store)).map(({ id, email, name, role, createdAt, lastSignInAt }) => ({
    ...{ id, email, name, role },
    createdAt: new Date(createdAt).toISOString(),
    lastSignInAt: lastSignInAt === null ? null : new Date(lastSignInAt).toISOString(),
  }))
}

/** Gives an operator another password and ends every session of theirs. @throws ControlError `not-found` */
export async function changePassword(call: { ctx: ControlContext; input: ChangePassword }): Promise<OperatorView> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const passwordHash = await hashPassword(input.password)
  return inOneTransaction(ctx, async session => {
    const { id, email } = await requireOperator(session, input)
    const changed = await changeOperator(session, id, { passwordHash })
    if (!changed) throw noSuchOperator(email)
    return { answer: viewOf(changed), deed: { verb: 'changePassword', target: id, detail: { email } } }
  })
}

/** Forgets an operator, whose sessions end with it. @throws ControlError `not-found`, `conflict` for the last admin */
export async function removeOperator(call: { ctx: ControlContext; input: OperatorSelection }): Promise<OperatorView> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const operator = await requireOperator(session, input)
    const { id, email, role } = operator
    if (!(await removeStored(session, id))) {
      throw new ControlError('conflict', `${email} is the last admin and cannot be removed: add another one first.`)
    }
    return { answer: viewOf(operator), deed: { verb: 'removeOperator', target: id, detail: { email, role } } }
  })
}

/** @throws ControlError `not-found` */
async function requireOperator(session: Session, { email }: OperatorSelection): Promise<StoredOperator> {
  const operator = await findOperator(session, { email })
  if (!operator) throw noSuchOperator(email)
  return operator
}

function noSuchOperator(email: string): ControlError {
  return new ControlError('not-found', `There is no operator ${email}.`)
}

/**
 * Makes the very first operator, always an admin; whoever calls this has checked the right to. `null`: there is one
 * already, and of two calls at once only one makes one.
 */
export async function createFirstOperator(
  store: Store,
  input: Pick<NewOperator, 'email' | 'password'>,
): Promise<OperatorView | null> {
  const operator = await storable({ ...input, name: null, role: 'admin' })
  return store.transaction(async session => {
    const added = await addFirstOperator(session, operator)
    if (!added) return null
    const detail = { email: added.email, role: added.role }
    await appendAudit(session, { operator: 'setup', verb: 'createOperator', target: added.id, detail })
    return viewOf(added)
  })
}

/** The operator whose address and password these are, or `null`. The time taken does not tell which was wrong. */
export async function verifyOperator(store: Store, { email, password }: SignIn): Promise<OperatorView | null> {
  const found = await findOperator(store, { email })
  const operator = found !== null && found.disabledAt === null ? found : null
  if (!(await verifyPassword(password, operator?.passwordHash ?? null)) || !operator) return null
  await noteSignIn(store, operator.id)
  return viewOf(operator)
}

async function storable({ password, ...operator }: NewOperator) {
  return { ...operator, id: randomUUID(), passwordHash: await hashPassword(password) }
}

function viewOf({ id, email, name, role, sessionEpoch }: StoredOperator): OperatorView {
  return { id, email, name, role, sessionEpoch }
}
