import type { Instant } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import type { Operator as Row } from './generated/sqlite/client'
import type { Session } from './session'

export type OperatorRole = 'admin' | 'viewer'

/** A person using the dashboard. */
export type StoredOperator = {
  id: string
  /** Lower-case. */
  email: string
  name: string | null
  passwordHash: string
  role: OperatorRole
  /** A session that began in an older epoch is over. */
  sessionEpoch: number
  createdAt: Instant
  updatedAt: Instant
  lastSignInAt: Instant | null
  disabledAt: Instant | null
}

export type NewOperator = Pick<StoredOperator, 'id' | 'email' | 'name' | 'passwordHash' | 'role'>

/** `null`: the e-mail address is taken. */
export async function addOperator(session: Session, operator: NewOperator): Promise<StoredOperator | null> {
  const email = operator.email.toLowerCase()
  const now = toColumn(session.now())
  const row = await session.db.operator.upsert({
    where: { email },
    create: { ...operator, email, createdAt: now, updatedAt: now },
    // the same value again: with nothing to update, Prisma would look first and then insert, and two could pass
    update: { email },
  })
  return row.id === operator.id ? toOperator(row) : null
}

/**
 * Adds the very first operator. `null`: there is one already. Two calls at once cannot both succeed: the setting is
 * claimed by one of them.
 */
export async function addFirstOperator(session: Session, operator: NewOperator): Promise<StoredOperator | null> {
  if ((await countOperators(session)) > 0) return null
  const now = toColumn(session.now())
  const claim = { name: 'first-operator', value: JSON.stringify(operator.id), updatedAt: now }
  const claimed = await session.db.setting.upsert({
    where: { name: claim.name },
    create: claim,
    update: { name: claim.name },
  })
  return claimed.value === claim.value ? addOperator(session, operator) : null
}

export async function findOperator(
  session: Session,
  by: { id: string } | { email: string },
): Promise<StoredOperator | null> {
  const where = 'email' in by ? { email: by.email.toLowerCase() } : by
  const row = await session.db.operator.findUnique({ where })
  return row && toOperator(row)
}

export async function listOperators(session: Session): Promise<StoredOperator[]> {
  const rows = await session.db.operator.findMany({ orderBy: { email: 'asc' } })
  return rows.map(toOperator)
}

export function countOperators(session: Session): Promise<number> {
  return session.db.operator.count()
}

/** What may change of an operator. A new password, a new role or disabling ends every session: the epoch rises. */
export type OperatorChange = Partial<Pick<StoredOperator, 'name' | 'passwordHash' | 'role' | 'disabledAt'>> & {
  endsSessions?: true
}

/** `null`: no such operator. */
export async function changeOperator(
  session: Session,
  id: string,
  { disabledAt, endsSessions, ...change }: OperatorChange,
): Promise<StoredOperator | null> {
  const endsAll =
    endsSessions || change.passwordHash !== undefined || change.role !== undefined || disabledAt !== undefined
  const { count } = await session.db.operator.updateMany({
    where: { id },
    data: {
      ...change,
      ...(disabledAt !== undefined && { disabledAt: toColumn(disabledAt) }),
      ...(endsAll && { sessionEpoch: { increment: 1 } }),
      updatedAt: toColumn(session.now()),
    },
  })
  return count === 0 ? null : findOperator(session, { id })
}

/**
 * Is this the only administrator who may sign in? Call it in the transaction of what would end that: it takes hold of
 * every administrator's row first, so that of two such changes at once the later one sees what the earlier left.
 */
export async function isLastAdmin(session: Session, id: string): Promise<boolean> {
  await session.db.operator.updateMany({ where: { role: 'admin' }, data: { role: 'admin' } })
  const admins = await session.db.operator.findMany({
    where: { role: 'admin', disabledAt: null },
    select: { id: true },
  })
  return admins.every(admin => admin.id === id)
}

/** Forgets an operator. @returns whether there was one */
export async function removeOperator(session: Session, id: string): Promise<boolean> {
  const { count } = await session.db.operator.deleteMany({ where: { id } })
  return count > 0
}

export async function noteSignIn(session: Session, id: string): Promise<void> {
  await session.db.operator.updateMany({ where: { id }, data: { lastSignInAt: toColumn(session.now()) } })
}

function toOperator(row: Row): StoredOperator {
  return {
    ...row,
    // whatever is not plainly an admin may only look
    role: row.role === 'admin' ? 'admin' : 'viewer',
    createdAt: fromColumn(row.createdAt),
    updatedAt: fromColumn(row.updatedAt),
    lastSignInAt: fromColumn(row.lastSignInAt),
    disabledAt: fromColumn(row.disabledAt),
  }
}
