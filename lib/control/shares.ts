import type { z } from 'zod'
import { type KeyEdit, SHARE_PICKS, SHARES_SHOWN, type Shares, type sharesInputSchema } from '@/lib/contract/shares'
import type { Candidate } from '@/lib/engine/select'
import { HOUR_MS, type KeyId, SECOND_MS } from '@/lib/engine/vocabulary'
import { type Shares as Played, playShares } from '@/lib/rotation/shares'
import { findService as findStored } from '@/lib/store/services'
import { type ControlContext, requireRole } from './context'
import { editedKeys } from './edited-keys'
import { offlinePools } from './offline-pools'
import { ownPolicy, withPolicyChange } from './own-policy'
import { requireService } from './require-service'

/** Traffic is played at the pace of the last hour, but not so slowly or fast that it would show nothing. */
const PACE = { usualMs: SECOND_MS, shortestMs: 20, longestMs: 10 * SECOND_MS } as const

/**
 * Who would get a service's traffic, as it is set up now and after an edit of its policy or keys: the same requests
 * are played through the real engine twice. Changes nothing.
 * @throws ControlError `unknown-service`
 */
export async function shares(call: {
  ctx: ControlContext
  input: z.output<typeof sharesInputSchema>
}): Promise<Shares> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const { id, policy } = requireService(ctx, input.service)
  const [pools, stored] = await Promise.all([ctx.live?.pools ?? offlinePools(ctx), findStored(ctx.store, id)])
  const now = ctx.now()
  const intervalMs = paceOf(ctx.live?.recentAttempts(now).get(id)?.attempts ?? 0)
  const candidates = pools.keysOf(id)
  const pickCount = candidates.length < SHARE_PICKS.many ? SHARE_PICKS.usual : SHARE_PICKS.amongMany
  const traffic = { pickCount, intervalMs, startAt: now }
  const own = ownPolicy(id, stored?.definition)
  const edited = { ...own, ...withPolicyChange(stored?.policy ?? {}, input.policy) }
  const before = playShares(id, policy, candidates, traffic)
  const after = playShares(id, edited, editedKeys(candidates, input.keys), traffic)
  return { service: id, pickCount, intervalMs, ...compare(candidates, input.keys, before, after) }
}

function paceOf(attemptsOfTheHour: number): number {
  if (attemptsOfTheHour === 0) return PACE.usualMs
  return Math.min(PACE.longestMs, Math.max(PACE.shortestMs, Math.round(HOUR_MS / attemptsOfTheHour)))
}

type ShownShare = Shares['keys'][number]

/** The keys that are edited or get something by name, as many as are shown; the rest as one sum. */
function compare(candidates: readonly Candidate[], edits: readonly KeyEdit[], before: Played, after: Played) {
  const edited = new Set(edits.flatMap(({ keyIds }) => keyIds))
  const all = candidates.map(({ key: { id, name, masked } }) => ({
    ...{ id, name, masked, isEdited: edited.has(id) },
    before: shareOf(before, id),
    after: shareOf(after, id),
  }))
  const worthNaming = all.filter(key => key.isEdited || key.before > 0 || key.after > 0).sort(byWeight)
  const keys = worthNaming.slice(0, SHARES_SHOWN)
  const rest = worthNaming.slice(SHARES_SHOWN)
  return {
    unserved: { before: before.unservedCount / before.pickCount, after: after.unservedCount / after.pickCount },
    keys,
    others: { keyCount: all.length - keys.length, before: sum(rest, 'before'), after: sum(rest, 'after') },
  }
}

function shareOf({ pickCount, picks }: Played, id: KeyId): number {
  return (picks.get(id) ?? 0) / pickCount
}

function byWeight(one: ShownShare, other: ShownShare): number {
  const larger = Math.max(other.before, other.after) - Math.max(one.before, one.after)
  return larger || (one.name < other.name ? -1 : 1)
}

function sum(keys: readonly ShownShare[], side: 'before' | 'after'): number {
  return Math.min(
    1,
    keys.reduce((total, key) => total + key[side], 0),
  )
}
