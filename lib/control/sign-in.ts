import { randomUUID } from 'node:crypto'
import type { SignIn } from '@/lib/contract/operator'
import { appendAudit } from '@/lib/store/audit'
import { addOperator, countOperators, findOperator, noteSignIn, type StoredOperator } from '@/lib/store/operators'
import type { Store } from '@/lib/store/session'
import { type OperatorView, viewOf } from './operators'
import { NO_PASSWORD, verifyPassword } from './password'

/** The operator whose address and password these are, or `null`. The time taken does not tell which was wrong. */
export async function verifyOperator(store: Store, { email, password }: SignIn): Promise<OperatorView | null> {
  const found = await findOperator(store, { email })
  const operator = found !== null && found.disabledAt === null ? found : null
  if (!(await verifyPassword(password, operator?.passwordHash ?? null)) || !operator) return null
  await noteSignIn(store, operator.id)
  return viewOf(operator)
}

/** What a single sign-on's provider says of a person. */
export type Introduced = { email: string | null; isVerified: boolean; name: string | null }

/** Who may come in without having been added before. */
export type Welcome = {
  /** Of these e-mail domains everybody, as a viewer. */
  domains: readonly string[]
  /** These e-mail addresses, as admins. */
  admins: readonly string[]
}

export type Admitted = { operator: OperatorView } | { refusal: 'unverified' | 'unknown' | 'disabled' }

/**
 * Lets a person in whom a trusted provider introduces: an operator who was added before, or one whom the settings
 * welcome. Only a verified address counts, because anybody can claim another's. The very first operator is an admin:
 * a viewer would close the setup page and leave nobody who may let an admin in.
 */
export async function admitIntroduced(store: Store, person: Introduced, welcome: Welcome): Promise<Admitted> {
  const email = person.email?.trim().toLowerCase() ?? ''
  if (email === '' || !person.isVerified) return { refusal: 'unverified' }
  const operator = (await findOperator(store, { email })) ?? (await welcomed(store, { ...person, email }, welcome))
  if (!operator) return { refusal: 'unknown' }
  if (operator.disabledAt !== null) return { refusal: 'disabled' }
  await noteSignIn(store, operator.id)
  return { operator: viewOf(operator) }
}

async function welcomed(
  store: Store,
  { email, name }: { email: string; name: string | null },
  { domains, admins }: Welcome,
): Promise<StoredOperator | null> {
  const isAdmin = admins.includes(email)
  if (!isAdmin && !domains.includes(email.slice(email.lastIndexOf('@') + 1))) return null
  if (!isAdmin && (await countOperators(store)) === 0) return null
  const operator = {
    id: randomUUID(),
    email,
    name,
    passwordHash: NO_PASSWORD,
    role: isAdmin ? 'admin' : 'viewer',
  } as const
  return store.transaction(async session => {
    const added = await addOperator(session, operator)
    // somebody added them at the same moment
    if (!added) return findOperator(session, { email })
    const detail = { email, role: added.role }
    await appendAudit(session, { operator: 'single-sign-on', verb: 'createOperator', target: added.id, detail })
    return added
  })
}
