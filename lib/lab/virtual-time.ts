import { setImmediate as nextTurn } from 'node:timers/promises'

type Due = { at: number; order: number; act: () => void }

/**
 * A clock that goes from one thing that happens straight to the next. What awaits `sleep` goes on at its instant, and
 * has gone as far as it can before the clock moves again; other work of the process gets its turn in between.
 */
export class VirtualTime {
  private at: number
  private order = 0
  /** A heap, the next one first. */
  private readonly due: Due[] = []

  constructor(startAt: number) {
    this.at = startAt
  }

  readonly now = (): number => this.at

  /** Resolves `waitMs` later by this clock. */
  readonly sleep = (waitMs: number): Promise<void> =>
    new Promise(resolve => this.call(this.at + Math.max(0, waitMs), resolve))

  call(at: number, act: () => void): void {
    const entry = { at, order: this.order++, act }
    let child = this.due.length
    this.due.push(entry)
    while (child > 0) {
      const parent = (child - 1) >> 1
      const above = this.due[parent]
      if (above === undefined || !isBefore(entry, above)) break
      this.due[child] = above
      this.due[parent] = entry
      child = parent
    }
  }

  /** Lets happen what is due until `untilAt`, in order, or until `isOver` says so. */
  async runUntil(untilAt: number, isOver: () => boolean = () => false): Promise<void> {
    for (let next = this.due[0]; next !== undefined && next.at <= untilAt && !isOver(); next = this.due[0]) {
      this.pop()
      this.at = next.at
      next.act()
      await nextTurn()
    }
    this.at = Math.max(this.at, untilAt)
  }

  private pop(): void {
    const last = this.due.pop()
    if (last === undefined || this.due.length === 0) return
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      const right = this.due[child + 1]
      const left = this.due[child]
      if (left === undefined) break
      if (right !== undefined && isBefore(right, left)) child++
      const below = this.due[child]
      if (below === undefined || !isBefore(below, last)) break
      this.due[parent] = below
      parent = child
    }
    this.due[parent] = last
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at
}
