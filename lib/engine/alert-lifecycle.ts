import type { AlertCode, AlertFact } from './alert-rules'
import { type Instant, MINUTE_MS, SECOND_MS } from './vocabulary'

/** How alerts calm down. */
export const ALERT_CALM = {
  /** A condition must be gone this long before its alert resolves; doubled for each time it came back. */
  clearingMs: 30 * SECOND_MS,
  clearingCapMs: 30 * MINUTE_MS,
  /** A resolved alert is remembered this long: until then a new raise is a return of the old one. */
  memoryMs: 30 * MINUTE_MS,
} as const

/** One condition of one key or service over time, from its raise until it is forgotten. */
export type Alert = {
  /** The same for the same condition of the same key or service. */
  id: string
  /** As it stands, or stood when last seen. */
  fact: AlertFact
  raisedAt: Instant
  updatedAt: Instant
  /** `clearing`: the condition is gone, but not for long enough. */
  phase: { kind: 'open' } | { kind: 'clearing'; since: Instant } | { kind: 'resolved'; at: Instant }
  /** How often it came back soon after it resolved. */
  returnCount: number
  /** Somebody has seen it: only its end is still told, until it is raised afresh. */
  acknowledgedAt: Instant | null
  /** Said no more until then; if it still lasts, said once more. */
  snoozedUntil: Instant | null
}

/** What is worth telling people. */
export type AlertNotice = { kind: 'raised' | 'reminded' | 'resolved'; alert: Alert }

export type AlertsAdvanced = {
  /** Open, clearing and remembered ones. An alert that nothing happened to is the same object as before. */
  alerts: readonly Alert[]
  notices: readonly AlertNotice[]
}

/**
 * The alerts after a look at what holds now. A condition raises one alert and updates it while it lasts; the alert
 * resolves by itself once the condition is gone, and is armed again. One that comes and goes stays open for longer and
 * longer instead of being told each time.
 */
export function advanceAlerts(previous: readonly Alert[], facts: readonly AlertFact[], now: Instant): AlertsAdvanced {
  const factsById = new Map(facts.map(fact => [alertId(fact), fact]))
  const alerts: Alert[] = []
  const notices: AlertNotice[] = []
  for (const before of previous) {
    const fact = factsById.get(before.id)
    factsById.delete(before.id)
    const alert = fact === undefined ? withoutCondition(before, now) : withCondition(before, fact, now)
    if (alert === null) continue
    alerts.push(alert)
    const kind = noticeOf(before, alert)
    if (kind !== null) notices.push({ kind, alert })
  }
  for (const [id, fact] of factsById) {
    const alert = raised(id, fact, now)
    alerts.push(alert)
    notices.push({ kind: 'raised', alert })
  }
  return { alerts, notices }
}

/** The alert a fact belongs to. */
function alertId(fact: AlertFact): string {
  return `${fact.service}/${fact.keyId ?? '*'}/${fact.code}`
}

/** Whether it is to be shown as standing (open, or not gone for long enough). */
export function isStanding(alert: Alert): boolean {
  return alert.phase.kind !== 'resolved'
}

/** Somebody has seen it; the first to do so counts. */
export function acknowledgeAlert(alert: Alert, now: Instant): Alert {
  return alert.acknowledgedAt === null ? { ...alert, acknowledgedAt: now } : alert
}

/** Nobody wants to hear of it until then. */
export function snoozeAlert(alert: Alert, until: Instant): Alert {
  return { ...alert, snoozedUntil: until }
}

function raised(id: string, fact: AlertFact, now: Instant): Alert {
  return {
    id,
    fact,
    raisedAt: now,
    updatedAt: now,
    phase: { kind: 'open' },
    returnCount: 0,
    acknowledgedAt: null,
    snoozedUntil: null,
  }
}

function withCondition(alert: Alert, fact: AlertFact, now: Instant): Alert {
  const snoozedUntil = snoozeLeft(alert, now)
  if (alert.phase.kind === 'resolved') {
    // whoever saw the one before was told that it is over, and must hear that it is not
    return { ...raised(alert.id, fact, now), returnCount: alert.returnCount + 1, snoozedUntil }
  }
  const isSame = isSameFact(alert.fact, fact)
  if (isSame && alert.phase.kind === 'open' && snoozedUntil === alert.snoozedUntil) return alert
  return {
    ...alert,
    fact: isSame ? alert.fact : fact,
    updatedAt: isSame ? alert.updatedAt : now,
    phase: { kind: 'open' },
    snoozedUntil,
  }
}

/** `null`: forgotten. */
function withoutCondition(alert: Alert, now: Instant): Alert | null {
  const { phase } = alert
  if (phase.kind === 'resolved') {
    const isRemembered = Math.abs(now - phase.at) < ALERT_CALM.memoryMs || now < (alert.snoozedUntil ?? 0)
    return isRemembered ? alert : null
  }
  const clearingMs = clearingMsOf(alert)
  // Measured from now when the clock has jumped back since.
  const since = phase.kind === 'clearing' ? Math.min(phase.since, now) : now
  if (now - since >= clearingMs) {
    return { ...alert, phase: { kind: 'resolved', at: now }, snoozedUntil: snoozeLeft(alert, now) }
  }
  return phase.kind === 'clearing' && phase.since === since ? alert : { ...alert, phase: { kind: 'clearing', since } }
}

function snoozeLeft({ snoozedUntil }: Alert, now: Instant): Instant | null {
  return snoozedUntil !== null && now < snoozedUntil ? snoozedUntil : null
}

/** A status ends only by a person's hand or a probe's proof: its alert resolves at once. */
const STEADY_CODES = new Set<AlertCode>(['key-rejected', 'key-suspended', 'out-of-credit'])

function clearingMsOf(alert: Alert): number {
  if (STEADY_CODES.has(alert.fact.code)) return 0
  return Math.min(ALERT_CALM.clearingMs * 2 ** alert.returnCount, ALERT_CALM.clearingCapMs)
}

function noticeOf(before: Alert, after: Alert): AlertNotice['kind'] | null {
  if (after.snoozedUntil !== null) return null
  const wasStanding = isStanding(before)
  if (wasStanding && !isStanding(after)) return 'resolved'
  if (after.acknowledgedAt !== null || !isStanding(after)) return null
  if (!wasStanding) return 'raised'
  return before.snoozedUntil === null ? null : 'reminded'
}

function isSameFact(a: AlertFact, b: AlertFact): boolean {
  const before = new Map<string, unknown>(Object.entries(a))
  return Object.entries(b).every(([name, value]) => before.get(name) === value)
}
