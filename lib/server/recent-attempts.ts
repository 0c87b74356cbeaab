import { countsAsSuccess, type RecentAttempts } from '@/lib/control/pool-facts'
import type { MinuteTraffic } from '@/lib/control/traffic'
import type { Attempt } from '@/lib/engine/attempt'
import { HOUR_MS, type Instant, MINUTE_MS, OUTCOME_KINDS, type ServiceId } from '@/lib/engine/vocabulary'
import type { MinuteCount } from '@/lib/store/facets'
import { readRollups } from '@/lib/store/rollups'
import type { Session } from '@/lib/store/session'
import { bucketOf } from '@/lib/store/tally'

/** The running minute and the sixty whole ones before it. */
const BUCKETS_KEPT = HOUR_MS / MINUTE_MS + 1

type Ending = Attempt['outcome']
type Endings = Map<Ending, number>
type Counted = Pick<Attempt, 'service' | 'outcome' | 'startedAt'>

/**
 * The last hour's attempts of every service, by minute and by how they ended, kept in memory: the dashboard asks for
 * them at every look, and an hour of rollups takes the database tens of milliseconds in which nothing else runs. Read
 * from the rollups once, at start; from then on this process counts its own attempts, and hears of those of others.
 */
export class RecentAttemptCounts {
  private readonly minutes = new Map<Instant, Map<ServiceId, Endings>>()
  /** From this minute on this process counts: a minute without attempts had none. */
  private countedFrom = Number.POSITIVE_INFINITY

  /** Takes over what the rollups of the last hour say. */
  async load(session: Session, now: Instant): Promise<void> {
    this.countedFrom = bucketOf(now, 'minute')
    const rows = await readRollups(session, {
      grain: 'minute',
      since: now - HOUR_MS,
      until: now + HOUR_MS,
      by: ['service', 'outcome'],
    })
    for (const { bucketAt, service = '', outcome = '', sums } of rows) {
      const ending = ENDINGS.find(known => known === outcome)
      if (ending !== undefined) this.add(bucketAt, service, ending, sums.attempts)
    }
  }

  /** Constant time; never throws. */
  record({ service, outcome, startedAt }: Counted): void {
    this.add(bucketOf(startedAt, 'minute'), service, outcome, 1)
  }

  /** Takes over what the database says of all processes; what is not written yet is known here alone. */
  hearAll(counts: readonly MinuteCount[]): void {
    for (const { bucketAt, service, dimension, value, count } of counts) {
      const ending = ENDINGS.find(known => known === value)
      if (dimension !== 'outcome' || ending === undefined) continue
      const known = this.minutes.get(bucketAt)?.get(service)?.get(ending) ?? 0
      if (count > known) this.add(bucketAt, service, ending, count - known)
    }
  }

  /** Sums since the minute that began at most an hour ago. What the gateway refused itself is no attempt. */
  lastHour(now: Instant): RecentAttempts {
    const sums = new Map<ServiceId, { attempts: number; successes: number }>()
    for (const [bucketAt, services] of this.minutes) {
      if (bucketAt < now - HOUR_MS) continue
      for (const [service, endings] of services) {
        const sum = sums.get(service) ?? { attempts: 0, successes: 0 }
        for (const [ending, count] of endings) {
          if (ending === 'refused') continue
          sum.attempts += count
          if (countsAsSuccess(ending)) sum.successes += count
        }
        if (sum.attempts > 0) sums.set(service, sum)
      }
    }
    return sums
  }

  /** Every minute of the last hour, the running one included: how the attempts of all services ended that began in it. */
  lastMinutes(now: Instant): MinuteTraffic[] {
    const running = bucketOf(now, 'minute')
    return Array.from({ length: BUCKETS_KEPT }, (_, index) => {
      const at = running - (BUCKETS_KEPT - 1 - index) * MINUTE_MS
      const services = this.minutes.get(at)
      if (!services) return { at, outcomes: at < this.countedFrom ? null : new Map() }
      return { at, outcomes: merged(services.values()) }
    })
  }

  private add(bucketAt: Instant, service: ServiceId, ending: Ending, count: number): void {
    let services = this.minutes.get(bucketAt)
    if (!services) {
      services = new Map()
      this.minutes.set(bucketAt, services)
      this.forgetOldest()
    }
    let endings = services.get(service)
    if (!endings) {
      endings = new Map()
      services.set(service, endings)
    }
    endings.set(ending, (endings.get(ending) ?? 0) + count)
  }

  /** By their instants, not by when they came: a long request counts into the minute it began in. */
  private forgetOldest(): void {
    if (this.minutes.size <= BUCKETS_KEPT) return
    this.minutes.delete(Math.min(...this.minutes.keys()))
  }
}

const ENDINGS: readonly Ending[] = [...OUTCOME_KINDS, 'refused']

function merged(all: Iterable<Endings>): Endings {
  const sums: Endings = new Map()
  for (const endings of all) {
    for (const [ending, count] of endings) sums.set(ending, (sums.get(ending) ?? 0) + count)
  }
  return sums
}
