import { unavailability, type Wanted } from '@/lib/engine/availability'
import { FRESH_SERVICE, freshAccount } from '@/lib/engine/fresh'
import { scoreChangesAt } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import { firstRank, secondRank } from '@/lib/engine/strategies'
import type {
  AccountState,
  Instant,
  Key,
  KeyId,
  KeyState,
  ServiceId,
  ServicePolicy,
  ServiceState,
} from '@/lib/engine/vocabulary'
import { type Rank, Ranking } from './ranking'

/** A key in its pool. Its state is replaced, never edited, and every replacement goes through `Pool.put`. */
export type PooledKey = { key: Key; state: KeyState; slot: number }
type PooledAccount = { state: AccountState; slots: Set<number> }

/** Rankings kept for single models; a request for one more is answered by looking at every key. */
const MODEL_RANKINGS_KEPT = 64

/** A service's keys with their live state, and the index that knows the best of them. */
export class Pool {
  readonly service: ServiceId
  policy: ServicePolicy
  state: ServiceState = FRESH_SERVICE
  virtualTime = 0
  readonly accounts = new Map<string, PooledAccount>()
  readonly keys = new Map<KeyId, PooledKey>()
  private readonly slots: (PooledKey | undefined)[] = []
  private readonly freeSlots: number[] = []
  private general: Ranking
  /** Models that some key treats in its own way: it rests for them, or may not serve them. */
  private readonly byModel = new Map<string, Ranking>()
  private readonly restingModels = new Map<string, Instant>()
  private limitedKeyCount = 0
  private seenAt: Instant = 0

  constructor(service: ServiceId, policy: ServicePolicy) {
    this.service = service
    this.policy = policy
    this.general = this.newRanking(null)
  }

  setPolicy(policy: ServicePolicy, now: Instant): void {
    this.policy = policy
    this.byModel.clear()
    this.general = this.newRanking(null)
    this.general.refreshAll(now, this.slots.length)
  }

  add(key: Key, state: KeyState, now: Instant): void {
    const slot = this.freeSlots.pop() ?? this.slots.length
    const pooled: PooledKey = { key, state, slot }
    this.slots[slot] = pooled
    this.keys.set(key.id, pooled)
    this.joinAccount(pooled, now)
    if (key.models !== null) this.limitedKeyCount++
    this.noteRestingModels(state.cooldowns)
    this.refresh(slot, now)
  }

  remove(keyId: KeyId, now: Instant): void {
    const pooled = this.keys.get(keyId)
    if (!pooled) return
    this.leaveAccount(pooled)
    if (pooled.key.models !== null) this.limitedKeyCount--
    this.keys.delete(keyId)
    this.slots[pooled.slot] = undefined
    this.freeSlots.push(pooled.slot)
    this.refresh(pooled.slot, now)
  }

  /** What an operator says of a key changed; its state stays. */
  change(key: Key, now: Instant): void {
    const pooled = this.keys.get(key.id)
    if (!pooled) return
    this.leaveAccount(pooled)
    this.limitedKeyCount += Number(key.models !== null) - Number(pooled.key.models !== null)
    pooled.key = key
    this.joinAccount(pooled, now)
    this.refresh(pooled.slot, now)
  }

  /** The one way a key's state is replaced. */
  put(pooled: PooledKey, state: KeyState, now: Instant): void {
    if (state.cooldowns !== pooled.state.cooldowns) this.noteRestingModels(state.cooldowns)
    pooled.state = state
    this.refresh(pooled.slot, now)
  }

  /** The one way an account's state is replaced; all its keys stand anew. */
  putAccount(account: string, state: AccountState, now: Instant): void {
    const shared = this.accounts.get(account)
    if (!shared) return
    if (state.cooldowns !== shared.state.cooldowns) this.noteRestingModels(state.cooldowns)
    shared.state = state
    for (const slot of shared.slots) this.refresh(slot, now)
  }

  accountOf(key: Key): AccountState | null {
    return key.account === null ? null : (this.accounts.get(key.account)?.state ?? null)
  }

  /** The best key for a request, or `null`; agrees with `engine/select` at every instant. */
  best(wanted: Wanted, excluded: ReadonlySet<KeyId>, now: Instant): PooledKey | null {
    if (now < this.seenAt) this.restart(now)
    this.seenAt = now
    const ranking = this.rankingFor(wanted.model, now)
    const passed = this.slotsOf(excluded)
    for (;;) {
      const slot = ranking.best(now, passed)
      const pooled = this.slots[slot]
      if (!pooled) return null
      // the rankings ask for one unit; a larger request has to fit as well
      if (wanted.units === 1 || !this.whyNot(pooled, wanted, now)) return pooled
      passed.push(slot)
    }
  }

  at(slot: number): PooledKey | undefined {
    return this.slots[slot]
  }

  candidates(): Candidate[] {
    return Array.from(this.keys.values(), ({ key, state }) => ({ key, state, account: this.accountOf(key) }))
  }

  whyNot({ key, state }: PooledKey, wanted: Wanted, now: Instant) {
    return unavailability(key, state, this.accountOf(key), wanted, now)
  }

  private slotsOf(keyIds: ReadonlySet<KeyId>): number[] {
    const slots: number[] = []
    for (const keyId of keyIds) {
      const pooled = this.keys.get(keyId)
      if (pooled) slots.push(pooled.slot)
    }
    return slots
  }

  private rankingFor(model: string | null, now: Instant): Ranking {
    if (model === null || (this.limitedKeyCount === 0 && !this.restsFor(model, now))) return this.general
    const known = this.byModel.get(model)
    if (known) return known
    if (this.byModel.size >= MODEL_RANKINGS_KEPT) this.dropOldestRanking()
    const ranking = this.newRanking(model)
    ranking.refreshAll(now, this.slots.length)
    this.byModel.set(model, ranking)
    return ranking
  }

  private restsFor(model: string, now: Instant): boolean {
    const until = this.restingModels.get(model)
    if (until === undefined) return false
    if (until > now) return true
    this.restingModels.delete(model)
    this.byModel.delete(model)
    return false
  }

  private dropOldestRanking(): void {
    for (const model of this.byModel.keys()) {
      this.byModel.delete(model)
      return
    }
  }

  private noteRestingModels(cooldowns: KeyState['cooldowns']): void {
    for (const { model, until } of cooldowns) {
      if (model !== null && until > (this.restingModels.get(model) ?? 0)) this.restingModels.set(model, until)
    }
  }

  private refresh(slot: number, now: Instant): void {
    this.general.refresh(slot, now)
    for (const ranking of this.byModel.values()) ranking.refresh(slot, now)
  }

  /** The clock went back: what had ended may not have. */
  private restart(now: Instant): void {
    for (const { state } of this.keys.values()) this.noteRestingModels(state.cooldowns)
    for (const { state } of this.accounts.values()) this.noteRestingModels(state.cooldowns)
    this.byModel.clear()
    this.general = this.newRanking(null)
    this.general.refreshAll(now, this.slots.length)
  }

  private newRanking(model: string | null): Ranking {
    const wanted: Wanted = { model, units: 1 }
    return new Ranking(this.slots?.length ?? 0, (slot, now, into) => this.evaluate(slot, wanted, now, into))
  }

  private evaluate(slot: number, wanted: Wanted, now: Instant, into: Rank): void {
    const pooled = this.slots[slot]
    if (!pooled) return
    const { key, state } = pooled
    const account = this.accountOf(key)
    const why = unavailability(key, state, account, wanted, now)
    if (why) {
      if (why.until !== null) into.changesAt = why.until
      return
    }
    const { strategy } = this.policy
    into.first = firstRank(strategy, key, state, account, now)
    into.second = secondRank(strategy, state, now)
    into.order = state.leaseOrder
    into.changesAt = standingChangesAt(key, state, account, strategy, now)
  }

  private joinAccount(pooled: PooledKey, now: Instant): void {
    const { account } = pooled.key
    if (account === null) return
    const shared = this.accounts.get(account)
    if (shared) shared.slots.add(pooled.slot)
    else this.accounts.set(account, { state: freshAccount(this.policy.dayZone, now), slots: new Set([pooled.slot]) })
  }

  private leaveAccount({ key, slot }: PooledKey): void {
    if (key.account !== null) this.accounts.get(key.account)?.slots.delete(slot)
  }
}

/** When an available key next stands otherwise by time alone: its score, its quota day, its expiry. */
function standingChangesAt(
  key: Key,
  state: KeyState,
  account: AccountState | null,
  strategy: ServicePolicy['strategy'],
  now: Instant,
): Instant {
  let at = key.expiresAt ?? Number.POSITIVE_INFINITY
  if (strategy === 'score') at = Math.min(at, scoreChangesAt(state, now))
  if (key.dailyLimit !== null || strategy === 'least-used') {
    if (state.day.used > 0 && state.day.resetAt > now) at = Math.min(at, state.day.resetAt)
    if (account && account.day.used > 0 && account.day.resetAt > now) at = Math.min(at, account.day.resetAt)
  }
  return at
}
