import type { ServiceDefinition } from '@/lib/catalog/service'
import { type Instant, type KeyId, NO_USAGE, type ServiceId, type Signal, type Usage } from '@/lib/engine/vocabulary'
import { AttemptTime } from './attempt-time'
import { ExhaustedError } from './exhausted-error'
import { exhaustedRecord } from './exhausted-record'
import { IN_PROCESS, type InProcessPorts, isSafeByDefault, knownService } from './in-process-ports'
import { keylessRequest } from './keyless-record'
import { rotate } from './rotate'
import type { Attempted, AttemptTurn, Rotated, RotationRequest, Turn } from './rotation-request'
import { signalOfReturned, signalOfSuccess, usageOf, usageOfTexts } from './sdk-answer'
import { type SignalFacts, signalOfThrown } from './sdk-signal'
import { type AdoptedStream, adoptStream, type StreamEnding } from './sdk-stream'
import { revealSecret } from './secret-unreadable'
import { makeTimeId } from './time-id'

/** What a caller's function is given for one attempt. */
export type KeyUse = {
  apiKey: string
  key: { id: KeyId; name: string; masked: string }
  /** 1 for the first. */
  attempt: number
  /** Aborted when the caller leaves or the time is over: hand it to the SDK. */
  signal: AbortSignal
  /** Scheme, host and prefix in force for the service, where the SDK wants to be told. */
  origin: string
  /**
   * For calls that must not happen twice: the same in every attempt. Reading it promises to send it; only then may
   * such a call be repeated, within its account, after a failure that left open whether it happened.
   */
  readonly idempotencyKey: string
}

export type WithKeyOptions = {
  /** Limits and rests are kept for each model: name it where the service has models. */
  model?: string | undefined
  /** What the call takes of the quota, in the service's unit (Resend: recipients); 1 without it. */
  units?: number | undefined
  /** Whether a second run does no harm. Without it: yes for reads and generation, no for mail and unknown services. */
  isSafeToRepeat?: boolean | undefined
  /** The caller's own; without it one is made. */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
  /** To the first byte of an answer, all attempts together; without it as the service's policy says. */
  deadlineMs?: number | undefined
  /** What an attempt cost after so long, where it was left or ran out of time and the upstream had not said; without it nothing. */
  usageOfLeaving?: ((waitedMs: number) => Usage) | undefined
  /** For the record: what is called. */
  method?: string | undefined
  path?: string | undefined
}

/**
 * Runs a function with the best key of a service, and again with the next one while that can help, by the same loop
 * as the gateway. Resolves with what the function returned.
 *
 * Rejects with `ExhaustedError` when no key may work; with the function's own error, untouched, where another key
 * could not have helped (a result that states a refusal, as Resend's do, is returned); with the reason of `signal`
 * when the caller left; with a `TimeoutError` at the deadline. An error without a trace of an upstream or a network
 * is the function's own: it is thrown at once and no key suffers.
 *
 * Usage is read from the answer where the SDK's answers carry it, so return the answer itself. A streamed answer
 * counts when it has been read to its end or left; its first chunk is fetched before this resolves, so that a stream
 * that breaks at once is tried again. Build SDK clients with `maxRetries: 0`: going on is this function's work.
 */
export async function withKey<T>(
  ports: InProcessPorts,
  serviceId: ServiceId,
  attempt: (use: KeyUse) => T | Promise<T>,
  options: WithKeyOptions = {},
): Promise<T> {
  options.signal?.throwIfAborted()
  const call: Call<T> = { ports, service: knownService(ports, serviceId), attempt, options, last: null }
  const request = requestOf(call)
  const rotated = await rotate(ports, request)
  switch (rotated.kind) {
    case 'answered':
      return deliver(call, rotated.turn, rotated.value)
    case 'declined':
      return conclude(rotated.value)
    case 'exhausted':
      throw turnedAway(call, request, rotated)
    case 'aborted':
      options.signal?.throwIfAborted()
      return conclude(call.last)
    case 'failed':
      throw new Error(`an attempt of withKey ended without an answer (${rotated.outcome.rule})`)
  }
}

function turnedAway<T>(call: Call<T>, request: RotationRequest<Ended<T>>, { exhausted, trail }: FoundNone) {
  const { ports, last } = call
  const error = new ExhaustedError(exhausted, trail, last?.kind === 'threw' ? last.error : undefined)
  ports.record(exhaustedRecord(keylessRequest(request, exhausted), error, ports.now()))
  return error
}

type FoundNone = Extract<Rotated<unknown>, { kind: 'exhausted' }>

type Call<T> = {
  ports: InProcessPorts
  service: ServiceDefinition
  attempt(use: KeyUse): T | Promise<T>
  options: WithKeyOptions
  /** How the last attempt ended. */
  last: Ended<T> | null
}

/** How a function ended. An answer under way holds its stream and its time. */
type Ended<T> =
  | { kind: 'threw'; error: unknown }
  | { kind: 'returned'; value: T; stream: AdoptedStream | null; time: AttemptTime; firstByteAt: Instant }

function requestOf<T>(call: Call<T>): RotationRequest<Ended<T>> {
  const { ports, service, options } = call
  const arrivedAt = ports.now()
  const requestId = makeTimeId(arrivedAt)
  const idempotency = { key: options.idempotencyKey ?? `keywheel-${requestId}`, isTaken: false }
  return {
    requestId,
    // whether an idempotency key travels is the function's doing: the loop is not to count on its own
    service: { ...service, honoursIdempotencyKey: false },
    model: options.model ?? null,
    units: options.units ?? 1,
    method: options.method ?? 'CALL',
    path: options.path ?? IN_PROCESS,
    caller: IN_PROCESS,
    isSlowToAnswer: service.unit === 'request',
    isSafeToRepeat: options.isSafeToRepeat ?? isSafeByDefault(service),
    isReplayable: true,
    get hasIdempotencyKey() {
      return idempotency.isTaken && service.honoursIdempotencyKey === true
    },
    arrivedAt,
    deadlineAt: options.deadlineMs === undefined ? undefined : arrivedAt + options.deadlineMs,
    abort: options.signal ?? null,
    // else its caller hears the function's own error
    isRefusedAfter: ({ kind }) => kind === 'exhausted',
    ...(options.usageOfLeaving && { usageOfLeaving: options.usageOfLeaving }),
    attempt: turn => tryKey(call, turn, idempotency),
  }
}

async function tryKey<T>(call: Call<T>, turn: AttemptTurn, idempotency: Idempotency): Promise<Attempted<Ended<T>>> {
  const { ports, options } = call
  const apiKey = revealSecret(ports.reveal, turn.lease)
  const time = new AttemptTime(turn.deadlineAt - ports.now(), options.signal ?? null)
  const facts = (): SignalFacts => ({ model: turn.lease.model, at: ports.now() })
  try {
    const value = await time.race(run(call, offer(call, turn, apiKey, time, idempotency)))
    const refusal = await time.race(signalOfReturned(value, facts()))
    const stream = refusal === null ? adoptStream(value) : null
    if (stream) await time.race(stream.fetchFirst())
    const firstByteAt = ports.now()
    call.last = { kind: 'returned', value, stream, time, firstByteAt }
    if (refusal !== null) return failed(call, time, time.signalOfEnd(facts()) ?? refusal)
    time.lift()
    return { kind: 'open', value: call.last, status: 200, firstByteAt }
  } catch (error) {
    call.last = { kind: 'threw', error }
    const signal = time.signalOfEnd(facts()) ?? signalOfThrown(error, 'asking', facts())
    if (signal !== null) return failed(call, time, signal)
    time.end()
    throw error
  }
}

async function run<T>(call: Call<T>, use: KeyUse): Promise<T> {
  return call.attempt(use)
}

function failed<T>(call: Call<T>, time: AttemptTime, signal: Signal): Attempted<Ended<T>> {
  time.end()
  const firstByteAt = signal.kind === 'response' || signal.kind === 'stream-error' ? signal.at : null
  return { kind: 'failed', signal, value: call.last, firstByteAt }
}

type Idempotency = { key: string; isTaken: boolean }

function offer<T>(
  { service }: Call<T>,
  { lease, number }: AttemptTurn,
  apiKey: string,
  { signal }: AttemptTime,
  idempotency: Idempotency,
): KeyUse {
  return {
    apiKey,
    key: { id: lease.keyId, name: lease.keyName, masked: lease.masked },
    attempt: number,
    signal,
    origin: service.origin,
    get idempotencyKey() {
      idempotency.isTaken = true
      return idempotency.key
    },
  }
}

/** Passes a good answer on; the lease ends now, or with the stream. */
function deliver<T>({ ports, service, options }: Call<T>, turn: Turn, ended: Ended<T>): T {
  if (ended.kind !== 'returned') throw new Error('an open answer was returned')
  const { value, stream, time, firstByteAt } = ended
  const settle = (signal: Signal, usage: Usage) => {
    time.end()
    turn.settle(signal, usage, firstByteAt)
  }
  const facts = (): SignalFacts => ({ model: turn.lease.model, at: ports.now() })
  if (stream === null) settle(signalOfSuccess(value, facts()), usageOf(value, service))
  else
    stream.onEnd(ending => {
      const { firstUsage, lastUsage } = stream
      if (ending.kind === 'left') time.abandon()
      const waited = () => options.usageOfLeaving?.(ports.now() - turn.lease.leasedAt)
      const unsaid = () => (ending.kind === 'left' ? (waited() ?? NO_USAGE) : NO_USAGE)
      const usage = firstUsage === null || lastUsage === null ? unsaid() : usageOfTexts(firstUsage, lastUsage, service)
      settle(signalOfStreamEnd(ending, time, facts()), usage)
    })
  return value
}

function signalOfStreamEnd(ending: StreamEnding, time: AttemptTime, facts: SignalFacts): Signal {
  switch (ending.kind) {
    case 'done':
      return signalOfSuccess(null, facts)
    case 'left':
      return { kind: 'aborted', ...facts }
    case 'broke':
      return (
        time.signalOfEnd(facts) ?? signalOfThrown(ending.error, 'answering', facts) ?? { kind: 'stream-cut', ...facts }
      )
  }
}

/** The function's own ending becomes the call's. */
function conclude<T>(ended: Ended<T> | null): T {
  if (ended?.kind === 'returned') return ended.value
  throw ended?.error
}
