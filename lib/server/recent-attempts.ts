import { countsAsSuccess, type RecentAttempts } from '@/lib/control/pool-facts'
import { type Attempt, HOUR_MS, type Instant, MINUTE_MS, type ServiceId } from '@/lib/engine/vocabulary'
import { readRollups } from '@/lib/store/rollups'
import type { Session } from '@/lib/store/session'
import { bucketOf } from '@/lib/store/tally'

/** The running minute and the sixty whole ones before it. */
const BUCKETS_KEPT = HOUR_MS / MINUTE_MS + 1

type Count = { attempts: number; successes: number }
type Counted = Pick<Attempt, 'service' | 'outcome' | 'startedAt'>

/**
 * The last hour's attempts of every service, by minute, kept in memory: the dashboard asks for them at every look, and
 * an hour of rollups takes the database tens of milliseconds in which nothing else runs. Read from the rollups once, at
 * start; from then on this process counts its own attempts.
 */
export class RecentAttemptCounts {
  private readonly minutes = new Map<Instant, Map<ServiceId, Count>>()

  /** Takes over what the rollups of the last hour say. */
  async load(session: Session, now: Instant): Promise<void> {
    const rows = await readRollups(session, {
      grain: 'minute',
      since: now - HOUR_MS,
      until: now + HOUR_MS,
      by: ['service', 'outcome'],
    })
    for (const { bucketAt, service = '', outcome = '', sums } of rows)
      this.add(bucketAt, service, outcome, sums.attempts)
  }

  /** Constant time; never throws. */
  record({ service, outcome, startedAt }: Counted): void {
    this.add(bucketOf(startedAt, 'minute'), service, outcome, 1)
  }

  /** Sums since the minute that began at most an hour ago. */
  lastHour(now: Instant): RecentAttempts {
    const sums = new Map<ServiceId, Count>()
    for (const [bucketAt, counts] of this.minutes) {
      if (bucketAt < now - HOUR_MS) continue
      for (const [service, count] of counts) addTo(sums, service, count)
    }
    return sums
  }

  private add(bucketAt: Instant, service: ServiceId, outcome: string, attempts: number): void {
    if (outcome === 'refused') return
    let counts = this.minutes.get(bucketAt)
    if (!counts) {
      counts = new Map()
      this.minutes.set(bucketAt, counts)
      this.forgetOldest()
    }
    addTo(counts, service, { attempts, successes: countsAsSuccess(outcome) ? attempts : 0 })
  }

  /** By their instants, not by when they came: a long request counts into the minute it began in. */
  private forgetOldest(): void {
    if (this.minutes.size <= BUCKETS_KEPT) return
    this.minutes.delete(Math.min(...this.minutes.keys()))
  }
}

function addTo(sums: Map<ServiceId, Count>, service: ServiceId, { attempts, successes }: Count): void {
  const sum = sums.get(service) ?? { attempts: 0, successes: 0 }
  sum.attempts += attempts
  sum.successes += successes
  sums.set(service, sum)
}
