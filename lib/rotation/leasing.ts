import type { Effect } from '@/lib/engine/attempt'
import { beginTrial, circuitAdmits } from '@/lib/engine/circuit'
import { LEASE_LIFETIME_MS } from '@/lib/engine/defaults'
import { effectsOf } from '@/lib/engine/effects'
import type { Exhausted, Lease } from '@/lib/engine/lease'
import {
  giveBackAccount,
  giveBackKey,
  reserveAccount,
  reserveAccountAgain,
  reserveKey,
  reserveKeyAgain,
} from '@/lib/engine/reserve'
import { scoreOf } from '@/lib/engine/score'
import { exhausted, exhaustedByCircuit } from '@/lib/engine/select'
import { settle } from '@/lib/engine/settle'
import type { Instant, KeyId, Outcome, ServiceId, Usage } from '@/lib/engine/vocabulary'
import { liftAll, takeOutAccount } from './deeds'
import { Leases } from './leases'
import type { Chosen, Pool, PooledKey } from './pool'
import type { Clock, Notify } from './ports'

/** What a request asks of a pool. */
export type LeaseRequest = {
  model: string | null
  /** In the service's unit, at least 1. */
  units: number
  /** Keys this request has tried. */
  excluded?: ReadonlySet<KeyId>
  /** Only keys of this account (an unsafe call that may have had its effect). */
  account?: string
}

type Admission = ReturnType<typeof circuitAdmits>

const NONE: ReadonlySet<KeyId> = new Set()

/**
 * Reserves keys and settles what came of it, for every pool. Leasing is synchronous: choosing and reserving cannot be
 * interrupted. Every lease is settled exactly once, or taken back when its time is over.
 */
export class Leasing {
  private readonly leases = new Leases()
  /** Of keys that got another secret: the newest lease that still carries the old one. */
  private readonly afreshFromId = new Map<KeyId, number>()
  private lastOrder = 0
  private readonly now: Clock
  private readonly notify: Notify

  constructor(now: Clock, notify: Notify) {
    this.now = now
    this.notify = notify
  }

  /** How many leases are out. */
  get count(): number {
    return this.leases.count
  }

  /** A key was leased as this in an earlier life: later ones stand behind it. */
  goOnAfter(order: number): void {
    this.lastOrder = Math.max(this.lastOrder, order)
  }

  /** A key has another secret: leases that are out carry the old one. */
  startAfresh(keyId: KeyId): void {
    this.afreshFromId.set(keyId, this.leases.lastId)
  }

  /** A key is gone. */
  forget(keyId: KeyId): void {
    this.afreshFromId.delete(keyId)
  }

  /** Reserves the best key of a pool for a request (`Pools.lease`). */
  lease(pool: Pool, request: LeaseRequest): Lease | Exhausted {
    const now = this.now()
    const excluded = request.excluded ?? NONE
    const admission = circuitAdmits(pool.state.circuit, now)
    if (admission === 'no' && excluded.size === 0)
      return exhaustedByCircuit(pool.service, pool.keys.size, pool.state.circuit, now)
    const chosen =
      request.account === undefined
        ? pool.best(request, excluded, now)
        : pool.bestOfAccount(request.account, request, excluded, now)
    if (!chosen) return this.exhausted(pool, request, excluded, now)
    return this.reserve(pool, chosen, request, admission, now)
  }

  /** Ends a lease with its outcome (`Pools.settle`). @throws when it was settled before (a bug) */
  settle(pool: Pool, lease: Lease, outcome: Outcome, usage: Usage): readonly Effect[] {
    const isLate = this.leases.end(lease) === 'late'
    const pooled = pool.keys.get(lease.keyId)
    const now = this.now()
    const account = pool.stateOfAccount(lease.account)
    if (!pooled) {
      // the key was removed meanwhile; what the lease had reserved of its account goes back all the same
      if (account && !isLate) pool.putAccount(lease.account, giveBackAccount(account, lease), now)
      return []
    }
    // the account may have changed since: the outcome speaks about the one it was leased under
    const key = pooled.key.account === lease.account ? pooled.key : { ...pooled.key, account: lease.account }
    const settling = { key, state: pooled.state, account, service: pool.state }
    if (isLate) {
      settling.state = reserveKeyAgain(settling.state, lease)
      settling.account = settling.account && reserveAccountAgain(settling.account, lease)
    }
    const heard = this.isOfOldSecret(lease) ? silenced(outcome) : outcome
    const settled = settle(settling, lease, heard, usage, pool.policy, pool.keys.size, now)
    pool.state = settled.service
    pool.putAccount(lease.account, settled.account, now)
    pool.put(pooled, settled.state, now)
    if (settled.lift) liftAll(pool, settled.lift, now)
    if (settled.events.length > 0) this.notify(settled.events)
    if (settled.accountIsOut) this.takeOutSiblings(pool, pooled, lease.account, outcome.rule, now)
    return effectsOf(settled.events, lease.keyId)
  }

  /** Takes back every lease that outlived its time. */
  expire(poolNamed: (service: ServiceId) => Pool): void {
    const now = this.now()
    for (const lease of this.leases.takeExpired(now)) this.giveBack(poolNamed(lease.service), lease, now)
  }

  private isOfOldSecret({ id, keyId }: Lease): boolean {
    return id <= (this.afreshFromId.get(keyId) ?? 0)
  }

  private exhausted(pool: Pool, request: LeaseRequest, excluded: ReadonlySet<KeyId>, now: Instant): Exhausted {
    const { account } = request
    if (account === undefined) return pool.exhausted(request, excluded, now)
    const ofAccount = pool.candidates().filter(({ key }) => key.account === account)
    return exhausted(pool.service, ofAccount, request, excluded, now)
  }

  private reserve(pool: Pool, chosen: Chosen, request: LeaseRequest, admission: Admission, now: Instant): Lease {
    const { pooled, choice } = chosen
    const { key, state } = pooled
    const isTrial = admission === 'trial'
    const lease: Lease = {
      id: this.leases.nextId(),
      service: pool.service,
      keyId: key.id,
      masked: key.masked,
      keyName: key.name,
      account: key.account,
      model: request.model,
      units: request.units,
      leasedAt: now,
      expiresAt: now + LEASE_LIFETIME_MS,
      isTrial,
      isPassing: admission === 'no',
      strategy: pool.policy.strategy,
      score: scoreOf(key, state, pool.accountOf(key), now),
      choice,
    }
    this.leases.add(lease)
    if (isTrial) pool.state = { ...pool.state, circuit: beginTrial(pool.state.circuit, lease.id, now) }
    pool.virtualTime = Math.max(pool.virtualTime, state.virtualTime)
    const account = pool.accountOf(key)
    const { dayZone } = pool.policy
    if (account) pool.putAccount(key.account, reserveAccount(account, request.units, dayZone, now), now)
    const order = ++this.lastOrder
    pool.put(pooled, reserveKey(state, key, request.units, dayZone, order, pool.virtualTime, now), now)
    return lease
  }

  private giveBack(pool: Pool, lease: Lease, now: Instant): void {
    const account = pool.stateOfAccount(lease.account)
    if (account) pool.putAccount(lease.account, giveBackAccount(account, lease), now)
    const pooled = pool.keys.get(lease.keyId)
    if (!pooled) return
    pool.put(pooled, giveBackKey(pooled.state, lease), now)
    this.notify([{ at: now, service: pool.service, kind: 'lease-expired', keyId: lease.keyId, leaseId: lease.id }])
  }

  private takeOutSiblings(
    pool: Pool,
    { state: { status } }: PooledKey,
    account: string | null,
    reason: string,
    now: Instant,
  ): void {
    if (status === 'active') return
    const siblings = takeOutAccount(pool, account ?? '', status, reason, now)
    this.notify(
      siblings.map(({ key }) => ({ at: now, service: pool.service, kind: 'key-out', keyId: key.id, status, reason })),
    )
  }
}

/** What a secret that was replaced met upstream says nothing of the key as it is now. */
function silenced(outcome: Outcome): Outcome {
  const isOfKey = outcome.blame === 'key' || outcome.blame === 'account' || outcome.blame === 'model'
  return isOfKey ? { ...outcome, kind: 'aborted', blame: 'nobody', learned: [] } : outcome
}
