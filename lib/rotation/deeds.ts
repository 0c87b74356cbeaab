import { withoutRest } from '@/lib/engine/early-probe'
import { FRESH_SERVICE } from '@/lib/engine/fresh'
import { clearAccount, clearKey, isWorthClearing, liftRests, restoreKey } from '@/lib/engine/reset'
import { takeOut } from '@/lib/engine/settle'
import { CHECK_REFUSED, type KeyState } from '@/lib/engine/state'
import type { Cooldown, Event, Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pool, PooledKey } from './pool'

/**
 * What probes, people and the fate of others do to keys, beside what attempts of their own do. An event is what there is
 * to tell; `null`: nothing was done.
 */

/** A probe contradicted a rejection: the key works again, and the next rejection soon after stands. */
export function restore(pool: Pool, pooled: PooledKey, reason: string, now: Instant): Event | null {
  if (pooled.state.status === 'active' || pooled.state.status === 'paused') return null
  pool.put(pooled, restoreKey(pooled.state, now), now)
  return restored(pool, pooled, reason, now)
}

/** A check by the free probe was refused: an active key goes out as after a refused request, to be confirmed alike. */
export function refuse(pool: Pool, pooled: PooledKey, status: 'rejected' | 'suspended', now: Instant): Event | null {
  if (pooled.state.status !== 'active') return null
  pool.put(pooled, takeOut(pooled.state, status, CHECK_REFUSED, now), now)
  return { at: now, service: pool.service, kind: 'key-out', keyId: pooled.key.id, status, reason: CHECK_REFUSED }
}

/** A probe contradicted a guessed rest of a key or its account: it ends. The ladder stays, in case the probe erred. */
export function endRest(pool: Pool, pooled: PooledKey, rest: Cooldown, reason: string, now: Instant): Event | null {
  const account = pool.accountOf(pooled.key)
  const cooldowns = withoutRest(pooled.state.cooldowns, rest)
  const shared = account && withoutRest(account.cooldowns, rest)
  const isOwn = cooldowns !== pooled.state.cooldowns
  const isShared = account !== null && shared !== null && shared !== account.cooldowns
  if (isOwn) pool.put(pooled, { ...pooled.state, cooldowns }, now)
  if (isShared) pool.putAccount(pooled.key.account, { ...account, cooldowns: shared }, now)
  return isOwn || isShared ? restored(pool, pooled, reason, now) : null
}

function restored({ service }: Pool, { key }: PooledKey, reason: string, now: Instant): Event {
  return { at: now, service, kind: 'key-restored', keyId: key.id, reason }
}

export type ResetKey = { id: KeyId; service: ServiceId; name: string }

/** Ends the rests and rejections of these keys and of their accounts, and closes their circuit. @returns those that had any */
export function resetKeys(pool: Pool, pooledKeys: readonly PooledKey[], now: Instant): ResetKey[] {
  const ended = pooledKeys.filter(pooled => isWorthResetting(pool, pooled, now))
  for (const pooled of ended) pool.put(pooled, clearKey(pooled.state), now)
  for (const account of new Set(ended.map(({ key }) => key.account))) {
    const state = pool.stateOfAccount(account)
    if (state) pool.putAccount(account, clearAccount(state), now)
  }
  pool.state = { ...pool.state, circuit: FRESH_SERVICE.circuit, evidence: [] }
  return ended.map(({ key }) => ({ id: key.id, service: pool.service, name: key.name }))
}

function isWorthResetting(pool: Pool, { key, state }: PooledKey, now: Instant): boolean {
  return isWorthClearing(state, now) || (pool.accountOf(key)?.cooldowns.some(({ until }) => until > now) ?? false)
}

/** An outcome spoke about the whole account: the keys of it that are still active go out. @returns those */
export function takeOutAccount(
  pool: Pool,
  account: string,
  status: KeyState['status'],
  reason: string,
  now: Instant,
): PooledKey[] {
  const siblings = pool.keysOfAccount(account).filter(({ state }) => state.status === 'active')
  for (const sibling of siblings) pool.put(sibling, takeOut(sibling.state, status, reason, now), now)
  return siblings
}

/** The service was at fault: takes back the service-wide rests these keys got since an instant. */
export function liftAll(
  pool: Pool,
  { keyIds, sinceAt }: { keyIds: readonly KeyId[]; sinceAt: Instant },
  now: Instant,
): void {
  for (const keyId of keyIds) {
    const pooled = pool.keys.get(keyId)
    if (pooled) pool.put(pooled, liftRests(pooled.state, sinceAt), now)
  }
}
