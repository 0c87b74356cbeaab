import type { AlertRulesOf, AlertSnapshot } from '@/lib/engine/alert-rules'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { PoolAlerts } from './pool-alerts'

/** So many keys are looked at before others have their turn: about a millisecond. */
const SLICE = 1000

/**
 * What the alert rules look at, found by looking at those keys alone that changed since the last time, or that time
 * alone changed. The alerts that come of it are those of `alertSnapshot`, which looks at every key.
 */
export class AlertWatch {
  private readonly watched = new Map<ServiceId, PoolAlerts>()
  private seenAt: Instant = 0

  constructor(private readonly pools: Pools) {}

  /**
   * Looks at most of what changed, leaving the others their turn after each slice: `snapshot` has little left to do then.
   * @param pause resolves when the others had it
   */
  async catchUp(rulesOf: AlertRulesOf, now: () => Instant, pause: () => Promise<unknown>): Promise<void> {
    for (const pool of this.follow(rulesOf, now())) {
      while (pool.look(now(), SLICE)) await pause()
    }
  }

  /** As it stands now: of each service the counts, and the keys that may have something to tell. */
  snapshot(rulesOf: AlertRulesOf, now: Instant): AlertSnapshot {
    return { services: this.follow(rulesOf, now).map(pool => pool.snapshot(now)) }
  }

  private follow(rulesOf: AlertRulesOf, now: Instant): PoolAlerts[] {
    // a clock that went back: what had ended may not have
    if (now < this.seenAt) this.watched.clear()
    this.seenAt = now
    return this.pools.services().map(({ id }) => {
      const rules = rulesOf(id)
      const known = this.watched.get(id) ?? new PoolAlerts(this.pools, id, rules)
      this.watched.set(id, known)
      known.setRules(rules)
      return known
    })
  }
}
