/** With fewer requests under way there is hardly ever a second one to write with. */
const FEW = 4
/** So many writes wait for one another at most: the first of them would wait for longer than it saves. */
const TOGETHER = 32

/**
 * Writes that are made in one turn of the event loop, kept to be made at its end, one after the other. Each write wakes
 * whoever is at its other end; with our own work of some 50 µs between any two of them it has fallen asleep again each
 * time, and the kernel lets the writer pay for the waking. Back to back they wake it once.
 */
export class TurnWrites {
  private due: (() => void)[] = []
  private last: (() => void)[] = []
  /** Requests that are not answered yet. */
  underWay = 0

  get isBusy(): boolean {
    return this.underWay >= FEW
  }

  /** @param write must not throw: whoever asked for it has gone on. */
  add(write: () => void): void {
    if (!this.isBusy && this.due.length === 0) {
      write()
      return
    }
    const count = this.due.push(write)
    if (count === TOGETHER) this.makeAll()
    else if (count === 1) setImmediate(makeAll, this)
  }

  /** Never before the turn's end, when all that came meanwhile was heard. @param write must not throw */
  addLast(write: () => void): void {
    if (this.last.push(write) === 1) setImmediate(makeLast, this)
  }

  makeAll(): void {
    const { due } = this
    this.due = []
    for (const write of due) write()
  }

  makeLast(): void {
    const { last } = this
    this.last = []
    for (const write of last) write()
  }
}

const makeLast = (writes: TurnWrites) => writes.makeLast()
const makeAll = (writes: TurnWrites) => writes.makeAll()
