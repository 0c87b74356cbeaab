import { fullWindow, unavailability, type Wanted } from '@/lib/engine/availability'
import type { ServicePolicy } from '@/lib/engine/policy'
import { minuteGrowsAt } from '@/lib/engine/quota'
import { scoreChangesAt } from '@/lib/engine/score'
import type { AccountState, KeyState } from '@/lib/engine/state'
import { ownRank, rankByUse, secondRank } from '@/lib/engine/strategies'
import type { Cooldown, Instant, Key } from '@/lib/engine/vocabulary'
import { type Evaluate, type Rank, Ranking } from './ranking'

/** Rankings kept for single models; the oldest makes room for one more. */
const MODEL_RANKINGS_KEPT = 64

/** Stands for every model that no key names or rests for: callers invent model names, and each would cost a ranking. */
const ANY_OTHER_MODEL = '\u0000'

/** How a slot stands for requests of a model; `null`: for those of any model that no key treats in its own way. */
export type EvaluateFor = (model: string | null) => Evaluate

/**
 * The rankings of a pool: a general one, and one for each model that some key treats in its own way, because it rests
 * for it or may not serve it.
 */
export class Standings {
  private general: Ranking
  private readonly byModel = new Map<string, Ranking>()
  private readonly restingUntil = new Map<string, Instant>()
  /** How many keys name a model as one of those they serve, and how many keys name any. */
  private readonly naming = new Map<string, number>()
  private namingKeyCount = 0
  slotCount = 0
  private seenAt: Instant = 0
  private readonly evaluateFor: EvaluateFor

  constructor(evaluateFor: EvaluateFor) {
    this.evaluateFor = evaluateFor
    this.general = new Ranking(0, evaluateFor(null))
  }

  /** A slot changed. */
  refresh(slot: number, now: Instant): void {
    this.seenAt = Math.max(this.seenAt, now)
    this.slotCount = Math.max(this.slotCount, slot + 1)
    this.general.refresh(slot, now)
    for (const ranking of this.byModel.values()) ranking.refresh(slot, now)
  }

  /** What slots that are alike have in common changed. */
  share(alike: object, shared: number, now: Instant): void {
    this.seenAt = Math.max(this.seenAt, now)
    this.general.share(alike, shared)
    for (const ranking of this.byModel.values()) ranking.share(alike, shared)
  }

  /** Everything may have changed: the policy did, or the clock went back. */
  restart(now: Instant): void {
    this.seenAt = now
    this.byModel.clear()
    this.general = this.build(null, now)
  }

  /** Whether the clock is behind an instant the rankings have seen: then they know what is not true yet. */
  isAheadOf(now: Instant): boolean {
    const isAhead = now < this.seenAt
    if (!isAhead) this.seenAt = now
    return isAhead
  }

  /** Models that some key rests for are ranked on their own from now on. */
  noteRests(cooldowns: readonly Cooldown[]): void {
    for (const { model, until } of cooldowns) {
      if (model !== null && until > (this.restingUntil.get(model) ?? 0)) this.restingUntil.set(model, until)
    }
  }

  /** A key came (1) or went (-1) that serves these models only; `null`: all. */
  nameModels(models: readonly string[] | null, by: 1 | -1): void {
    if (models === null) return
    this.namingKeyCount += by
    for (const model of new Set(models)) {
      const count = (this.naming.get(model) ?? 0) + by
      if (count > 0) this.naming.set(model, count)
      else this.naming.delete(model)
    }
  }

  /** The ranking that is right for a model. */
  for(model: string | null, now: Instant): Ranking {
    const distinct = this.distinct(model, now)
    if (distinct === null) return this.general
    const known = this.byModel.get(distinct)
    if (known) return known
    if (this.byModel.size >= MODEL_RANKINGS_KEPT) this.byModel.delete(this.byModel.keys().next().value ?? '')
    const ranking = this.build(distinct, now)
    this.byModel.set(distinct, ranking)
    return ranking
  }

  /** The models that some key rested for when last heard of, by name. */
  restedModels(now: Instant): string[] {
    return [...this.restingUntil].flatMap(([model, until]) => (until > now ? [model] : [])).sort()
  }

  /** A name for all models that the keys treat alike: `null` where they treat them as they do a request without one. */
  distinct(model: string | null, now: Instant): string | null {
    if (model === null) return null
    if (this.isRestedFor(model, now) || this.naming.has(model)) return model
    return this.namingKeyCount > 0 ? ANY_OTHER_MODEL : null
  }

  private isRestedFor(model: string, now: Instant): boolean {
    const until = this.restingUntil.get(model)
    if (until === undefined) return false
    if (until > now) return true
    this.restingUntil.delete(model)
    if (!this.naming.has(model)) this.byModel.delete(model)
    return false
  }

  private build(model: string | null, now: Instant): Ranking {
    const ranking = new Ranking(this.slotCount, this.evaluateFor(model))
    for (let slot = 0; slot < this.slotCount; slot++) ranking.refresh(slot, now)
    return ranking
  }
}

/**
 * How a key stands for a request, written into `into`: its rank, or why it cannot work, and until when.
 * @param alike the same for all keys that are moved as one when their account counts
 */
export function rankKey(
  key: Key,
  state: KeyState,
  account: AccountState | null,
  alike: object | null,
  wanted: Wanted,
  strategy: ServicePolicy['strategy'],
  now: Instant,
  into: Rank,
): void {
  const use = rankByUse(strategy, key, account ?? state, now)
  if (alike !== null && sharesUse(strategy, key)) {
    into.alike = alike
    into.shared = use
  }
  const why = unavailability(key, state, account, wanted, now)
  if (why) {
    into.out = why.reason
    if (why.until !== null) into.changesAt = why.until
    return
  }
  into.first = ownRank(strategy, key, state, now) + (into.alike === null ? use : 0)
  into.second = secondRank(strategy, state, now)
  into.order = state.leaseOrder
  into.changesAt = standingChangesAt(key, state, account, strategy, now)
}

/** When an available key next stands otherwise by time alone: its score, its quota day, its minute, its expiry. */
function standingChangesAt(
  key: Key,
  state: KeyState,
  account: AccountState | null,
  strategy: ServicePolicy['strategy'],
  now: Instant,
): Instant {
  let at = Math.min(key.expiresAt ?? Number.POSITIVE_INFINITY, countsChangeAt(key, state, strategy, now))
  if (account) at = Math.min(at, countsChangeAt(key, account, strategy, now))
  return strategy === 'score' ? Math.min(at, scoreChangesAt(state, now)) : at
}

/** What a key's limits see of the counts of one that has limits. */
function countsChangeAt(
  key: Key,
  { day, minute, tokenMinute }: KeyState | AccountState,
  strategy: ServicePolicy['strategy'],
  now: Instant,
): Instant {
  let at = Number.POSITIVE_INFINITY
  const isDayCounted = key.dailyLimit !== null || strategy === 'least-used'
  if (isDayCounted && day.used > 0 && day.resetAt > now) at = day.resetAt
  if (key.minuteLimit === null && key.tokenMinuteLimit === null) return at
  return Math.min(at, minuteGrowsAt(minute, now), minuteGrowsAt(tokenMinute, now))
}

/** Whether a strategy ranks a key by a share that others of its account have in common with it. */
export function sharesUse(strategy: ServicePolicy['strategy'], { account, dailyLimit }: Key): boolean {
  return account !== null && dailyLimit !== null && (strategy === 'score' || strategy === 'least-used')
}

/**
 * Whether a key of an account stands after a change of the account's counts as it did before, and until the same
 * instant, but for what it shares: for most changes it does, and nobody need look at the account's keys.
 */
export function standAlike(
  key: Key,
  before: AccountState,
  after: AccountState,
  strategy: ServicePolicy['strategy'],
  now: Instant,
): boolean {
  const [was, is] = [fullWindow(key, before, 1, now), fullWindow(key, after, 1, now)]
  if (was?.reason !== is?.reason || was?.until !== is?.until) return false
  return countsChangeAt(key, before, strategy, now) === countsChangeAt(key, after, strategy, now)
}
