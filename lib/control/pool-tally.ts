import { KEY_STANDINGS } from '@/lib/contract/key-page'
import { minuteGrowsAt } from '@/lib/engine/quota'
import { usageRatio } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Seated, WatchedPool } from '@/lib/rotation/pool'
import { dayOf } from './pool-facts'
import {
  DOTS_MAX,
  emptyTally,
  keepNearest,
  LISTED_MAX,
  type ServiceTally,
  shareLeft,
  type TallyFrame,
} from './service-tally'
import { isResettable, lastRestEnd, standingUntil } from './standing'

const NEVER = Number.POSITIVE_INFINITY
/** Before any revision. */
const NONE_SEEN = -1

/** What a slot's key is, beside how it stands. */
const PAUSED = 1
const HEALTHY = 2
const RESETTABLE = 4
const SERVES_ALL = 8

/**
 * The tally of one service, kept as its keys change: each key that did, or that time alone changed, is looked at once,
 * and what is known of all is numbers in rows, which are summed in less than a millisecond for 100,000 keys.
 */
export class PoolTally {
  /** Up to which change of the pool everything was looked at, or waits to be. */
  revision = NONE_SEEN
  private waiting: number[] = []
  private slotCount = 0
  /** Of each slot: 1 and more for how its key stands, in the order of `KEY_STANDINGS`; 0: it is free. */
  private kinds = new Uint8Array(0)
  private flags = new Uint8Array(0)
  /** When it returns by itself, and when time alone makes it another; `Infinity`: neither. */
  private untils = new Float64Array(0)
  private dueAts = new Float64Array(0)
  /** The used share of its daily limit, and the share that is left. */
  private ratios = new Float64Array(0)
  private lefts = new Float64Array(0)
  /** Its account, by number; 0: none. */
  private accounts = new Int32Array(0)
  private readonly accountNumbers = new Map<string, number>()

  constructor(
    private readonly id: ServiceId,
    private readonly pool: WatchedPool,
  ) {}

  /** Every key is to be looked at anew. */
  restart(): void {
    this.revision = NONE_SEEN
    this.waiting = []
  }

  /** Looks at so many of the keys that changed. @returns whether others wait still */
  look(frame: TallyFrame, most: number): boolean {
    if (this.waiting.length === 0) this.noteChanged(frame.now)
    for (let left = most; left > 0; left--) {
      const slot = this.waiting.pop()
      if (slot === undefined) break
      this.lookAt(slot, frame)
    }
    return this.waiting.length > 0
  }

  /** As `tallyService` counts it from a look at every key. */
  sum(frame: TallyFrame): ServiceTally {
    // what waited from before, then what changed meanwhile
    this.look(frame, NEVER)
    this.look(frame, NEVER)
    const tally = emptyTally(this.id)
    const counts = new Float64Array(KEY_STANDINGS.length)
    const { kinds, flags, untils } = this
    let servesAll = 0
    let returnsAt = NEVER
    for (let slot = 0; slot < this.slotCount; slot++) {
      const kind = (kinds[slot] ?? 0) - 1
      if (kind < 0) continue
      const nth = counts[kind] ?? 0
      counts[kind] = nth + 1
      if (nth < DOTS_MAX) this.show(tally, slot, kind)
      const flag = flags[slot] ?? 0
      servesAll |= flag & SERVES_ALL
      if (flag & HEALTHY) tally.healthyCount += 1
      if (flag & RESETTABLE) tally.resettableCount += 1
      const until = untils[slot] ?? NEVER
      if (until < returnsAt) returnsAt = until
    }
    for (const [kind, standing] of KEY_STANDINGS.entries()) {
      tally.counts[standing] = counts[kind] ?? 0
      tally.counts.all += tally.counts[standing]
    }
    tally.servingCount = tally.counts.ready + tally.counts.partly
    tally.returnsAt = returnsAt === NEVER ? null : returnsAt
    tally.isExhausted =
      tally.counts.all > 0 &&
      servesAll === 0 &&
      (frame.circuitUntil !== null || this.pool.exhaustion(frame.now) !== null)
    this.sumHeadroom(tally)
    this.listNearest(tally, frame)
    return tally
  }

  private sumHeadroom(tally: ServiceTally): void {
    const { kinds, flags, lefts } = this
    let sum = 0
    let keyCount = 0
    for (let slot = 0; slot < this.slotCount; slot++) {
      if (kinds[slot] === 0 || ((flags[slot] ?? 0) & PAUSED) !== 0) continue
      keyCount += 1
      sum += lefts[slot] ?? 0
    }
    tally.keyCount = keyCount
    tally.headroom = keyCount === 0 ? 0 : sum / keyCount
  }

  /** The first instant at which time alone makes a key another. */
  changesAt(): Instant {
    let first = NEVER
    for (let slot = 0; slot < this.slotCount; slot++) first = Math.min(first, this.dueAts[slot] ?? NEVER)
    return first
  }

  private show(tally: ServiceTally, slot: number, kind: number): void {
    const standing = KEY_STANDINGS[kind]
    const seated = this.pool.at(slot)
    if (seated === null || standing === undefined) return
    const until = this.untils[slot] ?? NEVER
    const seen = { candidate: candidateOf(seated), standing, until: until === NEVER ? null : until }
    tally.seen[standing].push(seen)
  }

  /** An account is named once, by its first key that has a limit. */
  private listNearest({ nearest }: ServiceTally, { zone, now }: TallyFrame): void {
    const named = new Uint8Array(this.accountNumbers.size + 1)
    for (let slot = 0; slot < this.slotCount; slot++) {
      const ratio = this.ratios[slot] ?? 0
      if (ratio <= 0) continue
      const account = this.accounts[slot] ?? 0
      if (account > 0 && named[account] === 1) continue
      named[account] = 1
      if (nearest.length === LISTED_MAX && (nearest.at(-1)?.ratio ?? 0) >= ratio) continue
      const seated = this.pool.at(slot)
      if (seated === null || seated.key.dailyLimit === null) continue
      const candidate = candidateOf(seated)
      const day = dayOf(candidate, zone, now)
      keepNearest(nearest, { candidate, day, ratio, limit: seated.key.dailyLimit })
    }
  }

  private noteChanged(now: Instant): void {
    const { slots, accounts } = this.pool.changesSince(this.revision)
    this.revision = this.pool.revision
    this.waiting = slots
    for (const account of accounts) for (const slot of this.pool.slotsOfAccount(account)) this.waiting.push(slot)
    for (let slot = 0; slot < this.slotCount; slot++) if ((this.dueAts[slot] ?? NEVER) <= now) this.waiting.push(slot)
  }

  private lookAt(slot: number, frame: TallyFrame): void {
    if (slot >= this.kinds.length) this.grow(slot + 1)
    this.slotCount = Math.max(this.slotCount, slot + 1)
    const seated = this.pool.at(slot)
    this.kinds[slot] = 0
    this.dueAts[slot] = NEVER
    this.ratios[slot] = 0
    if (seated === null) return
    const { circuitUntil, now } = frame
    const { standing, until } = standingUntil(seated, circuitUntil, now)
    const isPaused = seated.state.status === 'paused'
    const isHealthy = standing !== 'idle' && standing !== 'out' && lastRestEnd(seated, now) === null
    this.kinds[slot] = 1 + KEY_STANDINGS.indexOf(standing)
    this.flags[slot] =
      (isPaused ? PAUSED : 0) |
      (isHealthy ? HEALTHY : isResettable(seated, now) ? RESETTABLE : 0) |
      (standing === 'ready' && seated.key.models === null ? SERVES_ALL : 0)
    this.untils[slot] = until ?? NEVER
    this.dueAts[slot] = changesAt(seated, until, frame)
    this.lefts[slot] = shareLeft(seated, frame)
    if (isPaused || seated.key.dailyLimit === null) return
    this.ratios[slot] = usageRatio(seated.key, seated.state, seated.account, now)
    this.accounts[slot] = this.numberOf(seated.key.account)
  }

  private numberOf(account: string | null): number {
    if (account === null) return 0
    const number = this.accountNumbers.get(account) ?? this.accountNumbers.size + 1
    this.accountNumbers.set(account, number)
    return number
  }

  private grow(slotCount: number): void {
    const size = Math.max(16, slotCount, 2 * this.kinds.length)
    const bytes = (old: Uint8Array) => copied(new Uint8Array(size), old)
    const numbers = (old: Float64Array) => copied(new Float64Array(size), old)
    this.kinds = bytes(this.kinds)
    this.flags = bytes(this.flags)
    this.untils = numbers(this.untils)
    this.dueAts = numbers(this.dueAts)
    this.ratios = numbers(this.ratios)
    this.lefts = numbers(this.lefts)
    this.accounts = copied(new Int32Array(size), this.accounts)
  }
}

function copied<T extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  fresh: T,
  old: ArrayLike<number>,
): T {
  fresh.set(old)
  return fresh
}

function candidateOf({ key, state, account }: Seated): Candidate {
  return { key, state, account }
}

/** The first instant at which time alone makes a key another. */
function changesAt(candidate: Candidate, until: Instant | null, { zone, now }: TallyFrame): Instant {
  const { key, state, account } = candidate
  let first = NEVER
  const note = (at: Instant | null) => {
    if (at !== null && at > now && at < first) first = at
  }
  note(until)
  note(key.expiresAt)
  if (key.dailyLimit !== null) note(dayOf(candidate, zone, now).resetAt)
  const isMinuteCounted = key.minuteLimit !== null || key.tokenMinuteLimit !== null
  for (const counted of account === null ? [state] : [state, account]) {
    for (const cooldown of counted.cooldowns) note(cooldown.until)
    if (key.dailyLimit !== null) note(counted.day.resetAt)
    if (!isMinuteCounted) continue
    note(minuteGrowsAt(counted.minute, now))
    note(minuteGrowsAt(counted.tokenMinute, now))
  }
  return first
}
