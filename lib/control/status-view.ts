import type { ServiceStatus, Status } from '@/lib/contract/status'
import type { AlertRulesOf } from '@/lib/engine/alert-rules'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { healthScore } from '@/lib/engine/health'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { compareText, countable } from './key-order'
import { iso, isoOrNull, keyView } from './key-view'
import { exhaustedModel, healthFacts, isHealthy, type RecentAttempts, whyNotFree } from './pool-facts'
import { type StandingAlert, standingAlerts } from './standing-alerts'

/** What a service is called and what its quota counts. */
export type ServiceLabel = { id: ServiceId; label: string; unit: 'request' | 'recipient'; isOff?: boolean }

export type StatusSources = {
  pools: Pools
  labels: readonly ServiceLabel[]
  recent: RecentAttempts
  standing: readonly StandingAlert[]
  alertRulesOf: AlertRulesOf
  now: Instant
  /** How many keys of each service are listed, by priority and name; absent: all. What is counted counts all. */
  limit?: number | undefined
}

/** The status answer from what the pools hold now. Pure. */
export function statusView(sources: StatusSources): Status {
  const { pools, labels, recent, standing, alertRulesOf, now, limit } = sources
  const health = healthScore(healthFacts(pools, recent, now))
  const healthOf = new Map(health.services.map(({ id, score }) => [id, score]))
  const labelOf = new Map(labels.map(label => [label.id, label]))
  const services = pools.services().map(service => {
    const label = labelOf.get(service.id) ?? { label: service.id, unit: 'request' as const }
    const view = serviceView(service, pools.keysOf(service.id), { ...label, limit, now })
    return [service.id, { ...view, healthScore: healthOf.get(service.id) ?? 0 }] as const
  })
  return {
    generatedAt: iso(now),
    healthScore: health.score,
    services: Object.fromEntries(services),
    alerts: standingAlerts({ pools, labels, standing, rulesOf: alertRulesOf, now }),
  }
}

type PooledService = ReturnType<Pools['services']>[number]

function serviceView(
  { policy, state }: PooledService,
  candidates: Candidate[],
  { label, unit, isOff = false, limit, now }: Omit<ServiceLabel, 'id'> & Pick<StatusSources, 'limit' | 'now'>,
): ServiceStatus {
  const circuitUntil = circuitReturnsAt(state.circuit, now)
  const sorted = byPriority(candidates)
  const keys = sorted.slice(0, limit).map(candidate => keyView(candidate, policy.dayZone, circuitUntil, now))
  const unlisted = sorted.slice(keys.length).map(candidate => whyNotFree(candidate, circuitUntil, now))
  return {
    label,
    unit,
    isOff,
    strategy: policy.strategy,
    circuit: state.circuit.kind,
    total: candidates.length,
    healthy: candidates.filter(candidate => isHealthy(candidate, now)).length,
    exhausted: candidates.length > 0 && (circuitUntil !== null || exhaustedModel(candidates, now) !== undefined),
    nextReturnAt: soonest([
      ...keys.map(key => key.unavailable?.until ?? null),
      ...unlisted.map(why => isoOrNull(why?.until ?? null)),
    ]),
    keys,
  }
}

/** `GROQ_API_KEY_10` comes after `GROQ_API_KEY_2`. */
function byPriority(candidates: readonly Candidate[]): Candidate[] {
  return candidates
    .map(candidate => ({ candidate, name: countable(candidate.key.name) }))
    .sort((a, b) => a.candidate.key.priority - b.candidate.key.priority || compareText(a.name, b.name))
    .map(({ candidate }) => candidate)
}

function soonest(instants: readonly (string | null)[]): string | null {
  return instants.filter(at => at !== null).sort()[0] ?? null
}
