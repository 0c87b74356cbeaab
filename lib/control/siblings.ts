import type { BulkAnswer } from '@/lib/contract/key-edit'
import { SIBLINGS_SHOWN_MAX, type SiblingList, type SiblingSelection, type Siblings } from '@/lib/contract/siblings'
import type { Key, ServiceId } from '@/lib/engine/vocabulary'
import { dismissOwner, listKeyOwners } from '@/lib/store/key-owners'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { changeKeys } from './key-bulk'
import { offlinePools } from './offline-pools'
import { requireService } from './require-service'

/** Keys of a service that its answers say share one quota, while their accounts say otherwise. */
export async function siblings(call: { ctx: ControlContext; input: { service: ServiceId } }): Promise<SiblingList> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  requireService(ctx, input.service)
  return { siblings: (await foundSiblings(ctx, input.service)).map(viewOf) }
}

type Found = { owner: string; keys: readonly Key[]; account: string }

function viewOf({ owner, keys, account }: Found): Siblings {
  const shown = keys.slice(0, SIBLINGS_SHOWN_MAX).map(({ id, name, masked }) => ({ id, name, masked }))
  return { owner, count: keys.length, keys: shown, account }
}

async function foundSiblings(ctx: ControlContext, service: ServiceId): Promise<Found[]> {
  const [pools, owners] = await Promise.all([ctx.live?.pools ?? offlinePools(ctx), listKeyOwners(ctx.store, service)])
  const news = new Set(owners.filter(({ isDismissed }) => !isDismissed).map(({ owner }) => owner))
  const byOwner = new Map<string, Key[]>()
  for (const { keyId, owner } of owners) {
    const key = pools.find(keyId)?.key
    if (key && news.has(owner)) byOwner.set(owner, [...(byOwner.get(owner) ?? []), key])
  }
  return [...byOwner].flatMap(([owner, keys]) => {
    const accounts = new Set(keys.map(({ account }) => account))
    const isSettled = accounts.size === 1 && !accounts.has(null)
    return keys.length < 2 || isSettled ? [] : [{ owner, keys: byName(keys), account: accountFor(owner, keys) }]
  })
}

function byName(keys: readonly Key[]): Key[] {
  return keys.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

/** The account most of them declare already, else the owner's own name. */
function accountFor(owner: string, keys: readonly Key[]): string {
  const counts = new Map<string, number>()
  for (const { account } of keys) if (account !== null) counts.set(account, (counts.get(account) ?? 0) + 1)
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  return most?.[0] ?? owner
}

/** Gives siblings one account: a change of keys like any other, audited and undoable. */
export async function joinSiblings(call: { ctx: ControlContext; input: SiblingSelection }): Promise<BulkAnswer> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { keys, account } = await requireSiblings(ctx, input)
  const keyIds = keys.map(({ id }) => id)
  return changeKeys({ ctx, input: { keyIds, action: { kind: 'change', settings: { account } } } })
}

/** Proposes these no longer, until a further key of the same owner is noticed. */
export async function dismissSiblings(call: { ctx: ControlContext; input: SiblingSelection }) {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { service, owner } = input
  await requireSiblings(ctx, input)
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const dismissedAt = session.now()
    const count = await dismissOwner(session, service, owner, dismissedAt)
    const detail = { owner, count, after: { dismissedAt } }
    return { answer: { owner }, deed: { verb: 'dismissSiblings', target: service, detail } }
  })
  return { ...answer, auditId }
}

async function requireSiblings(ctx: ControlContext, { service, owner }: SiblingSelection): Promise<Found> {
  requireService(ctx, service)
  const found = (await foundSiblings(ctx, service)).find(each => each.owner === owner)
  if (found) return found
  throw new ControlError('not-found', 'These keys are no longer proposed.', { said: { key: 'siblingsGone' } })
}
