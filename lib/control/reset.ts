import type { ResetAnswer, ResetInput } from '@/lib/contract/reset'
import { clearAccount, clearKey, isWorthClearing } from '@/lib/engine/reset'
import type { Candidate } from '@/lib/engine/select'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type SavedAccountState, saveAccountStates, saveKeyStates } from '@/lib/store/states'
import { inOneTransaction, type Notice } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { operatorEvents } from './key-events'
import { noSuchKey } from './key-name'
import { offlinePools } from './offline-pools'
import { requireService } from './require-service'

const AUDITED_KEYS = 100

/**
 * Ends rests and rejections of one service's keys, of one key, of some, or of all, and closes their circuits; disabled keys
 * stay disabled. Answers which keys had something to end.
 * @throws ControlError `unknown-service`, `not-found`
 */
export async function reset({ ctx, input }: { ctx: ControlContext; input: ResetInput }): Promise<ResetAnswer> {
  requireRole(ctx, 'admin')
  if (input.service !== undefined) requireService(ctx, input.service)
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  if (input.keyId !== undefined && !pools.find(input.keyId)) throw noSuchKey()
  const meant = resettable(pools, input, ctx.now())
  const answer = { reset: meant.map(({ key }) => ({ id: key.id, service: key.service, name: key.name })) }
  return inOneTransaction(ctx, async session => {
    await saveKeyStates(
      session,
      meant.map(({ key, state }) => ({ keyId: key.id, state: clearKey(state) })),
    )
    await saveAccountStates(session, clearedAccounts(meant))
    const detail = { count: meant.length, keys: answer.reset.slice(0, AUDITED_KEYS) }
    const events = operatorEvents(ctx, 'reset', answer.reset)
    return { answer, deed: { verb: 'reset', target: targetOf(input), detail, events, changes: noticesOf(input) } }
  })
}

function targetOf({ keyId, keyIds, service }: ResetInput): string {
  return keyId ?? (keyIds ? 'keys' : (service ?? 'all'))
}

function noticesOf({ keyIds, ...input }: ResetInput): Notice[] {
  if (!keyIds) return [{ kind: 'keys-reset', ...input }]
  return keyIds.map(keyId => ({ kind: 'keys-reset', keyId }))
}

/** The keys that a reset would change. */
export function resettable(pools: Pools, input: ResetInput, now: Instant): Candidate[] {
  return selected(pools, input).filter(candidate => hasSomethingToEnd(candidate, now))
}

function selected(pools: Pools, { service, keyId, keyIds }: ResetInput): Candidate[] {
  const ids = keyId === undefined ? keyIds : [keyId]
  if (ids) return ids.map(id => pools.find(id)).filter(candidate => candidate !== null)
  return pools
    .services()
    .filter(({ id }) => service === undefined || id === service)
    .flatMap(({ id }) => pools.keysOf(id))
}

function hasSomethingToEnd({ state, account }: Candidate, now: Instant): boolean {
  return isWorthClearing(state, now) || (account?.cooldowns.some(({ until }) => until > now) ?? false)
}

function clearedAccounts(candidates: readonly Candidate[]): SavedAccountState[] {
  const cleared = new Map<string, SavedAccountState>()
  for (const { key, account } of candidates) {
    if (key.account === null || account === null) continue
    const { service } = key
    cleared.set(`${service}\n${key.account}`, { service, account: key.account, state: clearAccount(account) })
  }
  return [...cleared.values()]
}
