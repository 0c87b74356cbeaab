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
import { LEASE_LIFETIME_MS } from '@/lib/engine/defaults'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'

/**
 * One window of one caller. `own`: let in, or spent, by this process; `settled`: what of it is recorded, so that the
 * database may hold it already; `others`: what the database holds beside it, from other processes and from before.
 */
type Count = { startsAt: Instant; endsAt: Instant; own: number; settled: number; others: number }

type Meter = {
  limits: CallerLimits
  counts: Record<CallerWindow, Count>
  /** What requests under way may cost. */
  heldUsd: number
  /** The same of other processes, as far as they said. */
  heldElsewhereUsd: number
  /** What was spent here so lately that other processes may not have read it yet, oldest first. */
  spentLately: { usd: number; at: Instant }[]
}

/** What one request under way may cost. */
type Hold = { caller: string; usd: number; at: Instant }

/** No request is under way for so long: what is held then was forgotten. */
const HOLD_MAX_MS = 2 * LEASE_LIFETIME_MS

/** By then every process has read what was spent: it is written within a second, and looked at every 2 s. */
const READ_ELSEWHERE_MS = 4 * SECOND_MS

/**
 * Counts what limited callers use, and says when they are at a limit: at once, from memory. Alone on its database a
 * process is exact, also over a restart. Of what other processes let in it learns by `learn`, and never more than is true;
 * between two calls as many requests too many may pass as the others let in.
 * What is held for requests under way it tells others by `held`, and hears of theirs by `hearHeld`.
 */
export class CallerMeter {
  private meters = new Map<string, Meter>()
  /** By request, oldest first. */
  private readonly holds = new Map<string, Hold>()

  /** Takes the limits as they are now; what a caller used stays counted. Follow it with `learn`. */
  replace(limits: ReadonlyMap<string, CallerLimits>, now: Instant): void {
    const known = this.meters
    this.meters = new Map()
    for (const [id, own] of limits) {
      if (CALLER_LIMIT_FIELDS.every(field => own[field] === null)) continue
      this.meters.set(id, { ...(known.get(id) ?? newMeter(now)), limits: own })
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

  /** Takes back a request that was counted in and is kept out after all. */
  giveBack(id: string, now: Instant): void {
    const meter = this.meters.get(id)
    if (meter === undefined) return
    const { minute, day } = rolled(meter.counts, now)
    minute.own = Math.max(0, minute.own - 1)
    day.own = Math.max(0, day.own - 1)
  }

  /**
   * Holds what a request may cost until its last attempt is recorded, or says what is left of a budget that others under
   * way may use up. Alone a request is let in as long as anything is left: only what is under way with it is a guess.
   */
  hold(id: string, requestId: string, usd: number, now: Instant): { leftUsd: number; limitUsd: number } | null {
    this.forgetOldHolds(now)
    const meter = this.meters.get(id)
    const limitUsd = meter?.limits.budgetUsdPerMonth ?? null
    if (meter === undefined || limitUsd === null) return null
    const leftUsd = Math.max(0, limitUsd - used(rolled(meter.counts, now).month))
    const heldUsd = meter.heldUsd + meter.heldElsewhereUsd
    if (heldUsd > 0 && heldUsd >= leftUsd) return { leftUsd, limitUsd }
    this.holds.set(requestId, { caller: id, usd, at: now })
    meter.heldUsd += usd
    return null
  }

  release(requestId: string): void {
    const hold = this.holds.get(requestId)
    if (hold === undefined) return
    this.holds.delete(requestId)
    const meter = this.meters.get(hold.caller)
    if (meter !== undefined) meter.heldUsd = Math.max(0, meter.heldUsd - hold.usd)
  }

  private forgetOldHolds(now: Instant): void {
    for (const [requestId, { at }] of this.holds) {
      if (now - at < HOLD_MAX_MS) return
      this.release(requestId)
    }
  }

  /** Hears of an attempt when it is handed to the recorder. A request counts when its last one does. */
  record({ requestId, caller, startedAt, costUsd, ending }: Attempt, now: Instant): void {
    const meter = caller === null ? undefined : this.meters.get(caller)
    if (meter === undefined) return
    if (ending !== null) this.release(requestId)
    const { minute, day, month } = rolled(meter.counts, now)
    if (isIn(month, startedAt)) {
      month.own += costUsd
      month.settled += costUsd
      if (costUsd > 0 && meter.limits.budgetUsdPerMonth !== null) noteSpent(meter.spentLately, costUsd, now)
    }
    if (ending === null || ending === 'refused') return
    if (isIn(minute, startedAt)) minute.settled += 1
    if (isIn(day, startedAt)) day.settled += 1
  }

  hasAny(): boolean {
    return this.meters.size > 0
  }

  hasBudgets(): boolean {
    for (const { limits } of this.meters.values()) if (limits.budgetUsdPerMonth !== null) return true
    return false
  }

  /**
   * What other processes must leave of each budget: what is held here, and what was spent so lately that they may not
   * have read it. Others that have read it count it twice for that while: a budget nearly spent refuses a moment too early.
   */
  held(now: Instant): Map<string, number> {
    const sums = new Map<string, number>()
    for (const [id, meter] of this.meters) {
      const first = meter.spentLately.findIndex(({ at }) => now - at < READ_ELSEWHERE_MS)
      meter.spentLately.splice(0, first === -1 ? meter.spentLately.length : first)
      const usd = meter.spentLately.reduce((sum, each) => sum + each.usd, meter.heldUsd)
      if (usd > 0) sums.set(id, usd)
    }
    return sums
  }

  /** Takes what the other processes said that they hold. */
  hearHeld(sums: ReadonlyMap<string, number>): void {
    for (const [id, meter] of this.meters) meter.heldElsewhereUsd = sums.get(id) ?? 0
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

/** What is spent within a moment is one sum, however many requests end in it. */
function noteSpent(lately: Meter['spentLately'], usd: number, now: Instant): void {
  const last = lately.at(-1)
  if (last !== undefined && now - last.at < SPENT_MOMENT_MS) last.usd += usd
  else lately.push({ usd, at: now })
}

const SPENT_MOMENT_MS = 250

function newMeter(now: Instant): Omit<Meter, 'limits'> {
  return { counts: newCounts(now), heldUsd: 0, heldElsewhereUsd: 0, spentLately: [] }
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
