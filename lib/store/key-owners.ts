import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import { storable } from './json-rows'
import type { Session, Store } from './session'

/** Whose quota a key uses, as an answer said. */
export type OwnerNote = { keyId: KeyId; service: ServiceId; owner: string; seenAt: Instant }
export type KeyOwner = OwnerNote & { isDismissed: boolean }

/** Keeps each key's newest owner; another one is news again, though the old one was dismissed. */
export async function saveKeyOwners(store: Store, notes: readonly OwnerNote[]): Promise<void> {
  if (notes.length === 0) return
  // in one order everywhere, so that no two processes wait for each other
  const inOrder = [...notes].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
  await store.transaction(async ({ db }) => {
    for (const { keyId, service, owner, seenAt } of inOrder) {
      const said = { service, owner: storable(owner), seenAt: toColumn(seenAt) }
      const same = await db.keyOwner.updateMany({ where: { keyId, owner: said.owner }, data: { seenAt: said.seenAt } })
      if (same.count > 0) continue
      const update = { ...said, dismissedAt: null }
      await db.keyOwner.upsert({ where: { keyId }, create: { keyId, ...said }, update })
    }
  })
}

/** The known owners of a service's keys, removed keys' among them. */
export async function listKeyOwners(session: Session, service: ServiceId): Promise<KeyOwner[]> {
  const rows = await session.db.keyOwner.findMany({ where: { service }, orderBy: { keyId: 'asc' }, take: OWNERS_MAX })
  return rows.map(({ dismissedAt, seenAt, ...row }) => {
    return { ...row, seenAt: fromColumn(seenAt), isDismissed: dismissedAt !== null }
  })
}

/** More owners than this are not read, and not remembered. */
export const OWNERS_MAX = 20_000

/** What was dismissed at an instant is news again. @returns how many are */
export async function recallOwner(session: Session, service: ServiceId, owner: string, at: Instant): Promise<number> {
  const where = { service, owner, dismissedAt: toColumn(at) }
  const { count } = await session.db.keyOwner.updateMany({ where, data: { dismissedAt: null } })
  return count
}

/** A person said that these keys are no siblings, or that it does not matter. @returns how many were meant */
export async function dismissOwner(session: Session, service: ServiceId, owner: string, at: Instant): Promise<number> {
  const data = { dismissedAt: toColumn(at) }
  const { count } = await session.db.keyOwner.updateMany({ where: { service, owner }, data })
  return count
}
