import type { ServicePolicy } from '@/lib/engine/policy'
import type { Candidate } from '@/lib/engine/select'
import type { AccountState } from '@/lib/engine/state'
import { type Instant, type KeyId, NO_USAGE, type Outcome, type ServiceId } from '@/lib/engine/vocabulary'
import { Pools } from './pools'

/** A stretch of even traffic to play. */
export type Traffic = {
  pickCount: number
  /** From one request to the next. */
  intervalMs: number
  startAt: Instant
}

/** How many of the picks each key got; a key without any is absent. */
export type Shares = { pickCount: number; picks: ReadonlyMap<KeyId, number>; unservedCount: number }

const ANSWERED: Outcome = {
  ...{ kind: 'success', blame: 'nobody', rule: 'played', status: 200 },
  ...{ hintUntil: null, window: null, isAmbiguous: false, learned: [] },
}
const ANY_MODEL = { model: null, units: 1 }

/**
 * Who would get the traffic: plays it through pools of its own, made of these keys as they stand. Rests and full
 * windows hold and end as they would; every request names no model, is answered, and ends before the next one begins.
 * The same input gives the same shares. The circuit counts as closed: a service that is down serves nobody anyhow.
 */
export function playShares(
  service: ServiceId,
  policy: ServicePolicy,
  candidates: readonly Candidate[],
  { pickCount, intervalMs, startAt }: Traffic,
): Shares {
  const clock = { now: startAt }
  const pools = poolsOf(service, policy, candidates, () => clock.now)
  const picks = new Map<KeyId, number>()
  let unservedCount = 0
  for (let count = 0; count < pickCount; count++) {
    const lease = pools.lease(service, ANY_MODEL)
    if ('kind' in lease) unservedCount += 1
    else {
      picks.set(lease.keyId, (picks.get(lease.keyId) ?? 0) + 1)
      pools.settle(lease, ANSWERED, NO_USAGE)
    }
    clock.now += intervalMs
  }
  return { pickCount, picks, unservedCount }
}

function poolsOf(
  service: ServiceId,
  policy: ServicePolicy,
  candidates: readonly Candidate[],
  now: () => Instant,
): Pools {
  const pools = new Pools({ now, notify: () => {} })
  pools.setService(service, policy)
  const accounts = new Map<string, AccountState>()
  for (const { key, state, account } of candidates) {
    pools.addKey({ key, state })
    if (key.account !== null && account !== null) accounts.set(key.account, account)
  }
  for (const [account, state] of accounts) pools.setAccount({ service, account, state })
  return pools
}
