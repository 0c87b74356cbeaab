import type { Attempt } from '@/lib/engine/attempt'
import {
  CALLER_WINDOWS,
  type CallerLimits,
  type CallerUse,
  type CallerWindow,
  callerWindowEnd,
  callerWindowStart,
  type Overrun,
  overrunOf,
} from '@/lib/engine/caller-limits'
import type { Instant } from '@/lib/engine/vocabulary'

/**
 * One window of one caller. `own`: let in, or spent, by this process; `settled`: what of it is recorded, so that the
 * database may hold it already; `others`: what the database holds beside it, from other processes and from before.
 */
type Count = { startsAt: Instant; endsAt: Instant; own: number; settled: number; others: number }

type Meter = { limits: CallerLimits; counts: Record<CallerWindow, Count> }

/**
 * Counts what limited callers use, and says when they are at a limit: at once, from memory. Alone on its database a
 * process is exact, also over a restart. Of what other processes let in it learns by `learn`, and never more than is true,
 * so that nobody is refused too early; between two calls as many requests too many may pass as the others let in.
 */
export class CallerMeter {
  private meters = new Map<string, Meter>()

  /** Takes the limits as they are now; what a caller used stays counted. Follow it with `learn`. */
  replace(limits: ReadonlyMap<string, CallerLimits>, now: Instant): void {
    const known = this.meters
    this.meters = new Map()
    for (const [id, own] of limits) {
      if (CALLER_LIMIT_FIELDS.every(field => own[field] === null)) continue
      this.meters.set(id, { limits: own, counts: known.get(id)?.counts ?? newCounts(now) })
    }
  }

  /** Counts a request in, or says which limit keeps it out; what is kept out is not counted. */
  count(id: string, now: Instant): Overrun | null {
    const meter = this.meters.get(id)
    if (meter === undefined) return null
    const { minute, day, month } = rolled(meter.counts, now)
    const overrun = overrunOf(
      meter.limits,
      { minuteCount: used(minute), dayCount: used(day), monthUsd: used(month) },
      now,
    )
    if (overrun !== null) return overrun
    minute.own += 1
    day.own += 1
    return null
  }

  /** Hears of an attempt when it is handed to the recorder. A request counts when its last one does. */
  record({ caller, startedAt, costUsd, ending }: Attempt, now: Instant): void {
    const meter = caller === null ? undefined : this.meters.get(caller)
    if (meter === undefined) return
    const { minute, day, month } = rolled(meter.counts, now)
    if (isIn(month, startedAt)) {
      month.own += costUsd
      month.settled += costUsd
    }
    if (ending === null || ending === 'refused') return
    if (isIn(minute, startedAt)) minute.settled += 1
    if (isIn(day, startedAt)) day.settled += 1
  }

  hasAny(): boolean {
    return this.meters.size > 0
  }

  /** Takes what the database held at an instant, this process's own share included. */
  learn(uses: ReadonlyMap<string, CallerUse>, at: Instant): void {
    for (const [id, { counts }] of this.meters) {
      const use = uses.get(id)
      if (use === undefined) continue
      learnCount(counts.minute, at, use.minuteCount)
      learnCount(counts.day, at, use.dayCount)
      learnCount(counts.month, at, use.monthUsd)
    }
  }
}

const CALLER_LIMIT_FIELDS = ['requestsPerMinute', 'requestsPerDay', 'budgetUsdPerMonth'] as const

/** `settled` may be ahead of the database, never behind it: the difference is at most what others did. */
function learnCount(count: Count, at: Instant, written: number): void {
  if (isIn(count, at)) count.others = Math.max(count.others, written - count.settled)
}

function used({ own, others }: Count): number {
  return own + others
}

function isIn({ startsAt, endsAt }: Count, at: Instant): boolean {
  return at >= startsAt && at < endsAt
}

function newCounts(now: Instant): Meter['counts'] {
  const newCount = () => ({ startsAt: now, endsAt: now, own: 0, settled: 0, others: 0 })
  return rolled({ minute: newCount(), day: newCount(), month: newCount() }, now)
}

/** The counts, each begun anew where its window is another. */
function rolled(counts: Meter['counts'], now: Instant): Meter['counts'] {
  for (const window of CALLER_WINDOWS) {
    const count = counts[window]
    if (isIn(count, now)) continue
    count.startsAt = callerWindowStart(window, now)
    count.endsAt = callerWindowEnd(window, now)
    count.own = 0
    count.settled = 0
    count.others = 0
  }
  return counts
}
