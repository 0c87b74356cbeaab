const PAGE_BYTES = 1024 * 1024
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/**
 * Rows that wait to be written, oldest first, as bytes outside the heap: ten thousand texts a second that live for a
 * moment each are what a garbage collector is slowest with. In pages, so that nothing is moved as they grow many.
 */
export class PendingRows {
  private readonly pages: Page[] = []
  /** The last page that was emptied, for the next one. */
  private spare: Page | null = null
  private waiting = 0

  get count(): number {
    return this.waiting
  }

  /** When the oldest one came; `null`: none waits. */
  get oldestAt(): number | null {
    return this.pages[0]?.oldestAt ?? null
  }

  /** @param row ASCII, as `attemptRow` writes it */
  push(row: string, at: number): void {
    const size = row.length + 1
    let page = this.pages.at(-1)
    if (page === undefined || !page.hasRoomFor(size)) {
      page = this.takePage(size)
      this.pages.push(page)
    }
    page.push(row, at)
    this.waiting += 1
  }

  /** A copy of the oldest rows as a JSON list, for whoever writes them to own; they stay here. */
  list(count: number): Uint8Array {
    const parts = this.oldest(count)
    let at = 1
    for (const part of parts) at += part.length
    const list = Buffer.allocUnsafeSlow(Math.max(at, 2))
    list[0] = OPEN_BRACKET
    at = 1
    for (const part of parts) at += part.copy(list, at)
    // in place of the last row's comma
    list[list.length - 1] = CLOSE_BRACKET
    return list
  }

  /** Forgets the oldest rows. */
  drop(count: number): void {
    let left = Math.min(count, this.waiting)
    this.waiting -= left
    for (let page = this.pages[0]; page !== undefined && left > 0; page = this.pages[0]) {
      left -= page.drop(left)
      if (page.count > 0) break
      this.pages.shift()
      this.spare = page
    }
  }

  private oldest(count: number): Buffer[] {
    const parts: Buffer[] = []
    let left = count
    for (const page of this.pages) {
      if (left <= 0) break
      parts.push(page.oldest(left))
      left -= page.count
    }
    return parts
  }

  private takePage(size: number): Page {
    const page = this.spare
    this.spare = null
    if (page === null || size > PAGE_BYTES) return new Page(Math.max(PAGE_BYTES, size))
    page.clear()
    return page
  }
}

class Page {
  private readonly bytes: Buffer
  /** Where each row ends; the first of them that still waits, and where it begins. */
  private ends: number[] = []
  /** When each row came. */
  private times: number[] = []
  private first = 0
  private start = 0

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size)
  }

  get count(): number {
    return this.ends.length - this.first
  }

  private get end(): number {
    return this.ends.at(-1) ?? 0
  }

  hasRoomFor(size: number): boolean {
    return this.end + size <= this.bytes.length
  }

  get oldestAt(): number | null {
    return this.times[this.first] ?? null
  }

  push(row: string, at: number): void {
    const end = this.end + this.bytes.write(row, this.end, 'latin1')
    this.bytes[end] = COMMA
    this.ends.push(end + 1)
    this.times.push(at)
  }

  oldest(count: number): Buffer {
    return this.bytes.subarray(this.start, this.endOf(count))
  }

  drop(count: number): number {
    const dropped = Math.min(count, this.count)
    this.start = this.endOf(count)
    this.first += dropped
    return dropped
  }

  clear(): void {
    this.ends = []
    this.times = []
    this.first = 0
    this.start = 0
  }

  private endOf(count: number): number {
    return this.ends[this.first + Math.min(count, this.count) - 1] ?? this.start
  }
}
