import { classify } from '@/lib/engine/classify'
import type { Lease, ScoreTerms } from '@/lib/engine/lease'
import {
  type KeyId,
  NO_USAGE,
  type Outcome,
  type OutcomeKind,
  type ServiceId,
  type Signal,
} from '@/lib/engine/vocabulary'
import { asLast, attemptRecord } from './attempt-record'
import { ExhaustedError } from './exhausted-error'
import { exhaustedRecord } from './exhausted-record'
import { IN_PROCESS, type InProcessPorts, isSafeByDefault, knownService } from './in-process-ports'
import { signalOfReturned, signalOfSuccess, usageOf } from './sdk-answer'
import { headersOf, type SignalFacts, signalOfThrown } from './sdk-signal'
import { revealSecret } from './secret-unreadable'
import { makeTimeId } from './time-id'

export type BestKeyOptions = {
  model?: string | undefined
  /** In the service's unit; 1 without it. */
  units?: number | undefined
}

/** What a caller by hand says of its attempt: that it went well, what an SDK threw or returned, or a plain answer. */
export type Report =
  | 'success'
  | Error
  | Response
  | { status: number; headers?: object | undefined; body?: string | undefined }
  | { data: null; error: object; headers: object | null }

/** One key, reserved for one attempt of the caller's own. */
export type BestKey = {
  apiKey: string
  id: KeyId
  name: string
  masked: string
  priority: number
  /** Why this key, term by term. */
  score: ScoreTerms
  origin: string
  /**
   * Says how the attempt went; once. From it the key rests, goes out, or is counted.
   * @param answer what the SDK returned, to read what was used
   * @returns our judgement: `next key` helps where its blame is the key's, the account's, the model's or the service's
   * @throws at the second report
   */
  report(report: Report, answer?: unknown): Promise<Outcome>
}

/**
 * Reserves the best key for callers who make their attempts by hand; `withKey` does it all. A key whose report is
 * forgotten comes back when its lease expires (`LEASE_LIFETIME_MS`).
 * @throws ExhaustedError when no key may work
 */
export function getBestApiKey(ports: InProcessPorts, serviceId: ServiceId, options: BestKeyOptions = {}): BestKey {
  const { origin } = knownService(ports, serviceId)
  ports.pools.countRequest(serviceId)
  const { lease, apiKey } = leaseReadable(ports, serviceId, options)
  let isReported = false
  return {
    apiKey,
    id: lease.keyId,
    name: lease.keyName,
    masked: lease.masked,
    priority: ports.pools.find(lease.keyId)?.key.priority ?? 0,
    score: lease.score,
    origin,
    report: async (report, answer) => {
      if (isReported) throw new Error(`the attempt with ${lease.masked} was reported before`)
      isReported = true
      const signal = await signalOfReport(report, answer, { model: lease.model, at: ports.now() })
      return settle(ports, lease, signal, answer)
    },
  }
}

/** The best key whose secret opens; each one that does not goes out on the way. @throws ExhaustedError */
function leaseReadable(ports: InProcessPorts, serviceId: ServiceId, options: BestKeyOptions) {
  const trail: { masked: string; outcome: OutcomeKind }[] = []
  const wanted = { model: options.model ?? null, units: options.units ?? 1 }
  for (;;) {
    const lease = ports.pools.lease(serviceId, wanted)
    if ('kind' in lease) throw turnedAway(ports, wanted, new ExhaustedError(lease, trail))
    try {
      return { lease, apiKey: revealSecret(ports.reveal, lease) }
    } catch {
      const unreadable: Signal = { kind: 'secret-unreadable', model: lease.model, at: ports.now() }
      const { kind } = settle(ports, lease, unreadable, undefined)
      trail.push({ masked: lease.masked, outcome: kind })
    }
  }
}

/** The keys whose secret did not open left rows of their own: this is a request without an attempt. */
function turnedAway(ports: InProcessPorts, wanted: { model: string | null; units: number }, error: ExhaustedError) {
  const { exhausted } = error
  const request = { ...byHand(ports), ...wanted, service: exhausted.service, arrivedAt: ports.now(), exhausted }
  ports.record(exhaustedRecord(request, new ExhaustedError(exhausted, []), ports.now()))
  return error
}

function byHand(ports: InProcessPorts) {
  return { requestId: makeTimeId(ports.now()), method: 'CALL', path: IN_PROCESS, caller: IN_PROCESS }
}

async function signalOfReport(report: Report, answer: unknown, facts: SignalFacts): Promise<Signal> {
  if (report === 'success') return signalOfSuccess(answer, facts)
  if (report instanceof Response) return (await signalOfReturned(report, facts)) ?? signalOfSuccess(report, facts)
  // an error without a trace of an upstream speaks against nobody
  if (report instanceof Error)
    return signalOfThrown(report, 'asking', facts) ?? { kind: 'aborted', wasSent: false, ...facts }
  if (!('status' in report)) return (await signalOfReturned(report, facts)) ?? { kind: 'aborted', ...facts }
  const { status, headers, body = '' } = report
  return { kind: 'response', status, headers: headersOf(headers), body, ...facts }
}

function settle(ports: InProcessPorts, lease: Lease, signal: Signal, answer: unknown): Outcome {
  const service = knownService(ports, lease.service)
  const policy = ports.pools.policyOf(lease.service)
  const outcome = classify(signal, { ...service, policy, isSafeToRepeat: isSafeByDefault(service) })
  const read = answer === undefined ? NO_USAGE : usageOf(answer, service)
  const served = outcome.kind === 'success' ? lease.units : 0
  const usage = ports.price?.(lease.service, lease.model, read, served) ?? read
  const effects = ports.pools.settle(lease, outcome, usage)
  const end = { outcome, effects, usage, firstByteAt: null, endedAt: ports.now() }
  ports.record(asLast(attemptRecord(byHand(ports), lease, 1, end)))
  return outcome
}
