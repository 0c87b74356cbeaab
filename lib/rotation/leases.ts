import type { Lease } from '@/lib/engine/lease'
import type { Instant } from '@/lib/engine/vocabulary'

/** How many expired leases are remembered for an attempt that ends after all. */
const EXPIRED_KEPT = 10_000

/** The leases that are out, and those taken back whose attempt may still end. */
export class Leases {
  private readonly out = new Map<number, Lease>()
  private readonly expired = new Map<number, Lease>()
  private given = 0

  get count(): number {
    return this.out.size
  }

  /** The newest lease's id; 0 before the first. */
  get lastId(): number {
    return this.given
  }

  nextId(): number {
    return ++this.given
  }

  add(lease: Lease): void {
    this.out.set(lease.id, lease)
  }

  /** Ends a lease. Says whether it had been taken back before. @throws when it was ended before (a bug) */
  end({ id }: Lease): 'in-time' | 'late' {
    if (this.out.delete(id)) return 'in-time'
    if (this.expired.delete(id)) return 'late'
    throw new Error(`lease ${id} was settled twice`)
  }

  /** Takes back, and returns, every lease that outlived its time. */
  takeExpired(now: Instant): Lease[] {
    // all of them are looked at: a clock that jumped back left them in no order
    const expired = Array.from(this.out.values()).filter(({ expiresAt }) => expiresAt <= now)
    for (const lease of expired) {
      this.out.delete(lease.id)
      this.expired.set(lease.id, lease)
      if (this.expired.size > EXPIRED_KEPT) this.expired.delete(this.expired.keys().next().value ?? 0)
    }
    return expired
  }
}
