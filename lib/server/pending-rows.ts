const FIRST_BYTES = 256 * 1024
/** A larger store is given back once it is empty: an outage made it. */
const KEPT_BYTES = 8 * 1024 * 1024
/** A character takes at most this many bytes. */
const CHAR_BYTES = 3
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/**
 * Rows that wait to be written, oldest first, as bytes outside the heap: ten thousand texts a second that live for a
 * moment each are what a garbage collector is slowest with.
 */
export class PendingRows {
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  private start = 0
  private end = 0
  private sizes: number[] = []
  /** The first of `sizes` that still waits. */
  private first = 0

  get count(): number {
    return this.sizes.length - this.first
  }

  push(row: string): void {
    this.makeRoom((row.length + 1) * CHAR_BYTES)
    const size = this.bytes.write(row, this.end) + 1
    this.bytes[this.end + size - 1] = COMMA
    this.sizes.push(size)
    this.end += size
  }

  /** A copy of the oldest rows as a JSON list, for whoever writes them to own; they stay here. */
  list(count: number): Uint8Array {
    const size = this.sizeOf(count)
    const list = Buffer.allocUnsafeSlow(Math.max(size, 1) + 1)
    list[0] = OPEN_BRACKET
    this.bytes.copy(list, 1, this.start, Math.max(this.start, this.start + size - 1))
    list[list.length - 1] = CLOSE_BRACKET
    return list
  }

  /** Forgets the oldest rows. */
  drop(count: number): void {
    this.start += this.sizeOf(count)
    this.first += Math.min(count, this.count)
    if (this.count === 0) this.empty()
  }

  private sizeOf(count: number): number {
    let size = 0
    const end = Math.min(this.first + count, this.sizes.length)
    for (let index = this.first; index < end; index++) size += this.sizes[index] ?? 0
    return size
  }

  private empty(): void {
    this.start = 0
    this.end = 0
    this.sizes = []
    this.first = 0
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  }

  private makeRoom(size: number): void {
    if (this.end + size <= this.bytes.length) return
    const waiting = this.end - this.start
    const isMostlySpent = waiting + size <= this.bytes.length / 2
    const roomy = isMostlySpent ? this.bytes : Buffer.allocUnsafeSlow(2 * (this.bytes.length + size))
    this.bytes.copy(roomy, 0, this.start, this.end)
    this.bytes = roomy
    this.start = 0
    this.end = waiting
    this.sizes = this.sizes.slice(this.first)
    this.first = 0
  }
}
