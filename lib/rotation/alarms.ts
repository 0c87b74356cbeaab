import type { Instant } from '@/lib/engine/vocabulary'

const NEVER = Number.POSITIVE_INFINITY

/** A binary heap of (instant, slot); entries that are out of date are left for the owner to ignore. */
export class Alarms {
  private readonly ats: number[] = []
  private readonly slots: number[] = []

  firstAt(): Instant {
    return this.ats[0] ?? NEVER
  }

  push(at: Instant, slot: number): void {
    let child = this.ats.length
    while (child > 0) {
      const parent = (child - 1) >> 1
      const parentAt = this.ats[parent] ?? NEVER
      if (parentAt <= at) break
      this.set(child, parentAt, this.slots[parent] ?? 0)
      child = parent
    }
    this.set(child, at, slot)
  }

  /** The slot of the first alarm, taken out. Ask `firstAt` before. */
  pop(): number {
    const slot = this.slots[0] ?? 0
    const lastAt = this.ats.pop() ?? NEVER
    const lastSlot = this.slots.pop() ?? 0
    const count = this.ats.length
    if (count === 0) return slot
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      if (child >= count) break
      if (child + 1 < count && (this.ats[child + 1] ?? NEVER) < (this.ats[child] ?? NEVER)) child++
      const childAt = this.ats[child] ?? NEVER
      if (childAt >= lastAt) break
      this.set(parent, childAt, this.slots[child] ?? 0)
      parent = child
    }
    this.set(parent, lastAt, lastSlot)
    return slot
  }

  private set(index: number, at: Instant, slot: number): void {
    this.ats[index] = at
    this.slots[index] = slot
  }
}
