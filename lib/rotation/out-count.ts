import type { OutCounts, Unavailability } from '@/lib/engine/lease'

type Reason = Unavailability['reason']

const NONE: OutCounts = Object.freeze({})

/** How many slots cannot work, by reason, kept as they change: it is asked for at every choice. */
export class OutCount {
  private readonly reasons: (Reason | null)[] = []
  private readonly counts = new Map<Reason, number>()
  private said: OutCounts | null = NONE

  set(slot: number, reason: Reason | null): void {
    const before = this.reasons[slot] ?? null
    if (before === reason) return
    this.reasons[slot] = reason
    this.said = null
    if (before !== null) this.add(before, -1)
    if (reason !== null) this.add(reason, 1)
  }

  /** Whether a slot is among those that can work. */
  isIn(slot: number): boolean {
    return (this.reasons[slot] ?? null) === null
  }

  /** The same object until something changes. */
  read(): OutCounts {
    this.said ??= this.counts.size === 0 ? NONE : Object.fromEntries(this.counts)
    return this.said
  }

  private add(reason: Reason, by: 1 | -1): void {
    const count = (this.counts.get(reason) ?? 0) + by
    if (count === 0) this.counts.delete(reason)
    else this.counts.set(reason, count)
  }
}

/** The counts with those slots that only had been tried. */
export function withTried(outCount: OutCount, tried: readonly number[]): OutCounts {
  const counts = outCount.read()
  let triedCount = 0
  for (const slot of tried) if (outCount.isIn(slot)) triedCount++
  return triedCount === 0 ? counts : { ...counts, 'already-tried': triedCount }
}
