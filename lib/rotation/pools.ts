import type { Effect } from '@/lib/engine/attempt'
import { admitTrial, beginTrial, circuitAdmits } from '@/lib/engine/circuit'
import { copyKey } from '@/lib/engine/copy'
import { LEARN_EVERY_MS, LEASE_LIFETIME_MS, RESTORE_GRACE_MS } from '@/lib/engine/defaults'
import { withoutRest } from '@/lib/engine/early-probe'
import { effectsOf } from '@/lib/engine/effects'
import { FRESH_SERVICE, freshKey } from '@/lib/engine/fresh'
import { circuitToTell, type HeardCircuit } from '@/lib/engine/heard'
import type { Exhausted, Lease } from '@/lib/engine/lease'
import type { ServicePolicy } from '@/lib/engine/policy'
import {
  giveBackAccount,
  giveBackKey,
  reserveAccount,
  reserveAccountAgain,
  reserveKey,
  reserveKeyAgain,
} from '@/lib/engine/reserve'
import { clearKey, restoreKey } from '@/lib/engine/reset'
import { countRequest, countRetry } from '@/lib/engine/retry'
import { scoreOf } from '@/lib/engine/score'
import { type Candidate, exhausted, exhaustedByCircuit } from '@/lib/engine/select'
import { settle, takeOut } from '@/lib/engine/settle'
import type { AccountState, Circuit, KeyState, ServiceState } from '@/lib/engine/state'
import { CHECK_REFUSED } from '@/lib/engine/state'
import type { Cooldown, Instant, Key, KeyId, Outcome, ServiceId, Usage } from '@/lib/engine/vocabulary'
import { Leases } from './leases'
import { type Changed, type Chosen, Pool, type PooledKey } from './pool'
import type { Clock, Notify, StoredAccount, StoredKey } from './ports'

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

export type ResetSelection = { service?: ServiceId | undefined; keyId?: KeyId | undefined }
export type ResetKey = { id: KeyId; service: ServiceId; name: string }

/** Leases in flight died with their process. */
function idle(state: KeyState): KeyState {
  const copy = copyKey(state)
  copy.inFlight = 0
  copy.inFlightUnits = 0
  return copy
}

type Admission = ReturnType<typeof circuitAdmits>

const NONE: ReadonlySet<KeyId> = new Set()

/**
 * The live state of every service's keys in this process. Leasing is synchronous: choosing and reserving cannot be
 * interrupted. Every lease is settled exactly once; a second settle is a bug and throws; a lease nobody settles
 * is taken back by `expireLeases`.
 */
export class Pools {
  private readonly pools = new Map<ServiceId, Pool>()
  private readonly poolOfKey = new Map<KeyId, Pool>()
  private readonly leases = new Leases()
  /** Keys that refused a request which another key answered, and when: their rejection was not the caller's doing. */
  private readonly refutedAt = new Map<KeyId, Instant>()
  private readonly heardCircuits = new Map<ServiceId, HeardCircuit>()
  /** Of keys that got another secret: the newest lease that still carries the old one. */
  private readonly afreshFromId = new Map<KeyId, number>()
  private readonly freshStates = new Map<string, { at: Instant; state: KeyState }>()
  private lastOrder = 0
  private readonly now: Clock
  private readonly notify: Notify

  constructor(ports: { now: Clock; notify: Notify }) {
    this.now = ports.now
    this.notify = ports.notify
  }

  /** Makes a service known, or changes its policy. */
  setService(service: ServiceId, policy: ServicePolicy): void {
    const pool = this.pools.get(service)
    if (pool) pool.setPolicy(policy, this.now())
    else this.pools.set(service, new Pool(service, policy))
  }

  /** Adds a key of a known service; a remembered state loses its in-flight leases, which died with their process. */
  addKey({ key, state }: StoredKey): void {
    const pool = this.poolNamed(key.service)
    const now = this.now()
    const known = state === null ? this.fresh(pool.policy.dayZone, now) : idle(state)
    this.lastOrder = Math.max(this.lastOrder, known.leaseOrder)
    pool.add(key, known, now)
    this.poolOfKey.set(key.id, pool)
  }

  /** One state for all keys nobody has used yet: of 100,000 most are such, and states are never edited. */
  private fresh(dayZone: string, now: Instant): KeyState {
    const known = this.freshStates.get(dayZone)
    if (known && known.at <= now && now < known.state.day.resetAt) return known.state
    const state = freshKey(dayZone, now)
    this.freshStates.set(dayZone, { at: now, state })
    return state
  }

  /** Sets what a store remembered of an account. Call it after `addKey` of the account's keys. */
  setAccount({ service, account, state }: StoredAccount): void {
    this.pools.get(service)?.putAccount(account, { ...state, inFlight: 0, inFlightUnits: 0 }, this.now())
  }

  /** An operator's change of a key; its live state stays. */
  changeKey(key: Key): void {
    this.poolOfKey.get(key.id)?.change(key, this.now())
  }

  removeKey(keyId: KeyId): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    if (!pool || !pooled) return
    pool.remove(keyId, this.now())
    this.poolOfKey.delete(keyId)
    this.refutedAt.delete(keyId)
    this.afreshFromId.delete(keyId)
  }

  /**
   * Reserves the best key for a request.
   * A request that already tried a key passes a shut circuit: it must not fail because its own first attempts opened
   * it. Such an attempt is no trial, and its failure tells the circuit nothing new.
   */
  lease(service: ServiceId, request: LeaseRequest): Lease | Exhausted {
    const pool = this.poolNamed(service)
    const now = this.now()
    const excluded = request.excluded ?? NONE
    const admission = circuitAdmits(pool.state.circuit, now)
    if (admission === 'no' && excluded.size === 0)
      return exhaustedByCircuit(service, pool.keys.size, pool.state.circuit, now)
    const chosen =
      request.account === undefined
        ? pool.best(request, excluded, now)
        : pool.bestOfAccount(request.account, request, excluded, now)
    if (!chosen) return this.exhausted(pool, request, excluded, now)
    return this.reserve(pool, chosen, request, admission, now)
  }

  /**
   * Ends a lease with its outcome: the one place where keys rest, go out and are counted.
   * @returns what it did to the key, its account or the service
   * @throws when the lease was settled before (a bug)
   */
  settle(lease: Lease, outcome: Outcome, usage: Usage): readonly Effect[] {
    const isLate = this.leases.end(lease) === 'late'
    const pool = this.poolNamed(lease.service)
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
    if (settled.lift) pool.lift(settled.lift, now)
    if (settled.events.length > 0) this.notify(settled.events)
    if (settled.accountIsOut) this.takeOutSiblings(pool, pooled, lease.account, outcome.rule, now)
    return effectsOf(settled.events, lease.keyId)
  }

  private isOfOldSecret({ id, keyId }: Lease): boolean {
    return id <= (this.afreshFromId.get(keyId) ?? 0)
  }

  /** Takes back every lease that outlived its time. Called now and then by the server. */
  expireLeases(): void {
    const now = this.now()
    for (const lease of this.leases.takeExpired(now)) this.giveBack(lease, now)
  }

  /** Counts a caller's request, for the retry budget. */
  countRequest(service: ServiceId): void {
    const pool = this.poolNamed(service)
    const { circuit, evidence, budget } = pool.state
    pool.state = { circuit, evidence, budget: countRequest(budget, this.now()) }
  }

  /** Counts a retry after a failure blamed on the service. */
  countRetry(service: ServiceId): void {
    const pool = this.poolNamed(service)
    pool.state = { ...pool.state, budget: countRetry(pool.state.budget, this.now()) }
  }

  /** An operator decided whether a key takes part: it is paused, put back, or out again after an undo. */
  decideStatus(keyId: KeyId, decided: Pick<KeyState, 'status' | 'statusReason' | 'statusSince'>): void {
    const { status, statusReason, statusSince } = decided
    this.changeState(keyId, state => ({ ...state, status, statusReason, statusSince }))
  }

  /**
   * A key has another secret: what the old one was out for, and rested for, is over. Attempts under way carry the old
   * secret, so their failures will not speak about this key.
   */
  startAfresh(keyId: KeyId): void {
    if (!this.poolOfKey.has(keyId)) return
    this.afreshFromId.set(keyId, this.leases.lastId)
    this.refutedAt.delete(keyId)
    this.changeState(keyId, clearKey)
  }

  /** Another key answered the very request these keys were rejected for. */
  noteAnsweredElsewhere(keyIds: readonly KeyId[]): void {
    for (const keyId of keyIds) if (this.poolOfKey.has(keyId)) this.refutedAt.set(keyId, this.now())
  }

  /** Whether that happened to a key lately: then a rejection of it speaks about the key, whatever a probe says. */
  wasAnsweredElsewhere(keyId: KeyId): boolean {
    const at = this.refutedAt.get(keyId)
    return at !== undefined && Math.abs(this.now() - at) <= RESTORE_GRACE_MS
  }

  /** Takes over what another process found out about a key. @param take a reducer of `engine/heard.ts` */
  hear(keyId: KeyId, take: (state: KeyState, now: Instant) => KeyState): void {
    this.changeState(keyId, take)
  }

  /** The same about an account that keys of the service share. */
  hearOfAccount(service: ServiceId, account: string, take: (state: AccountState, now: Instant) => AccountState): void {
    const pool = this.pools.get(service)
    const state = pool?.stateOfAccount(account)
    const now = this.now()
    if (pool && state) pool.putAccount(account, take(state, now), now)
  }

  /** Another process opened its circuit of a service, or closed it (`null`): told to people, while keys here go on. */
  hearCircuit(service: ServiceId, heard: HeardCircuit | null): void {
    if (heard === null) this.heardCircuits.delete(service)
    else this.heardCircuits.set(service, heard)
  }

  /** A service's circuit as people are told of it: shut where it is so in any process. */
  circuitToTell(service: ServiceId): Circuit {
    return circuitToTell(this.stateOf(service).circuit, this.heardCircuits.get(service) ?? null, this.now())
  }

  /** A probe contradicted a rejection: the key works again, and the next rejection soon after stands. */
  restore(keyId: KeyId, reason: string): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    if (!pool || !pooled || pooled.state.status === 'active' || pooled.state.status === 'paused') return
    const now = this.now()
    pool.put(pooled, restoreKey(pooled.state, now), now)
    this.notify([{ at: now, service: pool.service, kind: 'key-restored', keyId, reason }])
  }

  /** A check by the free probe was refused: an active key goes out as after a refused request, to be confirmed alike. */
  refuse(keyId: KeyId, status: 'rejected' | 'suspended'): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    if (!pool || !pooled || pooled.state.status !== 'active') return
    const now = this.now()
    pool.put(pooled, takeOut(pooled.state, status, CHECK_REFUSED, now), now)
    this.notify([{ at: now, service: pool.service, kind: 'key-out', keyId, status, reason: CHECK_REFUSED }])
  }

  /** A probe contradicted a guessed rest of a key or its account: it ends. The ladder stays, in case the probe erred. */
  endRest(keyId: KeyId, rest: Cooldown, reason: string): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    if (!pool || !pooled) return
    const now = this.now()
    const account = pool.accountOf(pooled.key)
    const cooldowns = withoutRest(pooled.state.cooldowns, rest)
    const shared = account && withoutRest(account.cooldowns, rest)
    const isOwn = cooldowns !== pooled.state.cooldowns
    const isShared = account !== null && shared !== null && shared !== account.cooldowns
    if (isOwn) pool.put(pooled, { ...pooled.state, cooldowns }, now)
    if (isShared) pool.putAccount(pooled.key.account, { ...account, cooldowns: shared }, now)
    if (!isOwn && !isShared) return
    this.notify([{ at: now, service: pool.service, kind: 'key-restored', keyId, reason }])
  }

  /**
   * Ends rests and rejections for a key, a service, or all, and closes the circuits; paused keys stay paused.
   * @returns the keys for which something was reset
   */
  reset({ service, keyId }: ResetSelection): ResetKey[] {
    const now = this.now()
    const reset: ResetKey[] = []
    for (const pool of this.pools.values()) {
      if (service !== undefined && pool.service !== service) continue
      const only = keyId === undefined ? undefined : pool.keys.get(keyId)
      const meant = keyId === undefined ? [...pool.keys.values()] : only ? [only] : []
      if (meant.length === 0) continue
      const ended = meant.filter(pooled => pool.reset(pooled, now))
      pool.resetAccounts(ended, now)
      pool.state = { ...pool.state, circuit: FRESH_SERVICE.circuit, evidence: [] }
      this.heardCircuits.delete(pool.service)
      reset.push(...ended.map(({ key }) => ({ id: key.id, service: pool.service, name: key.name })))
    }
    return reset
  }

  /** Lets the next request of a service whose circuit is shut be the trial. @returns whether it was shut */
  admitTrial(service: ServiceId): boolean {
    const pool = this.pools.get(service)
    if (!pool || pool.state.circuit.kind === 'closed') return false
    pool.state = { ...pool.state, circuit: admitTrial(pool.state.circuit, this.now()) }
    return true
  }

  services(): { id: ServiceId; policy: ServicePolicy; state: ServiceState }[] {
    return Array.from(this.pools.values(), ({ service, policy, state }) => ({ id: service, policy, state }))
  }

  hasService(service: ServiceId): boolean {
    return this.pools.has(service)
  }

  policyOf(service: ServiceId): ServicePolicy {
    return this.poolNamed(service).policy
  }

  stateOf(service: ServiceId): ServiceState {
    return this.poolNamed(service).state
  }

  /** Another number after every change to a key of a service or to its accounts. */
  revisionOf(service: ServiceId): number {
    return this.pools.get(service)?.revision ?? 0
  }

  keyCount(service: ServiceId): number {
    return this.pools.get(service)?.keys.size ?? 0
  }

  /** Keys that rest (for some model at least) or are out. */
  restingCount(service: ServiceId): number {
    return this.pools.get(service)?.restingCount(this.now()) ?? 0
  }

  keysOf(service: ServiceId): Candidate[] {
    return this.pools.get(service)?.candidates() ?? []
  }

  /** The keys that came first, without looking at the others. */
  firstKeysOf(service: ServiceId, most: number): Key[] {
    const first: Key[] = []
    for (const { key } of this.pools.get(service)?.keys.values() ?? []) {
      if (first.length === most) break
      first.push(key)
    }
    return first
  }

  find(keyId: KeyId): Candidate | null {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    return pool && pooled ? { key: pooled.key, state: pooled.state, account: pool.accountOf(pooled.key) } : null
  }

  /** Whether limits should be read from this key's next good answer. */
  isLearning(keyId: KeyId): boolean {
    const learnedAt = this.poolOfKey.get(keyId)?.keys.get(keyId)?.state.learned.at(-1)?.learnedAt
    return learnedAt === undefined || Math.abs(this.now() - learnedAt) >= LEARN_EVERY_MS
  }

  leaseCount(): number {
    return this.leases.count
  }

  /** The states that changed since the last call, for the store. */
  takeChanged(): Changed {
    const changed: Changed = { keys: [], accounts: [] }
    for (const pool of this.pools.values()) pool.takeChanged(changed)
    return changed
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

  private giveBack(lease: Lease, now: Instant): void {
    const pool = this.poolNamed(lease.service)
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
    const siblings = pool.takeOutAccount(account, status, reason, now)
    this.notify(
      siblings.map(({ key }) => ({ at: now, service: pool.service, kind: 'key-out', keyId: key.id, status, reason })),
    )
  }

  private changeState(keyId: KeyId, change: (state: KeyState, now: Instant) => KeyState): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    if (!pool || !pooled) return
    const now = this.now()
    pool.put(pooled, change(pooled.state, now), now)
  }

  private poolNamed(service: ServiceId): Pool {
    const pool = this.pools.get(service)
    if (!pool) throw new Error(`no service is named ${service}`)
    return pool
  }
}

/** What a secret that was replaced met upstream says nothing of the key as it is now. */
function silenced(outcome: Outcome): Outcome {
  const isOfKey = outcome.blame === 'key' || outcome.blame === 'account' || outcome.blame === 'model'
  return isOfKey ? { ...outcome, kind: 'aborted', blame: 'nobody', learned: [] } : outcome
}
