import { RUNNERS_UP_KEPT } from '@/lib/engine/defaults'
import type { Unavailability } from '@/lib/engine/lease'
import type { Instant } from '@/lib/engine/vocabulary'
import { Alarms } from './alarms'
import { OutCount } from './out-count'
import { Podium } from './podium'
import { type Block, NOBODY, Seats } from './seats'

/**
 * How one slot stands now, and why it may not be picked; the ranking asks again at `changesAt`, or when told. What all
 * slots with the same `alike` have in common of the first number is in `shared`, which may change for all at once.
 */
export type Rank = {
  first: number
  shared: number
  alike: object | null
  second: number
  order: number
  out: Unavailability['reason'] | null
  changesAt: Instant
}

/** Writes the rank of a slot into `into`; `first` is `-Infinity` for one that may not be picked. */
export type Evaluate = (slot: number, now: Instant, into: Rank) => void

const UNPICKABLE = Number.NEGATIVE_INFINITY
const NEVER = Number.POSITIVE_INFINITY

/**
 * An index over the slots of a pool: the best one is known at once, a change costs the logarithm of the pool's size.
 * A tournament tree holds the order; a heap of instants holds when a slot changes by time alone (a rest ends, a
 * bonus runs out). Slots that are alike sit together in the tree, so that a change of what they share costs as little.
 * It agrees with `engine/select` at every instant.
 */
export class Ranking {
  private size: number
  private slotCount = 0
  private readonly evaluate: Evaluate
  private readonly rank: Rank = {
    first: UNPICKABLE,
    shared: 0,
    alike: null,
    second: 0,
    order: 0,
    out: null,
    changesAt: NEVER,
  }
  private first: Float64Array
  private second: Float64Array
  private order: Float64Array
  /** The winner below each inner node; leaves are implied: node `size` and the leaf of the slot. */
  private winners: Int32Array
  /** Who sits where; `null`: each slot at the leaf of its number, as long as no slots are alike. */
  private seats: Seats | null = null
  /** What alike slots share, by the number of their seats. */
  private readonly shared: number[] = [0]
  private due: Float64Array
  private readonly alarms = new Alarms()
  private readonly podium = new Podium(1 + RUNNERS_UP_KEPT)
  readonly outCount = new OutCount()

  constructor(capacity: number, evaluate: Evaluate) {
    this.evaluate = evaluate
    this.size = powerOfTwo(capacity)
    this.first = new Float64Array(this.size).fill(UNPICKABLE)
    this.second = new Float64Array(this.size)
    this.order = new Float64Array(this.size)
    this.due = new Float64Array(this.size).fill(NEVER)
    this.winners = emptyTree(this.size)
  }

  /** Looks at a slot again after it changed. */
  refresh(slot: number, now: Instant): void {
    if (slot >= this.first.length) this.growSlots(slot + 1)
    this.slotCount = Math.max(this.slotCount, slot + 1)
    const rank = this.look(slot, now)
    this.outCount.set(slot, rank.out)
    this.seat(slot, rank.alike)
    if (rank.alike !== null) this.share(rank.alike, rank.shared)
    this.place(slot, rank.first, rank.second, rank.order)
    if (rank.changesAt < (this.due[slot] ?? NEVER)) {
      const at = Math.max(rank.changesAt, now + 1)
      this.due[slot] = at
      this.alarms.push(at, slot)
    }
  }

  /** What slots that are alike have in common changed: they stand as before among themselves. */
  share(alike: object, shared: number): void {
    const number = this.seats?.numberOfAlike(alike)
    if (number === undefined || this.shared[number] === shared) return
    this.shared[number] = shared
    const block = this.seats?.blockOf(number)
    if (block) this.climb((block.from + this.size) >> block.order)
  }

  /**
   * The best slot at this instant, or -1. `excluded` is meant for the few slots a request has tried; `fits` says whether
   * a slot is right for this request too. Each slot passed over is hidden once, and shown again at the end.
   * @param podium is filled with the best slots, best first; those behind the best are not asked whether they fit
   */
  best(
    now: Instant,
    excluded: readonly number[],
    fits: ((slot: number) => boolean) | null,
    podium: number[] | null = null,
  ): number {
    this.catchUp(now)
    if (excluded.length === 0 && fits === null) {
      if (podium) this.podium.read(this, podium)
      return this.winner()
    }
    const hidden = [...excluded]
    for (const slot of excluded) this.place(slot, UNPICKABLE, 0, 0)
    let best = this.winner()
    while (best !== -1 && fits !== null && !fits(best)) {
      this.place(best, UNPICKABLE, 0, 0)
      hidden.push(best)
      best = this.winner()
    }
    if (podium) this.podium.read(this, podium)
    for (const slot of hidden) this.refresh(slot, now)
    return best
  }

  /** When the first slot changes by time alone; `Infinity`: none does. Ask `best` for the same instant before. */
  changesAt(now: Instant): Instant {
    for (let at = this.alarms.firstAt(); at !== NEVER; at = this.alarms.firstAt()) {
      const slot = this.alarms.pop()
      if (this.due[slot] !== at) continue
      // what it waits for may have been put off since
      this.due[slot] = NEVER
      this.refresh(slot, now)
      if ((this.due[slot] ?? NEVER) <= at) return this.look(slot, now).changesAt
    }
    return NEVER
  }

  isPickable(slot: number): boolean {
    return (this.first[slot] ?? UNPICKABLE) !== UNPICKABLE
  }

  leavesFrom(): number {
    return this.size
  }

  private look(slot: number, now: Instant): Rank {
    const { rank } = this
    rank.first = UNPICKABLE
    rank.shared = 0
    rank.alike = null
    rank.second = 0
    rank.order = 0
    rank.out = null
    rank.changesAt = NEVER
    this.evaluate(slot, now, rank)
    return rank
  }

  private winner(): number {
    const slot = this.winners[1] ?? NOBODY
    return this.isPickable(slot) ? slot : -1
  }

  private catchUp(now: Instant): void {
    for (let at = this.alarms.firstAt(); at <= now; at = this.alarms.firstAt()) {
      const slot = this.alarms.pop()
      if (this.due[slot] !== at) continue
      this.due[slot] = NEVER
      this.refresh(slot, now)
    }
  }

  private place(slot: number, first: number, second: number, order: number): void {
    this.first[slot] = first
    this.second[slot] = second
    this.order[slot] = order
    const { winners, size } = this
    const leaf = this.seats === null ? slot : this.seats.leafOf(slot)
    for (let node = (leaf + size) >> 1; node >= 1; node >>= 1) {
      const best = this.betterBelow(node)
      if (winners[node] === best && best !== slot) return
      winners[node] = best
    }
  }

  winnerBelow(node: number): number {
    if (node < this.size) return this.winners[node] ?? NOBODY
    return this.seats === null ? node - this.size : this.seats.slotAt(node - this.size)
  }

  /** Ties go to the lower order, then to the lower slot. */
  beats(a: number, b: number): boolean {
    if (this.seats !== null) return this.beatsSeated(a, b, this.seats)
    const first = (this.first[a] ?? UNPICKABLE) - (this.first[b] ?? UNPICKABLE)
    if (first > 0) return true
    if (first < 0 || (this.first[a] ?? UNPICKABLE) === UNPICKABLE) return false
    return this.winsTie(a, b)
  }

  private beatsSeated(a: number, b: number, seats: Seats): boolean {
    if (a === NOBODY || !this.isPickable(a)) return false
    if (b === NOBODY) return true
    const first = this.firstOf(a, seats) - this.firstOf(b, seats)
    return first === 0 ? this.winsTie(a, b) : first > 0
  }

  private firstOf(slot: number, seats: Seats): number {
    return (this.first[slot] ?? UNPICKABLE) + (this.shared[seats.numberOf(slot)] ?? 0)
  }

  private winsTie(a: number, b: number): boolean {
    const second = (this.second[a] ?? 0) - (this.second[b] ?? 0)
    if (second !== 0) return second > 0
    const order = (this.order[a] ?? 0) - (this.order[b] ?? 0)
    return order === 0 ? a < b : order < 0
  }

  private betterBelow(node: number): number {
    const left = this.winnerBelow(node << 1)
    const right = this.winnerBelow((node << 1) | 1)
    return this.beats(right, left) ? right : left
  }

  private seat(slot: number, alike: object | null): void {
    if (this.seats === null) {
      if (alike === null) return
      this.seats = new Seats(this.slotCount, this.size)
      this.rebuild(this.size)
    }
    const moved = this.seats.seat(slot, alike)
    if (this.seats.size > this.size) this.rebuild(this.seats.size)
    else for (const block of moved) this.replay(block)
  }

  /** The slots of a block changed their seats. */
  private replay({ from, order }: Block): void {
    for (let level = 1; level <= order; level++) {
      const node = (from + this.size) >> level
      for (let below = 0; below < 1 << (order - level); below++)
        this.winners[node + below] = this.betterBelow(node + below)
    }
    this.climb((from + this.size) >> order)
  }

  /** What won below a node may win otherwise above it. */
  private climb(from: number): void {
    for (let node = from >> 1; node >= 1; node >>= 1) this.winners[node] = this.betterBelow(node)
  }

  private growSlots(count: number): void {
    const capacity = powerOfTwo(count)
    this.first = enlarged(this.first, capacity, UNPICKABLE)
    this.second = enlarged(this.second, capacity, 0)
    this.order = enlarged(this.order, capacity, 0)
    this.due = enlarged(this.due, capacity, NEVER)
    if (this.seats === null) this.rebuild(capacity)
  }

  private rebuild(size: number): void {
    this.size = size
    this.winners = new Int32Array(size)
    for (let node = size - 1; node >= 1; node--) this.winners[node] = this.betterBelow(node)
  }
}

function powerOfTwo(capacity: number): number {
  let size = 2
  while (size < capacity) size *= 2
  return size
}

/** A tree in which the leftmost leaf below each node wins, as it does while all are unpickable. */
function emptyTree(size: number): Int32Array {
  const winners = new Int32Array(size)
  for (let node = size - 1; node >= 1; node--)
    winners[node] = 2 * node >= size ? 2 * node - size : (winners[2 * node] ?? 0)
  return winners
}

function enlarged(old: Float64Array, size: number, filler: number): Float64Array<ArrayBuffer> {
  const fresh = new Float64Array(size).fill(filler)
  fresh.set(old)
  return fresh
}
