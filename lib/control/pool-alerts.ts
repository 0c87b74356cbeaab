import { type AlertRules, hasAlert, isHighUse, type ServiceSnapshot } from '@/lib/engine/alert-rules'
import { rollDay } from '@/lib/engine/quota'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Seated, WatchedPool } from '@/lib/rotation/pool'
import type { Pools } from '@/lib/rotation/pools'
import { keySnapshot, statusOf } from './pool-facts'
import { lastRestEnd } from './standing'

/** How a slot stood when it was last looked at. */
const ABSENT = 0
const PAUSED = 1
const UNWELL = 2
const HEALTHY = 3

const NEVER = Number.POSITIVE_INFINITY
/** Before any revision. */
const NONE_SEEN = -1

/** One service's part of an `AlertWatch`. */
export class PoolAlerts {
  private readonly pools: Pools
  private readonly id: ServiceId
  private readonly pool: WatchedPool
  private rules: AlertRules
  /** Up to which change of the pool everything was looked at, or waits to be. */
  private revision = NONE_SEEN
  private waitingSlots: number[] = []
  private readonly waitingAccounts = new Set<string>()
  /** Of each slot: how it stood, and when time alone makes it stand otherwise. */
  private kinds = new Uint8Array(0)
  private dueAts = new Float64Array(0)
  private readonly counts = [0, 0, 0, 0]
  /** Slots whose key had something to tell of itself, and accounts that used much. */
  private readonly telling = new Set<number>()
  private readonly highAccounts = new Set<string>()

  constructor(pools: Pools, id: ServiceId, rules: AlertRules) {
    this.pools = pools
    this.id = id
    this.pool = pools.watched(id)
    this.rules = rules
  }

  /** With other thresholds every key is looked at anew. */
  setRules(rules: AlertRules): void {
    const { usageRatio, failureCount, failureWindowMs } = this.rules
    this.rules = rules
    const isSame =
      usageRatio === rules.usageRatio &&
      failureCount === rules.failureCount &&
      failureWindowMs === rules.failureWindowMs
    if (!isSame) this.revision = NONE_SEEN
  }

  /** Looks at so many of the keys and accounts that changed. @returns whether others wait still */
  look(now: Instant, most: number): boolean {
    if (this.waitingSlots.length === 0 && this.waitingAccounts.size === 0) this.noteChanged(now)
    let left = most
    while (left > 0) {
      const slot = this.waitingSlots.pop()
      if (slot === undefined) break
      this.lookAt(slot, now)
      left -= 1
    }
    for (const account of this.waitingAccounts) {
      if (left <= 0) break
      this.waitingAccounts.delete(account)
      this.lookAtAccount(account, now)
      left -= 1
    }
    return this.waitingSlots.length > 0 || this.waitingAccounts.size > 0
  }

  /** As the service stands now. */
  snapshot(now: Instant): ServiceSnapshot {
    // what waited from before, then what changed meanwhile
    this.look(now, NEVER)
    this.look(now, NEVER)
    const { id, pool, counts } = this
    const healthy = counts[HEALTHY] ?? 0
    const told = this.told(now).sort((one, other) => one.slot - other.slot)
    return {
      id,
      circuit: this.pools.circuitToTell(id),
      exhausted: pool.exhaustion(now),
      keys: told.map(seated => keySnapshot(seated, pool.policy.dayZone, now)),
      counts: { total: healthy + (counts[UNWELL] ?? 0), healthy },
    }
  }

  private noteChanged(now: Instant): void {
    const { slots, accounts } = this.pool.changesSince(this.revision)
    this.revision = this.pool.revision
    this.waitingSlots = slots
    for (const account of accounts) this.waitingAccounts.add(account)
    for (let slot = 0; slot < this.dueAts.length; slot++) {
      if ((this.dueAts[slot] ?? NEVER) <= now) this.waitingSlots.push(slot)
    }
  }

  private lookAt(slot: number, now: Instant): void {
    if (slot >= this.kinds.length) this.grow(slot + 1)
    const seated = this.pool.at(slot)
    const kind = seated === null ? ABSENT : kindOf(seated, now)
    const before = this.kinds[slot] ?? ABSENT
    this.kinds[slot] = kind
    this.counts[before] = (this.counts[before] ?? 0) - 1
    this.counts[kind] = (this.counts[kind] ?? 0) + 1
    this.dueAts[slot] = seated === null ? NEVER : this.changesAt(seated, kind, now)
    if (seated !== null && this.hasAlert(seated, now)) this.telling.add(slot)
    else this.telling.delete(slot)
    if (seated?.key.account != null) this.waitingAccounts.add(seated.key.account)
  }

  /** Its usage is told by one of its keys, where it is high by the limit of any. */
  private lookAtAccount(account: string, now: Instant): void {
    if (this.isHigh(account, now)) this.highAccounts.add(account)
    else this.highAccounts.delete(account)
  }

  private isHigh(account: string, now: Instant): boolean {
    const state = this.pool.stateOfAccount(account)
    if (state === null) return false
    const { used } = rollDay(state.day, now, this.pool.policy.dayZone)
    return this.pool
      .limitsOfAccount(account)
      .some(({ dailyLimit }) => dailyLimit !== null && isHighUse(used, dailyLimit, this.rules))
  }

  private told(now: Instant): Seated[] {
    const told: Seated[] = []
    for (const slot of this.telling) {
      const seated = this.pool.at(slot)
      if (seated !== null && this.hasAlert(seated, now)) told.push(seated)
      else this.telling.delete(slot)
    }
    for (const account of this.highAccounts) {
      const first = this.isHigh(account, now) ? this.pool.firstOfAccount(account) : null
      if (first === null) this.highAccounts.delete(account)
      else if (!this.telling.has(first.slot)) told.push(first)
    }
    return told
  }

  /** Most keys have nothing to tell, which is seen without writing down what they could. */
  private hasAlert(seated: Seated, now: Instant): boolean {
    const { key, state } = seated
    const isCalm =
      (state.status === 'active' || state.status === 'paused') &&
      state.failuresAt.length < this.rules.failureCount &&
      (key.dailyLimit === null || !isHighUse(state.day.used, key.dailyLimit, this.rules))
    return !isCalm && hasAlert(keySnapshot(seated, this.pool.policy.dayZone, now), this.rules, now)
  }

  private changesAt({ key, state, account }: Seated, kind: number, now: Instant): Instant {
    let at = NEVER
    if (kind === HEALTHY && key.expiresAt !== null) at = key.expiresAt
    if (kind === UNWELL) at = lastRestEnd({ key, state, account }, now) ?? NEVER
    for (const failedAt of state.failuresAt) {
      // of a clock that was ahead: it counts once its time has come near
      const countsAt = failedAt - this.rules.failureWindowMs
      if (countsAt >= now) at = Math.min(at, Math.max(countsAt, now + 1))
    }
    return at
  }

  private grow(slotCount: number): void {
    const size = Math.max(slotCount, 2 * this.kinds.length)
    const kinds = new Uint8Array(size)
    kinds.set(this.kinds)
    const dueAts = new Float64Array(size).fill(NEVER)
    dueAts.set(this.dueAts)
    this.kinds = kinds
    this.dueAts = dueAts
  }
}

function kindOf(seated: Seated, now: Instant): number {
  const status = statusOf(seated, now)
  if (status === 'paused') return PAUSED
  return status === 'active' && lastRestEnd(seated, now) === null ? HEALTHY : UNWELL
}
