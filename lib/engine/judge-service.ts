import { attribute } from './attribution'
import { circuitAfter, openCircuit } from './circuit'
import type { Event, Instant, KeyId, Lease, Outcome, ServiceState } from './vocabulary'

/** What an outcome makes of its service. */
export type Judged = {
  service: ServiceState
  events: readonly Event[]
  /** The service, not these keys, was at fault: the service-wide rests they got since `sinceAt` are taken back. */
  lift: { keyIds: readonly KeyId[]; sinceAt: Instant } | null
}

const NO_EVENTS: readonly Event[] = []

/** Rests that a service-wide cause gave within this time before the circuit opened are taken back. */
const LIFT_WINDOW_MS = 10_000

/** What the outcome says about the service: its circuit, and whether failures alike on several keys are its fault. */
export function judgeService(
  service: ServiceState,
  lease: Lease,
  outcome: Outcome,
  keyCount: number,
  now: Instant,
): Judged {
  const result = outcome.blame === 'service' ? 'failed' : outcome.kind === 'aborted' ? 'unknown' : 'reached'
  const settled = { leaseId: lease.id, isTrial: lease.isTrial, result, cause: outcome.kind } as const
  const circuit = circuitAfter(service.circuit, settled, now)
  if (result === 'failed') return afterFailure(service, { ...service, circuit }, lease, outcome, keyCount, now)
  if (circuit === service.circuit) return { service, events: NO_EVENTS, lift: null }
  const after: ServiceState = { circuit, evidence: service.evidence, budget: service.budget }
  const isClosed = circuit.kind === 'closed' && service.circuit.kind !== 'closed'
  const events: readonly Event[] = isClosed ? [{ at: now, service: lease.service, kind: 'circuit-closed' }] : NO_EVENTS
  return { service: after, events, lift: null }
}

function afterFailure(
  before: ServiceState,
  after: ServiceState,
  lease: Lease,
  outcome: Outcome,
  keyCount: number,
  now: Instant,
): Judged {
  const verdict = attribute(before.evidence, { keyId: lease.keyId, cause: outcome.kind, at: now }, keyCount)
  const mustOpen = verdict.isService && after.circuit.kind === 'closed'
  const circuit = mustOpen ? openCircuit(after.circuit, outcome.kind, now) : after.circuit
  const service: ServiceState = { circuit, evidence: verdict.evidence, budget: before.budget }
  if (circuit.kind !== 'open' || before.circuit.kind === 'open') return { service, events: NO_EVENTS, lift: null }
  const keyIds = verdict.isService ? verdict.keyIds : [lease.keyId]
  const { cause, until } = circuit
  return {
    service,
    events: [{ at: now, service: lease.service, kind: 'circuit-opened', cause, until, keyIds }],
    lift: { keyIds, sinceAt: now - LIFT_WINDOW_MS },
  }
}
