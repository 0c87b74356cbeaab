import type { Effect } from '@/lib/engine/attempt'
import { admitTrial } from '@/lib/engine/circuit'
import { LEARN_EVERY_MS, RESTORE_GRACE_MS } from '@/lib/engine/defaults'
import { circuitToTell, type HeardCircuit } from '@/lib/engine/heard'
import type { Exhausted, Lease } from '@/lib/engine/lease'
import type { ServicePolicy } from '@/lib/engine/policy'
import { clearKey } from '@/lib/engine/reset'
import { countRequest, countRetry } from '@/lib/engine/retry'
import type { Candidate } from '@/lib/engine/select'
import type { AccountState, Circuit, KeyState, ServiceState } from '@/lib/engine/state'
import type { Cooldown, Event, Instant, Key, KeyId, Outcome, ServiceId, Usage } from '@/lib/engine/vocabulary'
import { endRest, type ResetKey, refuse, resetKeys, restore } from './deeds'
import { FirstStates } from './first-states'
import { type LeaseRequest, Leasing } from './leasing'
import { type Changed, Pool, type PooledKey, type WatchedPool } from './pool'
import type { Clock, Notify, StoredAccount, StoredKey } from './ports'

/** What to reset: a key, a service, or all. */
export type ResetSelection = { service?: ServiceId | undefined; keyId?: KeyId | undefined }

/**
 * The live state of every service's keys in this process. Leasing is synchronous: choosing and reserving cannot be
 * interrupted. Every lease is settled exactly once; a second settle is a bug and throws; a lease nobody settles
 * is taken back by `expireLeases`.
 */
export class Pools {
  private readonly pools = new Map<ServiceId, Pool>()
  private readonly poolOfKey = new Map<KeyId, Pool>()
  private readonly leasing: Leasing
  /** Keys that refused a request which another key answered, and when: their rejection was not the caller's doing. */
  private readonly refutedAt = new Map<KeyId, Instant>()
  private readonly heardCircuits = new Map<ServiceId, HeardCircuit>()
  private readonly firstStates = new FirstStates()
  private readonly now: Clock
  private readonly notify: Notify

  constructor(ports: { now: Clock; notify: Notify }) {
    this.now = ports.now
    this.notify = ports.notify
    this.leasing = new Leasing(ports.now, ports.notify)
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
    const known = this.firstStates.of(state, pool.policy.dayZone, now)
    this.leasing.goOnAfter(known.leaseOrder)
    pool.add(key, known, now)
    this.poolOfKey.set(key.id, pool)
  }

  /** Sets what a store remembered of an account. Call it after `addKey` of the account's keys. */
  setAccount({ service, account, state }: StoredAccount): void {
    this.pools.get(service)?.putAccount(account, { ...state, inFlight: 0, inFlightUnits: 0 }, this.now())
  }

  /** An operator's change of a key; its live state stays. */
  changeKey(key: Key): void {
    this.poolOfKey.get(key.id)?.change(key, this.now())
  }

  /** A key is gone; leases of it that are out are settled into nothing. */
  removeKey(keyId: KeyId): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    if (!pool || !pooled) return
    pool.remove(keyId, this.now())
    this.poolOfKey.delete(keyId)
    this.refutedAt.delete(keyId)
    this.leasing.forget(keyId)
  }

  /**
   * Reserves the best key for a request.
   * A request that already tried a key passes a shut circuit: it must not fail because its own first attempts opened
   * it. Such an attempt is no trial, and its failure tells the circuit nothing new.
   */
  lease(service: ServiceId, request: LeaseRequest): Lease | Exhausted {
    return this.leasing.lease(this.poolNamed(service), request)
  }

  /**
   * Ends a lease with its outcome: the one place where keys rest, go out and are counted.
   * @returns what it did to the key, its account or the service
   * @throws when the lease was settled before (a bug)
   */
  settle(lease: Lease, outcome: Outcome, usage: Usage): readonly Effect[] {
    return this.leasing.settle(this.poolNamed(lease.service), lease, outcome, usage)
  }

  /** Takes back every lease that outlived its time. Called now and then by the server. */
  expireLeases(): void {
    this.leasing.expire(service => this.poolNamed(service))
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
    this.leasing.startAfresh(keyId)
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
    this.doTo(keyId, (pool, pooled, now) => restore(pool, pooled, reason, now))
  }

  /** A check by the free probe was refused: an active key goes out as after a refused request, to be confirmed alike. */
  refuse(keyId: KeyId, status: 'rejected' | 'suspended'): void {
    this.doTo(keyId, (pool, pooled, now) => refuse(pool, pooled, status, now))
  }

  /** A probe contradicted a guessed rest of a key or its account: it ends. The ladder stays, in case the probe erred. */
  endRest(keyId: KeyId, rest: Cooldown, reason: string): void {
    this.doTo(keyId, (pool, pooled, now) => endRest(pool, pooled, rest, reason, now))
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
      const meant =
        keyId === undefined ? [...pool.keys.values()] : [pool.keys.get(keyId)].filter(each => each !== undefined)
      if (meant.length === 0) continue
      reset.push(...resetKeys(pool, meant, now))
      this.heardCircuits.delete(pool.service)
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

  /** Every service, with its policy and what its pool remembers. */
  services(): { id: ServiceId; policy: ServicePolicy; state: ServiceState }[] {
    return Array.from(this.pools.values(), ({ service, policy, state }) => ({ id: service, policy, state }))
  }

  /** Whether a service was made known. */
  hasService(service: ServiceId): boolean {
    return this.pools.has(service)
  }

  /** How a service is operated. @throws Error when it is not known */
  policyOf(service: ServiceId): ServicePolicy {
    return this.poolNamed(service).policy
  }

  /** What a service's pool remembers beside its keys. @throws Error when the service is not known */
  stateOf(service: ServiceId): ServiceState {
    return this.poolNamed(service).state
  }

  /** Another number after every change to a key of a service or to its accounts. */
  revisionOf(service: ServiceId): number {
    return this.pools.get(service)?.revision ?? 0
  }

  /** A service's pool, for whoever looks again and again at what changed. @throws Error when it is not known */
  watched(service: ServiceId): WatchedPool {
    return this.poolNamed(service)
  }

  /** How many keys a service has, whatever they are doing. */
  keyCount(service: ServiceId): number {
    return this.pools.get(service)?.keys.size ?? 0
  }

  /** Keys that rest (for some model at least) or are out. */
  restingCount(service: ServiceId): number {
    return this.pools.get(service)?.restingCount(this.now()) ?? 0
  }

  /** The keys of a service with their states, in the order they were added (one takes the place of a key that went); none of an unknown one. */
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

  /** A key with its state; `null`: it is not here. */
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

  /** How many leases are out. */
  leaseCount(): number {
    return this.leasing.count
  }

  /** The states that changed since the last call, for the store. */
  takeChanged(): Changed {
    const changed: Changed = { keys: [], accounts: [] }
    for (const pool of this.pools.values()) pool.takeChanged(changed)
    return changed
  }

  /** Does something to a key that is here, and tells of it. */
  private doTo(keyId: KeyId, deed: (pool: Pool, pooled: PooledKey, now: Instant) => Event | null): void {
    const pool = this.poolOfKey.get(keyId)
    const pooled = pool?.keys.get(keyId)
    const event = pool && pooled ? deed(pool, pooled, this.now()) : null
    if (event !== null) this.notify([event])
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
