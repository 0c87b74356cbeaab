import { CIRCUIT } from './defaults'
import { addToSlices, isRecent, type SliceSpan } from './slices'
import type { Circuit, CircuitSlice } from './state'
import type { Instant, OutcomeKind } from './vocabulary'

/** The circuit of a service nothing is known against. */
export const CLOSED: Circuit = { kind: 'closed', failuresInRow: 0, slices: [] }

/** What a settled attempt says about its service. */
export type CircuitVerdict = {
  leaseId: number
  isTrial: boolean
  /** `reached`: the upstream answered, even with a 429. `unknown`: nobody waited for its answer. */
  result: 'reached' | 'failed' | 'unknown'
  cause: OutcomeKind
  /** When it was leased past a shut circuit, by a request under way; absent or `null`: it was not. */
  passedAt?: Instant | null
}

type Closed = Extract<Circuit, { kind: 'closed' }>
type Open = Extract<Circuit, { kind: 'open' }>
type HalfOpen = Extract<Circuit, { kind: 'half-open' }>

const SPAN: SliceSpan = { windowMs: CIRCUIT.windowMs, sliceMs: CIRCUIT.sliceMs }

/** Whether a request may go out: freely, as the one trial (then call `beginTrial` with its lease), or not at all. */
export function circuitAdmits(circuit: Circuit, now: Instant): 'yes' | 'trial' | 'no' {
  if (circuit.kind === 'closed') return 'yes'
  return circuitReturnsAt(circuit, now) === null ? 'trial' : 'no'
}

/**
 * When a circuit that admits nothing now will admit a trial at the latest: its opening ends, or the trial that is out
 * loses its place. `null` when it admits something already.
 */
export function circuitReturnsAt(circuit: Circuit, now: Instant): Instant | null {
  if (circuit.kind === 'closed') return null
  if (circuit.kind === 'half-open' && circuit.trialAt === null) return null
  const at = circuit.kind === 'open' ? circuit.until : (circuit.trialAt ?? now) + CIRCUIT.trialMs
  // No wait is longer than its cap, unless the clock has jumped back since: then a trial harms less than the wait.
  const longestMs = circuit.kind === 'open' ? CIRCUIT.openCapMs : CIRCUIT.trialMs
  return now < at && at - now <= longestMs ? at : null
}

/** The circuit with this lease out as its trial. For a circuit that admits a trial; a closed one stays as it is. */
export function beginTrial(circuit: Circuit, leaseId: number, now: Instant): Circuit {
  if (circuit.kind === 'closed') return circuit
  const since = circuit.kind === 'open' ? now : circuit.since
  const { openings, cause } = circuit
  return { kind: 'half-open', since, openings, cause, trialLeaseId: leaseId, trialAt: now }
}

/**
 * The circuit after an attempt settled. While it is not closed only its trial is heard, and the good end of an attempt
 * that passed it since: its bad end must not lengthen the opening. Other attempts were leased before the opening and
 * speak about the past, as do, after the closing, those leased before the one that closed it.
 * The same object when the attempt changes nothing.
 */
export function circuitAfter(circuit: Circuit, settled: CircuitVerdict, now: Instant): Circuit {
  switch (circuit.kind) {
    case 'closed':
      return afterCount(circuit, settled, now)
    case 'open':
      return closes(settled, circuit.openedAt) ? closedBy(settled) : circuit
    case 'half-open':
      if (closes(settled, circuit.since)) return closedBy(settled)
      return settled.isTrial && settled.leaseId === circuit.trialLeaseId ? afterTrial(circuit, settled, now) : circuit
  }
}

/** A circuit that lets its next request be the trial at once, whoever else is out as one. A closed one stays as it is. */
export function admitTrial(circuit: Circuit, now: Instant): Circuit {
  switch (circuit.kind) {
    case 'closed':
      return circuit
    case 'open':
      return { ...circuit, until: now }
    case 'half-open':
      return { ...circuit, trialLeaseId: null, trialAt: null }
  }
}

/**
 * A closed circuit opened at once, for evidence from elsewhere (blame attribution). One that is open or half-open stays
 * as it is: such evidence comes from attempts leased before the opening, and the trial decides.
 */
export function openCircuit(circuit: Circuit, cause: OutcomeKind, now: Instant): Circuit {
  return circuit.kind === 'closed' ? opened(1, cause, now) : circuit
}

/**
 * Whether an attempt was leased before the one that closed this circuit. Its failure is the outage's that ended, and
 * speaks neither against the service of today nor against its key.
 */
export function isLate(circuit: Circuit, leaseId: number): boolean {
  return circuit.kind === 'closed' && leaseId < (circuit.sinceLeaseId ?? 0)
}

function afterCount(circuit: Closed, settled: CircuitVerdict, now: Instant): Circuit {
  if (settled.result === 'unknown' || isLate(circuit, settled.leaseId)) return circuit
  const isFailed = settled.result === 'failed'
  const failuresInRow = isFailed ? circuit.failuresInRow + 1 : 0
  const slices = addToSlices(circuit.slices, now, SPAN, emptySlice, isFailed ? withFailure : withAnswer)
  const { sinceLeaseId } = circuit
  const counted: Closed =
    sinceLeaseId === undefined
      ? { kind: 'closed', failuresInRow, slices }
      : { kind: 'closed', failuresInRow, slices, sinceLeaseId }
  return isFailed && hasFailedEnough(counted, now) ? opened(1, settled.cause, now) : counted
}

function afterTrial(circuit: HalfOpen, settled: CircuitVerdict, now: Instant): Circuit {
  switch (settled.result) {
    case 'reached':
      return closedBy(settled)
    case 'failed':
      return opened(circuit.openings + 1, settled.cause, now)
    case 'unknown':
      return { ...circuit, trialLeaseId: null, trialAt: null }
  }
}

/** A good end of an attempt that passed this very opening: an older one speaks about another outage. */
function closes({ result, passedAt }: CircuitVerdict, shutAt: Instant): boolean {
  return result === 'reached' && typeof passedAt === 'number' && passedAt >= shutAt
}

function closedBy({ leaseId }: CircuitVerdict): Closed {
  return { kind: 'closed', failuresInRow: 0, slices: [], sinceLeaseId: leaseId }
}

function hasFailedEnough(circuit: Closed, now: Instant): boolean {
  if (circuit.failuresInRow >= CIRCUIT.failuresInRow) return true
  let total = 0
  let failed = 0
  for (const slice of circuit.slices) {
    if (!isRecent(slice, now, SPAN)) continue
    total += slice.total
    failed += slice.failed
  }
  return total >= CIRCUIT.minimumCount && failed > total * CIRCUIT.failureShare
}

/** Each opening in a row lasts twice as long as the one before it, up to the cap. */
function opened(openings: number, cause: OutcomeKind, now: Instant): Open {
  const openMs = Math.min(CIRCUIT.firstOpenMs * 2 ** (openings - 1), CIRCUIT.openCapMs)
  return { kind: 'open', openedAt: now, until: now + openMs, openings, cause }
}

function withAnswer({ startedAt, total, failed }: CircuitSlice): CircuitSlice {
  return { startedAt, total: total + 1, failed }
}

function withFailure({ startedAt, total, failed }: CircuitSlice): CircuitSlice {
  return { startedAt, total: total + 1, failed: failed + 1 }
}

function emptySlice(startedAt: Instant): CircuitSlice {
  return { startedAt, total: 0, failed: 0 }
}
