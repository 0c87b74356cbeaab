import { withoutRest } from '@/lib/engine/early-probe'
import { FRESH_SERVICE } from '@/lib/engine/fresh'
import { restoreKey } from '@/lib/engine/reset'
import { takeOut } from '@/lib/engine/settle'
import { CHECK_REFUSED } from '@/lib/engine/state'
import type { Cooldown, Event, Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pool, PooledKey } from './pool'

/** What probes and people do to keys, beside what attempts do. Each tells what there is to tell; `null`: nothing was done. */

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

/** Ends the rests and rejections of these keys, and closes their circuit. @returns those that had any */
export function resetKeys(pool: Pool, pooledKeys: readonly PooledKey[], now: Instant): ResetKey[] {
  const ended = pooledKeys.filter(pooled => pool.reset(pooled, now))
  pool.resetAccounts(ended, now)
  pool.state = { ...pool.state, circuit: FRESH_SERVICE.circuit, evidence: [] }
  return ended.map(({ key }) => ({ id: key.id, service: pool.service, name: key.name }))
}
