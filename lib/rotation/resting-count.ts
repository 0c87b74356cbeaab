import type { Instant } from '@/lib/engine/vocabulary'
import { Alarms } from './alarms'

/** How many slots rest or are out, known without looking at each: it is asked for every log line of an outage. */
export class RestingCount {
  /** Until when each slot that counts now rests; those that do not count are absent. */
  private readonly untils = new Map<number, Instant>()
  private readonly alarms = new Alarms()

  /** A slot rests until then: `Infinity` for one that is out, 0 for one that works or is gone. */
  set(slot: number, until: Instant, now: Instant): void {
    if (until <= now) {
      this.untils.delete(slot)
      return
    }
    if (this.untils.get(slot) === until) return
    this.untils.set(slot, until)
    if (until !== Number.POSITIVE_INFINITY) this.alarms.push(until, slot)
  }

  /** Those that rested or were out when last looked at, the first to do so first. */
  slots(): number[] {
    return [...this.untils.keys()]
  }

  at(now: Instant): number {
    while (this.alarms.firstAt() <= now) {
      const slot = this.alarms.pop()
      if ((this.untils.get(slot) ?? Number.POSITIVE_INFINITY) <= now) this.untils.delete(slot)
    }
    return this.untils.size
  }
}
