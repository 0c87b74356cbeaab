import { randomUUID } from 'node:crypto'
import type {
  ChangePassword,
  ChangeRole,
  ListedOperator,
  NewOperator,
  OperatorSelection,
} from '@/lib/contract/operator'
import { appendAudit } from '@/lib/store/audit'
import {
  addFirstOperator,
  addOperator,
  changeOperator,
  findOperator,
  isLastAdmin,
  listOperators as listStored,
  type OperatorChange,
  type OperatorRole,
  removeOperator as removeStored,
  type StoredOperator,
} from '@/lib/store/operators'
import type { Session, Store } from '@/lib/store/session'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { iso, isoOrNull } from './key-view'
import { hashPassword, NO_PASSWORD } from './password'

/** An operator without the password's hash. */
export type OperatorView = {
  id: string
  email: string
  name: string | null
  role: OperatorRole
  /** A session that began in an older epoch is over. */
  sessionEpoch: number
}

type Call<Input> = { ctx: ControlContext; input: Input }

/** @throws ControlError `conflict` when the address is taken */
export async function createOperator({ ctx, input }: Call<NewOperator>): Promise<OperatorView> {
  requireRole(ctx, 'admin')
  const operator = await storable(input)
  return inOneTransaction(ctx, async session => {
    const added = await addOperator(session, operator)
    if (!added) {
      const said = { key: 'operatorExists', values: { email: input.email } }
      throw new ControlError('conflict', `There is already an operator ${input.email}.`, { said })
    }
    const detail = { email: added.email, role: added.role }
    return { answer: viewOf(added), deed: { verb: 'createOperator', target: added.id, detail } }
  })
}

/** Every operator, by address. */
export async function listOperators({ ctx }: { ctx: ControlContext }): Promise<ListedOperator[]> {
  requireRole(ctx, 'admin')
  return (await listStored(ctx.store)).map(listed)
}

/** Gives an operator another password and ends every session of theirs. @throws ControlError `not-found` */
export async function changePassword({ ctx, input }: Call<ChangePassword>): Promise<OperatorView> {
  requireRole(ctx, 'admin')
  const passwordHash = await hashPassword(input.password)
  return change(ctx, input, 'changePassword', () => ({ change: { passwordHash } }))
}

/** Another role ends every session of theirs. @throws ControlError `not-found`, `conflict` for the last admin */
export async function changeRole({ ctx, input }: Call<ChangeRole>): Promise<OperatorView> {
  return change(ctx, input, 'changeRole', ({ role }) => ({
    change: { role: input.role },
    detail: { before: { role }, after: { role: input.role } },
    losesAdmin: input.role !== 'admin',
  }))
}

/** Nobody can sign in as them until they are enabled again. @throws ControlError `not-found`, `conflict` for the last admin */
export async function disableOperator({ ctx, input }: Call<OperatorSelection>): Promise<OperatorView> {
  return change(ctx, input, 'disableOperator', () => ({ change: { disabledAt: ctx.now() }, losesAdmin: true }))
}

/** @throws ControlError `not-found` */
export async function enableOperator({ ctx, input }: Call<OperatorSelection>): Promise<OperatorView> {
  return change(ctx, input, 'enableOperator', () => ({ change: { disabledAt: null } }))
}

/** Signs an operator out everywhere. @throws ControlError `not-found` */
export async function endSessions({ ctx, input }: Call<OperatorSelection>): Promise<OperatorView> {
  return change(ctx, input, 'endSessions', () => ({ change: { endsSessions: true } }))
}

/** Forgets an operator, whose sessions end with it. @throws ControlError `not-found`, `conflict` for the last admin */
export async function removeOperator({ ctx, input }: Call<OperatorSelection>): Promise<OperatorView> {
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const operator = await requireOperator(session, input)
    await requireAnotherAdmin(session, operator)
    await removeStored(session, operator.id)
    const detail = { email: operator.email, role: operator.role }
    return { answer: viewOf(operator), deed: { verb: 'removeOperator', target: operator.id, detail } }
  })
}

type Plan = { change: OperatorChange; detail?: Readonly<Record<string, unknown>>; losesAdmin?: boolean }

async function change(
  ctx: ControlContext,
  selection: OperatorSelection,
  verb: string,
  plan: (operator: StoredOperator) => Plan,
): Promise<OperatorView> {
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const operator = await requireOperator(session, selection)
    const { change, detail = {}, losesAdmin = false } = plan(operator)
    if (losesAdmin) await requireAnotherAdmin(session, operator)
    const changed = await changeOperator(session, operator.id, change)
    if (!changed) throw noSuchOperator(operator.email)
    const deed = { verb, target: operator.id, detail: { email: operator.email, ...detail } }
    return { answer: viewOf(changed), deed }
  })
}

/** Without an admin nobody could let one in. */
async function requireAnotherAdmin(session: Session, { id, email, role, disabledAt }: StoredOperator): Promise<void> {
  if (role !== 'admin' || disabledAt !== null || !(await isLastAdmin(session, id))) return
  const said = { key: 'lastAdmin', values: { email } }
  throw new ControlError('conflict', `${email} is the last admin and must stay one: add another one first.`, { said })
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

async function storable({ password, ...operator }: NewOperator) {
  return { ...operator, id: randomUUID(), passwordHash: await hashPassword(password) }
}

/** What leaves the store of an operator. */
export function viewOf({ id, email, name, role, sessionEpoch }: StoredOperator): OperatorView {
  return { id, email, name, role, sessionEpoch }
}

/** An operator as lists show them. */
export function listed(operator: StoredOperator): ListedOperator {
  const { id, email, name, role, createdAt, lastSignInAt, disabledAt, passwordHash } = operator
  return {
    ...{ id, email, name, role, createdAt: iso(createdAt) },
    ...{ lastSignInAt: isoOrNull(lastSignInAt), disabledAt: isoOrNull(disabledAt) },
    hasPassword: passwordHash !== NO_PASSWORD,
  }
}
