/** Where nobody sits. */
export const NOBODY = -1
/** The number of those that are like no other. */
const ALONE = 0

/** `2 ** order` leaves from `from` on, which have a node of the tree to themselves. */
export type Block = { from: number; order: number }
/** Slots that are alike, in a block of their own. `vacant`: its leaves that nobody has. */
type Group = Block & { alike: object; vacant: number[] }

const UNMOVED: readonly Block[] = []

/**
 * Which slot sits at which leaf of a tournament. Slots that are alike sit together, so that what moves all of them alike
 * changes nothing among them, and is played again above their block alone. A block that is too small is left for one
 * twice as large; blocks are split when a smaller one is needed, and the tree grows when none is left.
 */
export class Seats {
  private readonly leaves: number[] = []
  private readonly numbers: number[] = []
  private slots: Int32Array
  private readonly known = new Map<object, number>()
  private readonly groups: (Group | undefined)[] = [undefined]
  private readonly freeNumbers: number[] = []
  /** Where free blocks begin, by order. */
  private readonly free: number[][] = []

  /** At first each slot sits at the leaf of its number. @param size how many leaves there are, a power of two */
  constructor(slotCount: number, size: number) {
    this.slots = new Int32Array(size).fill(NOBODY)
    for (let slot = 0; slot < slotCount; slot++) {
      this.leaves.push(slot)
      this.numbers.push(ALONE)
      this.slots[slot] = slot
    }
    for (let from = slotCount; from < size; ) {
      let order = 0
      while (from % (2 << order) === 0 && from + (2 << order) <= size) order++
      this.give({ from, order })
      from += 1 << order
    }
  }

  get size(): number {
    return this.slots.length
  }

  leafOf(slot: number): number {
    return this.leaves[slot] ?? NOBODY
  }

  slotAt(leaf: number): number {
    return this.slots[leaf] ?? NOBODY
  }

  /** A number for those a slot is alike to; 0: none. */
  numberOf(slot: number): number {
    return this.numbers[slot] ?? ALONE
  }

  /** The same by what makes them so; `undefined`: nobody is. */
  numberOfAlike(alike: object): number | undefined {
    return this.known.get(alike)
  }

  blockOf(number: number): Block | undefined {
    return this.groups[number]
  }

  /** Gives a slot a seat beside those with the same `alike`; `null`: by itself. @returns the blocks that look otherwise */
  seat(slot: number, alike: object | null): readonly Block[] {
    const leaf = this.leafOf(slot)
    const was = this.groups[this.numberOf(slot)]
    if (leaf !== NOBODY && (was?.alike ?? null) === alike) return UNMOVED
    const moved: Block[] = []
    if (leaf !== NOBODY) this.leave(leaf, was, this.numberOf(slot), moved)
    const number = alike === null ? ALONE : this.numberFor(alike)
    const group = this.groups[number]
    const seat = group ? this.vacantOf(group, moved) : this.take(0)
    this.leaves[slot] = seat
    this.numbers[slot] = number
    this.slots[seat] = slot
    return moved
  }

  private leave(leaf: number, group: Group | undefined, number: number, moved: Block[]): void {
    this.slots[leaf] = NOBODY
    moved.push({ from: leaf, order: 0 })
    if (group === undefined) {
      this.give({ from: leaf, order: 0 })
      return
    }
    group.vacant.push(leaf)
    if (group.vacant.length < 1 << group.order) return
    this.give(group)
    this.known.delete(group.alike)
    this.groups[number] = undefined
    this.freeNumbers.push(number)
  }

  private numberFor(alike: object): number {
    const known = this.known.get(alike)
    if (known !== undefined) return known
    const number = this.freeNumbers.pop() ?? this.groups.length
    const from = this.take(0)
    this.groups[number] = { alike, from, order: 0, vacant: [from] }
    this.known.set(alike, number)
    return number
  }

  private vacantOf(group: Group, moved: Block[]): number {
    const vacant = group.vacant.pop()
    if (vacant !== undefined) return vacant
    const { from, order } = group
    const to = this.take(order + 1)
    const count = 1 << order
    for (let place = 0; place < count; place++) {
      const slot = this.slotAt(from + place)
      this.slots[from + place] = NOBODY
      this.slots[to + place] = slot
      this.leaves[slot] = to + place
      group.vacant.push(to + 2 * count - 1 - place)
    }
    this.give({ from, order })
    group.from = to
    group.order = order + 1
    moved.push({ from, order }, { from: to, order: order + 1 })
    return group.vacant.pop() ?? NOBODY
  }

  /** A free block, split off a larger one where there is none; without any the tree grows to twice its size. */
  private take(order: number): number {
    for (let larger = order; larger < this.free.length; larger++) {
      const from = this.free[larger]?.pop()
      if (from === undefined) continue
      for (let split = larger - 1; split >= order; split--) this.give({ from: from + (1 << split), order: split })
      return from
    }
    const { size } = this
    const slots = new Int32Array(2 * size).fill(NOBODY)
    slots.set(this.slots)
    this.slots = slots
    this.give({ from: size, order: Math.log2(size) })
    return this.take(order)
  }

  private give({ from, order }: Block): void {
    while (this.free.length <= order) this.free.push([])
    this.free[order]?.push(from)
  }
}
