import { unavailability, type Wanted } from '@/lib/engine/availability'
import { choiceOf, ONLY_KEY } from '@/lib/engine/choice'
import { RUNNERS_UP_KEPT } from '@/lib/engine/defaults'
import { FRESH_SERVICE, freshAccount } from '@/lib/engine/fresh'
import type { Choice, Exhausted } from '@/lib/engine/lease'
import type { ServicePolicy } from '@/lib/engine/policy'
import { addDay, rollDay } from '@/lib/engine/quota'
import { type Candidate, countOut, exhausted, selectFew } from '@/lib/engine/select'
import type { AccountState, KeyState, ServiceState } from '@/lib/engine/state'
import { poolVirtualTimeOf, rankByUse } from '@/lib/engine/strategies'
import type { Instant, Key, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { ChangeOrder } from './change-order'
import { ExhaustedAnswers } from './exhausted-answers'
import { type Exhaustion, exhaustionOf } from './exhaustion'
import { withTried } from './out-count'
import { type Alike, PoolAccounts } from './pool-accounts'
import type { StoredAccount } from './ports'
import type { Rank } from './ranking'
import { RestingCount } from './resting-count'
import { rankKey, Standings, sharesUse, standAlike } from './standings'

/** A key in its pool. Its state is replaced, never edited, and every replacement goes through `Pool.put`. */
export type PooledKey = { key: Key; state: KeyState; slot: number }
/** The best key, and how it was chosen. */
export type Chosen = { pooled: PooledKey; choice: Choice }
export type Changed = { keys: { keyId: KeyId; state: KeyState }[]; accounts: StoredAccount[] }
/** A pool as whoever looks again and again may see it. */
export type WatchedPool = Pick<
  Pool,
  | 'policy'
  | 'revision'
  | 'changesSince'
  | 'at'
  | 'slotCount'
  | 'restingSlots'
  | 'slotsOfAccount'
  | 'stateOfAccount'
  | 'limitsOfAccount'
  | 'firstOfAccount'
  | 'exhaustion'
>
/** A key in its pool as the engine looks at it. */
export type Seated = Candidate & Pick<PooledKey, 'slot'>

/** A service's keys with their live state, and the index that knows the best of them. */
export class Pool {
  readonly service: ServiceId
  policy: ServicePolicy
  state: ServiceState = FRESH_SERVICE
  /** How far the `weighted` strategy has come. */
  virtualTime = 0
  /** Another number after every change to a key or an account. */
  revision = 0
  readonly keys = new Map<KeyId, PooledKey>()
  private readonly accounts = new PoolAccounts()
  private readonly slots: (PooledKey | undefined)[] = []
  private readonly freeSlots: number[] = []
  private readonly changes = new ChangeOrder()
  private readonly standings: Standings
  private readonly exhaustedAnswers = new ExhaustedAnswers()
  private readonly resting = new RestingCount()
  private readonly changedKeys = new Set<PooledKey>()
  /** The slots of the last choice: made once, filled at each. */
  private readonly podium: number[] = []

  constructor(service: ServiceId, policy: ServicePolicy) {
    this.service = service
    this.policy = policy
    this.standings = new Standings(model => {
      const wanted: Wanted = { model, units: 1 }
      return (slot, now, into) => this.evaluate(slot, wanted, now, into)
    })
  }

  /** The service is operated otherwise: every key is ranked anew. */
  setPolicy(policy: ServicePolicy, now: Instant): void {
    this.policy = policy
    this.startAgain(now)
  }

  /** A key comes in with the state it had. */
  add(key: Key, state: KeyState, now: Instant): void {
    const slot = this.freeSlots.pop() ?? this.slots.length
    const pooled: PooledKey = { key, state: this.today(state, now), slot }
    this.slots[slot] = pooled
    this.keys.set(key.id, pooled)
    this.virtualTime = Math.max(this.virtualTime, poolVirtualTimeOf(state, key.weight))
    if (pooled.state !== state) this.changedKeys.add(pooled)
    this.standings.nameModels(key.models, 1)
    this.standings.noteRests(state.cooldowns)
    this.joinAccount(pooled, now)
  }

  /** A key goes, and its slot is free for another. */
  remove(keyId: KeyId, now: Instant): void {
    const pooled = this.keys.get(keyId)
    if (!pooled) return
    this.accounts.leave(pooled.key, pooled.slot)
    this.standings.nameModels(pooled.key.models, -1)
    this.keys.delete(keyId)
    this.changedKeys.delete(pooled)
    this.slots[pooled.slot] = undefined
    this.freeSlots.push(pooled.slot)
    this.resting.set(pooled.slot, 0, now)
    this.refresh(pooled.slot, now)
  }

  /** What an operator says of a key changed; its state stays. */
  change(key: Key, now: Instant): void {
    const pooled = this.keys.get(key.id)
    if (!pooled) return
    const { account } = pooled.key
    this.accounts.leave(pooled.key, pooled.slot)
    this.standings.nameModels(pooled.key.models, -1)
    this.standings.nameModels(key.models, 1)
    pooled.key = key
    this.joinAccount(pooled, now)
    if (key.account !== account) this.moveUse(pooled.state, account, key.account, now)
  }

  private joinAccount(pooled: PooledKey, now: Instant): void {
    const { key, slot } = pooled
    const together = this.accounts.join(key, slot, () => freshAccount(this.policy.dayZone, now))
    this.noteResting(pooled, now)
    for (const each of together?.slots ?? [slot]) this.refresh(each, now)
  }

  /** The quota was its owner's before anybody said whose: what a key used today counts where it now belongs. */
  private moveUse(state: KeyState, from: string | null, to: string | null, now: Instant): void {
    const { day } = this.today(state, now)
    for (const [account, by] of [[from, -1] as const, [to, 1] as const]) {
      const shared = this.stateOfAccount(account)
      if (shared === null) continue
      const before = this.today(shared, now)
      const after = addDay(before.day, day, by)
      if (after !== before.day) this.putAccount(account, { ...before, day: after }, now)
    }
  }

  /** The one way a key's state is replaced. */
  put(pooled: PooledKey, state: KeyState, now: Instant): void {
    if (state === pooled.state) return
    const { cooldowns, status } = pooled.state
    pooled.state = state
    if (state.cooldowns !== cooldowns) this.standings.noteRests(state.cooldowns)
    if (state.cooldowns !== cooldowns || state.status !== status) this.noteResting(pooled, now)
    this.changedKeys.add(pooled)
    this.refresh(pooled.slot, now)
  }

  /** The one way an account's state is replaced. Its counts matter to those keys alone whose limits see a difference. */
  putAccount(account: string | null, state: AccountState | null, now: Instant): void {
    const shared = this.accounts.find(account)
    if (account === null || state === null || shared === null || shared.state === state) return
    this.noteChange()
    const before = this.accounts.put(account, shared, this.today(state, now), this.revision)
    if (state.cooldowns === before.cooldowns) {
      for (const alike of shared.limited.values()) this.shareAnew(alike, before, shared.state, now)
      return
    }
    this.standings.noteRests(state.cooldowns)
    for (const pooled of this.keysOfAccount(account)) this.noteResting(pooled, now)
    for (const slot of shared.slots) this.refresh(slot, now)
  }

  /** Keys with the same limits stand otherwise beside all others alike, and as before among themselves, as a rule. */
  private shareAnew(alike: Alike, before: AccountState, after: AccountState, now: Instant): void {
    const { strategy } = this.policy
    const { key, slots, isTogether } = alike
    const [was, is] = [rankByUse(strategy, key, before, now), rankByUse(strategy, key, after, now)]
    if (isTogether && sharesUse(strategy, key)) this.standings.share(alike, is, now)
    if ((isTogether || was === is) && standAlike(key, before, after, strategy, now)) return
    for (const slot of slots) this.refresh(slot, now)
  }

  /** What the key shares with others of its account; `null`: it declares none. */
  accountOf({ account }: Key): AccountState | null {
    return this.stateOfAccount(account)
  }

  /** The same by the account's name. */
  stateOfAccount(account: string | null): AccountState | null {
    return this.accounts.find(account)?.state ?? null
  }

  /** The best key for a request, or `null`; agrees with `engine/select` at every instant. */
  best(wanted: Wanted, excluded: ReadonlySet<KeyId>, now: Instant): Chosen | null {
    if (this.standings.isAheadOf(now)) this.startAgain(now)
    const ranking = this.standings.for(wanted.model, now)
    const passed: number[] = []
    for (const keyId of excluded) {
      const slot = this.keys.get(keyId)?.slot
      if (slot !== undefined) passed.push(slot)
    }
    // the rankings ask for one unit; a larger request has to fit as well
    const fits = wanted.units === 1 ? null : (slot: number) => this.fits(slot, wanted, now)
    const hasOthers = this.keys.size > 1
    const { strategy } = this.policy
    const pooled = this.slots[ranking.best(now, passed, fits, hasOthers ? this.podium : null)]
    if (pooled === undefined) return null
    if (!hasOthers) return { pooled, choice: ONLY_KEY }
    const outCounts = withTried(ranking.outCount, passed)
    return { pooled, choice: choiceOf({ keyCount: this.keys.size, outCounts, strategy }, this.contenders(fits), now) }
  }

  /** The best key of one account, for a request bound to it. */
  bestOfAccount(account: string, wanted: Wanted, excluded: ReadonlySet<KeyId>, now: Instant): Chosen | null {
    const { strategy } = this.policy
    const shared = this.stateOfAccount(account)
    const candidates = this.keysOfAccount(account).map(({ key, state }) => ({ key, state, account: shared }))
    const few = selectFew(candidates, wanted, strategy, excluded, now, 1 + RUNNERS_UP_KEPT)
    const pooled = few[0] && this.keys.get(few[0].key.id)
    if (pooled === undefined) return null
    const outCounts = countOut(candidates, wanted, excluded, now)
    return { pooled, choice: choiceOf({ keyCount: candidates.length, outCounts, strategy }, few, now) }
  }

  /** What a request hears that `best` found no key for. @param excluded the keys it tried: its answer is its own then */
  exhausted(wanted: Wanted, excluded: ReadonlySet<KeyId>, now: Instant): Exhausted {
    const make = () => exhausted(this.service, this.candidates(), wanted, excluded, now)
    if (excluded.size > 0) return make()
    return this.exhaustedAnswers.recall(this.standings.distinct(wanted.model, now), wanted.units, now, make)
  }

  /** Keys that rest (for some model at least) or are out. */
  restingCount(now: Instant): number {
    if (this.standings.isAheadOf(now)) this.startAgain(now)
    return this.resting.at(now)
  }

  /** For which requests no key may work now; `null`: some key may work for each. Costs little, however many keys. */
  exhaustion(now: Instant): Exhaustion | null {
    if (this.standings.isAheadOf(now)) this.startAgain(now)
    return exhaustionOf(this.standings, slot => this.at(slot), now)
  }

  /** The slots that changed after a revision, and the accounts whose state did, the newest first. */
  changesSince(revision: number): { slots: number[]; accounts: string[] } {
    return { slots: this.changes.since(revision), accounts: this.accounts.since(revision) }
  }

  /** The key of a slot; `null`: it is free. */
  at(slot: number): Seated | null {
    const pooled = this.slots[slot]
    if (pooled === undefined) return null
    return { key: pooled.key, state: pooled.state, account: this.accountOf(pooled.key), slot }
  }

  /** A key for each set of limits that keys of the account state. */
  limitsOfAccount(account: string): Key[] {
    return Array.from(this.accounts.find(account)?.limited.values() ?? [], ({ key }) => key)
  }

  /** Of an account's keys that nobody paused, the first. */
  firstOfAccount(account: string): Seated | null {
    let first = Number.POSITIVE_INFINITY
    for (const slot of this.slotsOfAccount(account)) {
      if (slot < first && this.slots[slot]?.state.status !== 'paused') first = slot
    }
    return this.at(first)
  }

  /** The slots of the keys that declare an account. */
  slotsOfAccount(account: string): Iterable<number> {
    return this.accounts.find(account)?.slots ?? []
  }

  /** The slots of keys that rest, be it for one model, or are out, the first to do so first. */
  restingSlots(now: Instant): number[] {
    if (this.standings.isAheadOf(now)) this.startAgain(now)
    return this.resting.slots()
  }

  /** How many slots there are, free ones among them. */
  get slotCount(): number {
    return this.slots.length
  }

  /** Every key as the engine looks at it, in the order they were added; one takes the place of a key that went. */
  candidates(): Candidate[] {
    const candidates: Candidate[] = []
    for (const pooled of this.slots) {
      if (pooled === undefined) continue
      candidates.push({ key: pooled.key, state: pooled.state, account: this.accountOf(pooled.key) })
    }
    return candidates
  }

  /** The states that changed since the last call. */
  takeChanged(into: Changed): void {
    for (const { key, state } of this.changedKeys) into.keys.push({ keyId: key.id, state })
    into.accounts.push(...this.accounts.takeChanged(this.service))
    this.changedKeys.clear()
  }

  /** A slot stands anew. */
  private refresh(slot: number, now: Instant): void {
    this.noteChange()
    this.changes.note(slot, this.revision)
    this.standings.refresh(slot, now)
  }

  private noteChange(): void {
    this.revision += 1
    this.exhaustedAnswers.forget()
  }

  private noteResting({ key, state, slot }: PooledKey, now: Instant): void {
    let until = state.status === 'active' ? 0 : Number.POSITIVE_INFINITY
    for (const cooldown of state.cooldowns) until = Math.max(until, cooldown.until)
    for (const cooldown of this.accountOf(key)?.cooldowns ?? []) until = Math.max(until, cooldown.until)
    this.resting.set(slot, until, now)
  }

  /** Those on the podium that fit. */
  private contenders(fits: ((slot: number) => boolean) | null): Candidate[] {
    const candidates: Candidate[] = []
    for (const slot of this.podium) {
      const pooled = this.slots[slot]
      if (pooled === undefined || (fits !== null && !fits(slot))) continue
      const { key, state } = pooled
      candidates.push({ key, state, account: this.accountOf(key) })
    }
    return candidates
  }

  private fits(slot: number, wanted: Wanted, now: Instant): boolean {
    const pooled = this.slots[slot]
    return pooled !== undefined && !unavailability(pooled.key, pooled.state, this.accountOf(pooled.key), wanted, now)
  }

  /** The keys that declare an account, in the order they joined it. */
  keysOfAccount(account: string): PooledKey[] {
    const slots = this.accounts.find(account)?.slots ?? []
    return Array.from(slots, slot => this.slots[slot]).filter(pooled => pooled !== undefined)
  }

  /** The policy changed, or the clock went back: what had ended may not have. */
  private startAgain(now: Instant): void {
    for (const pooled of this.keys.values()) {
      const state = this.today(pooled.state, now)
      if (state !== pooled.state) this.changedKeys.add(pooled)
      pooled.state = state
      this.standings.noteRests(state.cooldowns)
    }
    this.noteChange()
    const accounts = this.accounts.turn(state => this.today(state, now), this.revision)
    for (const { cooldowns } of accounts) this.standings.noteRests(cooldowns)
    for (const pooled of this.keys.values()) {
      this.noteResting(pooled, now)
      this.changes.note(pooled.slot, this.revision)
    }
    this.standings.restart(now)
  }

  /** In the quota day of `now`: a clock that was days ahead may have left another. */
  private today<T extends KeyState | AccountState>(state: T, now: Instant): T {
    const day = rollDay(state.day, now, this.policy.dayZone)
    return day === state.day ? state : { ...state, day }
  }

  private evaluate(slot: number, wanted: Wanted, now: Instant, into: Rank): void {
    const pooled = this.slots[slot]
    if (!pooled) return
    const { key, state } = pooled
    const alike = key.account === null ? null : this.accounts.togetherWith(slot)
    rankKey(key, state, this.accountOf(key), alike, wanted, this.policy.strategy, now, into)
  }
}
