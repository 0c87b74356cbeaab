import { FAILURES_KEPT } from './defaults'
import type { Exhausted } from './lease'
import type { Circuit } from './state'
import { type Instant, type KeyId, type KeyStatus, MINUTE_MS, type OutcomeKind, type ServiceId } from './vocabulary'

/** From when on conditions hold, where an operator set nothing else. */
const DEFAULT_ALERT_THRESHOLDS = {
  /** Over this share of a daily limit. */
  usageRatio: 0.8,
  failureCount: 3,
  failureWindowMs: 5 * MINUTE_MS,
  /** Fewer than this share of a service's keys. */
  healthyShare: 0.5,
}
type AlertThresholds = typeof DEFAULT_ALERT_THRESHOLDS

/** When a service's conditions hold, and which of them nobody wants to hear of. */
export type AlertRules = AlertThresholds & { off: readonly AlertCode[] }
/** The usual thresholds, and every condition told. */
export const DEFAULT_ALERT_RULES: AlertRules = { ...DEFAULT_ALERT_THRESHOLDS, off: [] }
/** The rules of each service. */
export type AlertRulesOf = (service: ServiceId) => AlertRules

/** What the conditions are read from. */
export type AlertSnapshot = { services: readonly ServiceSnapshot[] }

export type ServiceSnapshot = {
  id: ServiceId
  circuit: Circuit
  /**
   * What a request for one unit would hear now, of `model` where it is the only one that no key may serve; `null` when
   * a key may work.
   */
  exhausted: (Pick<Exhausted, 'cause' | 'retryAt'> & { model?: string | null }) | null
  keys: readonly KeySnapshot[]
  /** Absent: `keys` are all. Otherwise they are those that may have something to tell, and this counts all. */
  counts?: KeyCounts
}

/** Of a service's keys that nobody paused: how many there are, and how many are active without any rest. */
type KeyCounts = { total: number; healthy: number }

export type KeySnapshot = {
  id: KeyId
  name: string
  masked: string
  account: string | null
  status: KeyStatus
  statusReason: string | null
  /** It or its account has a cooldown now, be it for one model. */
  isResting: boolean
  /** Of the quota day, in the service's unit; of the account where there is one. */
  used: number
  dailyLimit: number | null
  resetAt: Instant
  failuresAt: readonly Instant[]
}

type OfKey = { service: ServiceId; keyId: KeyId; name: string; masked: string }
type OfService = { service: ServiceId; keyId: null }

/** A condition that holds now: a code and the values to say it with, in any language. */
export type AlertFact =
  | ({ code: 'usage-high'; account: string | null; used: number; limit: number; resetAt: Instant } & OfKey)
  | ({ code: 'repeated-failures'; count: number; windowMs: number; lastAt: Instant } & OfKey)
  | ({ code: 'key-rejected' | 'key-suspended' | 'out-of-credit'; reason: string | null } & OfKey)
  | ({ code: 'few-healthy'; healthy: number; total: number } & OfService)
  | ({ code: 'exhausted'; total: number; retryAt: Instant | null; model?: string | null } & OfService)
  | ({ code: 'circuit-open'; cause: OutcomeKind; until: Instant | null } & OfService)
export type AlertCode = AlertFact['code']

/**
 * Every condition that holds now, services in their order, a service's own before its keys'. Paused keys raise nothing
 * and count nowhere: a person put them aside. A circuit that is open is not also reported as exhausted keys.
 */
export function openAlerts(snapshot: AlertSnapshot, rulesOf: AlertRulesOf, now: Instant): AlertFact[] {
  return snapshot.services.flatMap(service => {
    const keys = service.keys.filter(({ status }) => status !== 'paused')
    const rules = rulesOf(service.id)
    const facts = [...serviceFacts(service, keys, rules), ...keyFacts(service.id, keys, rules, now)]
    return rules.off.length === 0 ? facts : facts.filter(({ code }) => !rules.off.includes(code))
  })
}

/** Which alert of a service says all that a weaker one says. */
const STRONGER: Partial<Record<AlertCode, readonly AlertCode[]>> = {
  'few-healthy': ['exhausted', 'circuit-open'],
  exhausted: ['circuit-open'],
}

/** Which alerts of a service say less than this one, which says it as well. */
export function weakerCodes(code: string): AlertCode[] {
  const weaker = Object.entries(STRONGER).filter(([, stronger]) => stronger.some(each => each === code))
  return ECHOING_CODES.filter(each => weaker.some(([name]) => name === each))
}

/** Those that say more than others, or less. */
export const ECHOING_CODES: readonly AlertCode[] = ['circuit-open', 'exhausted', 'few-healthy']

/** Without those that a stronger one of the same service says as well, so that one fact is told once. */
export function withoutEchoes<T extends { code: string; service: ServiceId }>(alerts: readonly T[]): T[] {
  const said = new Set(alerts.map(({ code, service }) => `${service}/${code}`))
  const stronger = new Map<string, readonly string[]>(Object.entries(STRONGER))
  return alerts.filter(({ code, service }) => !stronger.get(code)?.some(other => said.has(`${service}/${other}`)))
}

function serviceFacts(service: ServiceSnapshot, keys: readonly KeySnapshot[], thresholds: AlertThresholds) {
  const facts: AlertFact[] = []
  const { circuit, exhausted } = service
  const ofService: OfService = { service: service.id, keyId: null }
  const { total, healthy } = service.counts ?? countKeys(keys)
  if (circuit.kind !== 'closed') {
    const until = circuit.kind === 'open' ? circuit.until : null
    facts.push({ code: 'circuit-open', ...ofService, cause: circuit.cause, until })
  } else if (exhausted !== null && total > 0) {
    facts.push({ code: 'exhausted', ...ofService, total, retryAt: exhausted.retryAt, model: exhausted.model ?? null })
  }
  if (healthy < total * thresholds.healthyShare) facts.push({ code: 'few-healthy', ...ofService, healthy, total })
  return facts
}

function countKeys(keys: readonly KeySnapshot[]): KeyCounts {
  const healthy = keys.filter(({ status, isResting }) => status === 'active' && !isResting).length
  return { total: keys.length, healthy }
}

/** Whether this says anything to raise an alert about: of the key by itself, whatever its account used. */
export function hasAlert(key: KeySnapshot, thresholds: AlertThresholds, now: Instant): boolean {
  const ofKey: OfKey = { service: '', keyId: key.id, name: key.name, masked: key.masked }
  return (
    statusFact(ofKey, key) !== null ||
    failuresFact(ofKey, key, thresholds, now) !== null ||
    (key.account === null && usageFact(ofKey, key, thresholds, now) !== null)
  )
}

function keyFacts(service: ServiceId, keys: readonly KeySnapshot[], thresholds: AlertThresholds, now: Instant) {
  const accountsSeen = new Set<string>()
  return keys.flatMap(key => {
    // An account's usage is told once, by its first key.
    const isFirst = key.account === null || !accountsSeen.has(key.account)
    if (key.account !== null) accountsSeen.add(key.account)
    const ofKey: OfKey = { service, keyId: key.id, name: key.name, masked: key.masked }
    return [
      statusFact(ofKey, key),
      isFirst ? usageFact(ofKey, key, thresholds, now) : null,
      failuresFact(ofKey, key, thresholds, now),
    ].filter(fact => fact !== null)
  })
}

const STATUS_CODES = {
  rejected: 'key-rejected',
  suspended: 'key-suspended',
  'out-of-credit': 'out-of-credit',
} as const satisfies Partial<Record<KeyStatus, AlertCode>>

function statusFact(ofKey: OfKey, { status, statusReason }: KeySnapshot): AlertFact | null {
  if (status === 'active' || status === 'paused' || status === 'expired') return null
  return { code: STATUS_CODES[status], ...ofKey, reason: statusReason }
}

function usageFact(ofKey: OfKey, key: KeySnapshot, thresholds: AlertThresholds, now: Instant): AlertFact | null {
  const { used, dailyLimit, account, resetAt } = key
  if (dailyLimit === null || now >= resetAt || !isHighUse(used, dailyLimit, thresholds)) return null
  return { code: 'usage-high', ...ofKey, account, used, limit: dailyLimit, resetAt }
}

/** Over the share of a daily limit from which on it is told. */
export function isHighUse(used: number, dailyLimit: number, { usageRatio }: Pick<AlertThresholds, 'usageRatio'>) {
  return used > dailyLimit * usageRatio
}

function failuresFact(ofKey: OfKey, key: KeySnapshot, thresholds: AlertThresholds, now: Instant): AlertFact | null {
  const recent = key.failuresAt.filter(at => Math.abs(now - at) < thresholds.failureWindowMs)
  const lastAt = recent.at(-1)
  if (lastAt === undefined || recent.length < thresholds.failureCount) return null
  return {
    code: 'repeated-failures',
    ...ofKey,
    count: recent.length,
    windowMs: thresholds.failureWindowMs,
    lastAt,
  }
}

/** The condition in one English sentence; other languages are made from the same values elsewhere. */
export function alertSentence(fact: AlertFact): string {
  switch (fact.code) {
    case 'usage-high': {
      const owner = fact.account === null ? keyOf(fact) : `Account ${fact.account} of ${fact.service}`
      const percent = fact.limit > 0 ? Math.floor((100 * fact.used) / fact.limit) : 100
      return `${owner} has used ${percent} % of its daily limit (${fact.used} of ${fact.limit}); it resets at ${timeOf(fact.resetAt)}.`
    }
    case 'repeated-failures':
      // more are not kept
      return `${keyOf(fact)} failed ${fact.count >= FAILURES_KEPT ? 'at least ' : ''}${fact.count} times within ${fact.windowMs / MINUTE_MS} minutes.`
    case 'key-rejected':
      return `${keyOf(fact)} was rejected${because(fact.reason)} and needs review.`
    case 'key-suspended':
      return `${keyOf(fact)} is suspended${because(fact.reason)} and needs review.`
    case 'out-of-credit':
      return `${keyOf(fact)} is out of credit${because(fact.reason)}.`
    case 'few-healthy':
      return `Only ${fact.healthy} of ${fact.total} keys of ${fact.service} ${fact.healthy === 1 ? 'is' : 'are'} healthy.`
    case 'exhausted': {
      const returns = fact.retryAt === null ? 'none returns by itself' : `the first returns at ${timeOf(fact.retryAt)}`
      const work = fact.model ? `serve ${fact.model}` : 'work'
      return `No key of ${fact.service} may ${work} now (${fact.total} in all); ${returns}.`
    }
    case 'circuit-open': {
      const next = fact.until === null ? 'a trial request is next' : `no request before ${timeOf(fact.until)}`
      return `${fact.service} itself is failing (${fact.cause}): ${next}.`
    }
  }
}

function keyOf(fact: OfKey): string {
  return `Key ${fact.name} (${fact.masked}) of ${fact.service}`
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (${reason})`
}

function timeOf(at: Instant): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
