import type { KeyStatusView, ServiceStatus, Status } from '@/lib/contract/status'
import { alertSentence, DEFAULT_ALERT_THRESHOLDS, openAlerts } from '@/lib/engine/alert-rules'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { healthScore } from '@/lib/engine/health'
import { rollDay } from '@/lib/engine/quota'
import { scoreOf, usageRatio } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import { type Cooldown, type Instant, type KeyId, REVIEW_PRIORITY, type ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import {
  alertSnapshot,
  dayOf,
  exhaustedModel,
  healthFacts,
  isHealthy,
  type RecentAttempts,
  restsOf,
  statusOf,
  whyNotFree,
} from './pool-facts'

/** What a service is called and what its quota counts. */
export type ServiceLabel = { id: ServiceId; label: string; unit: 'request' | 'recipient' }
/** An alert that was raised before: only its beginning is needed, the rest is read from the pools. */
export type StandingAlert = { code: string; service: ServiceId; keyId: KeyId | null; since: Instant }

export type StatusSources = {
  pools: Pools
  labels: readonly ServiceLabel[]
  recent: RecentAttempts
  standing: readonly StandingAlert[]
  now: Instant
}

/** The status answer from what the pools hold now. Pure. */
export function statusView({ pools, labels, recent, standing, now }: StatusSources): Status {
  const health = healthScore(healthFacts(pools, recent, now))
  const healthOf = new Map(health.services.map(({ id, score }) => [id, score]))
  const labelOf = new Map(labels.map(label => [label.id, label]))
  const services = pools.services().map(service => {
    const label = labelOf.get(service.id) ?? { label: service.id, unit: 'request' as const }
    const view = serviceView(service, pools.keysOf(service.id), label, now)
    return [service.id, { ...view, healthScore: healthOf.get(service.id) ?? 0 }] as const
  })
  return {
    generatedAt: iso(now),
    healthScore: health.score,
    services: Object.fromEntries(services),
    alerts: alertViews(pools, standing, now),
  }
}

type PooledService = ReturnType<Pools['services']>[number]

function serviceView(
  { policy, state }: PooledService,
  candidates: Candidate[],
  { label, unit }: Pick<ServiceLabel, 'label' | 'unit'>,
  now: Instant,
): ServiceStatus {
  const circuitUntil = circuitReturnsAt(state.circuit, now)
  const keys = candidates.map(candidate => keyView(candidate, policy.dayZone, circuitUntil, now))
  return {
    label,
    unit,
    strategy: policy.strategy,
    circuit: state.circuit.kind,
    total: keys.length,
    healthy: candidates.filter(candidate => isHealthy(candidate, now)).length,
    exhausted: keys.length > 0 && (circuitUntil !== null || exhaustedModel(candidates, now) !== undefined),
    nextReturnAt: soonest(keys.map(key => key.unavailable?.until ?? null)),
    keys: keys.sort((one, other) => one.priority - other.priority || byName.compare(one.name, other.name)),
  }
}

function keyView(candidate: Candidate, zone: string, circuitUntil: Instant | null, now: Instant): KeyStatusView {
  const { key, state, account } = candidate
  const unavailable = whyNotFree(candidate, circuitUntil, now)
  const status = statusOf(candidate, now)
  const isForReview = status === 'rejected' || status === 'suspended' || status === 'out-of-credit'
  const day = dayOf(candidate, zone, now)
  const { requests, successes } = state.totals
  return {
    id: key.id,
    name: key.name,
    masked: key.masked,
    source: key.source,
    status,
    statusReason: state.statusReason,
    available: unavailable === null,
    unavailable: unavailable && { reason: unavailable.reason, until: isoOrNull(unavailable.until) },
    priority: key.priority,
    effectivePriority: isForReview ? REVIEW_PRIORITY : key.priority,
    account: key.account,
    score: scoreOf(key, state, account, now),
    usage: {
      today: day.used,
      ownToday: rollDay(state.day, now, zone).used,
      dailyLimit: key.dailyLimit,
      ratio: usageRatio(key, state, account, now),
      inFlight: state.inFlight,
      resetAt: iso(day.resetAt),
    },
    totals: { ...state.totals },
    successRate: requests === 0 ? null : successes / requests,
    lastUsedAt: isoOrNull(state.lastLeasedAt),
    cooldowns: restsOf(candidate, now).map(restView),
  }
}

function restView({ scope, model, reason, provenance, until }: Cooldown): KeyStatusView['cooldowns'][number] {
  return { scope, model, reason, provenance, until: iso(until) }
}

function alertViews(pools: Pools, standing: readonly StandingAlert[], now: Instant): Status['alerts'] {
  const identity = ({ code, service, keyId }: Omit<StandingAlert, 'since'>) => `${code}\n${service}\n${keyId ?? ''}`
  const sinceOf = new Map(standing.map(alert => [identity(alert), alert.since]))
  return openAlerts(alertSnapshot(pools, now), DEFAULT_ALERT_THRESHOLDS, now).map(fact => ({
    code: fact.code,
    service: fact.service,
    keyId: fact.keyId,
    since: iso(sinceOf.get(identity(fact)) ?? now),
    message: alertSentence(fact),
  }))
}

/** `GROQ_API_KEY_10` comes after `GROQ_API_KEY_2`. */
const byName = new Intl.Collator('en', { numeric: true })

function soonest(instants: readonly (string | null)[]): string | null {
  return instants.filter(at => at !== null).sort()[0] ?? null
}

/** `Infinity` (room that never comes) has no date. */
function isoOrNull(at: Instant | null): string | null {
  return at === null || !Number.isFinite(at) ? null : iso(at)
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}
