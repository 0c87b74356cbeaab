import { findService as findBuiltIn } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { CircuitView, ServiceEntry } from '@/lib/contract/services'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { CIRCUIT } from '@/lib/engine/defaults'
import type { Candidate } from '@/lib/engine/select'
import type { Circuit } from '@/lib/engine/state'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { ServiceSettings } from '@/lib/store/services'
import { iso, isoOrNull } from './key-view'
import { exhaustedModel, type RecentAttempts, whyNotFree } from './pool-facts'
import { countStandings, standingOf } from './standing'

export type EntrySources = {
  pools: Pools
  settings: Pick<ServiceSettings, 'definition'> | undefined
  recent: RecentAttempts
  now: Instant
}

/** How a service stands: its keys counted, its circuit, its last hour. Pure. */
export function serviceEntry(service: ServiceDefinition, { pools, settings, recent, now }: EntrySources): ServiceEntry {
  const { id, label, unit, origin, envName, policy, isOff = false } = service
  const candidates = pools.keysOf(id)
  const { circuit } = pools.stateOf(id)
  const circuitUntil = circuitReturnsAt(circuit, now)
  const isExhausted = circuitUntil !== null || exhaustedModel(candidates, now) !== undefined
  const { attempts, successes } = recent.get(id) ?? { attempts: 0, successes: 0 }
  return {
    ...{ id, label, unit, origin, envName, isOff },
    source: sourceOf(id, settings),
    strategy: policy.strategy,
    counts: countStandings(candidates.map(candidate => standingOf(candidate, circuitUntil, now))),
    exhausted: candidates.length > 0 && isExhausted,
    nextReturnAt: isoOrNull(nextReturnAt(candidates, circuitUntil, now)),
    circuit: circuitView(circuit, circuitUntil),
    hour: { attempts, successes },
  }
}

/** Who described a service: an operator, the catalog, or the environment by its origin alone. */
export function sourceOf(id: ServiceId, settings: EntrySources['settings']): ServiceEntry['source'] {
  if (settings && settings.definition !== null) return 'described'
  return findBuiltIn(id) ? 'built-in' : 'environment'
}

/** `null`: none returns by itself. */
function nextReturnAt(candidates: readonly Candidate[], circuitUntil: Instant | null, now: Instant): Instant | null {
  let soonest = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    soonest = Math.min(soonest, whyNotFree(candidate, circuitUntil, now)?.until ?? Number.POSITIVE_INFINITY)
  }
  return Number.isFinite(soonest) ? soonest : null
}

function circuitView(circuit: Circuit, until: Instant | null): CircuitView {
  const threshold = CIRCUIT.failuresInRow
  if (circuit.kind === 'closed') {
    const { failuresInRow } = circuit
    return { kind: 'closed', cause: null, since: null, until: null, openings: 0, failuresInRow, threshold }
  }
  const { kind, cause, openings } = circuit
  const since = iso(circuit.kind === 'open' ? circuit.openedAt : circuit.since)
  return { kind, cause, since, until: isoOrNull(until), openings, failuresInRow: threshold, threshold }
}
