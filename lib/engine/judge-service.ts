import { attribute } from './attribution'
import { circuitAfter, isLate, openCircuit } from './circuit'
import type { Lease } from './lease'
import type { Circuit, ServiceState } from './state'
import type { Event, Instant, KeyId, Outcome } from './vocabulary'

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
  const passedAt = lease.isPassing ? lease.leasedAt : null
  const settled = { leaseId: lease.id, isTrial: lease.isTrial, result, cause: outcome.kind, passedAt } as const
  const circuit = circuitAfter(service.circuit, settled, now)
  if (result === 'failed' && service.circuit.kind === 'closed' && !isLate(service.circuit, lease.id)) {
    return afterFailure(service, circuit, lease, outcome, keyCount, now)
  }
  if (circuit === service.circuit) return { service, events: NO_EVENTS, lift: null }
  const after: ServiceState = { circuit, evidence: service.evidence, budget: service.budget }
  const isClosed = circuit.kind === 'closed' && service.circuit.kind !== 'closed'
  const closed: Event = { at: now, service: lease.service, kind: 'circuit-closed' }
  const events = isClosed
    ? [closed]
    : circuit.kind === 'open'
      ? [openedEvent(lease, circuit, [lease.keyId])]
      : NO_EVENTS
  return { service: after, events, lift: null }
}

/** A failure while requests go out freely: evidence, together with others alike. */
function afterFailure(
  before: ServiceState,
  after: Circuit,
  lease: Lease,
  outcome: Outcome,
  keyCount: number,
  now: Instant,
): Judged {
  const verdict = attribute(before.evidence, { keyId: lease.keyId, cause: outcome.kind, at: now }, keyCount)
  const circuit = verdict.isService ? openCircuit(after, outcome.kind, now) : after
  if (circuit.kind !== 'open') {
    return { service: { circuit, evidence: verdict.evidence, budget: before.budget }, events: NO_EVENTS, lift: null }
  }
  const keyIds = verdict.isService ? verdict.keyIds : [lease.keyId]
  return {
    // the evidence has done its work: the next opening needs its own
    service: { circuit, evidence: [], budget: before.budget },
    events: [openedEvent(lease, circuit, keyIds)],
    lift: { keyIds, sinceAt: now - LIFT_WINDOW_MS },
  }
}

function openedEvent({ service }: Lease, circuit: Extract<Circuit, { kind: 'open' }>, keyIds: readonly KeyId[]): Event {
  const { openedAt, cause, until } = circuit
  return { at: openedAt, service, kind: 'circuit-opened', cause, until, keyIds }
}
