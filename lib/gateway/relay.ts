import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Lease } from '@/lib/engine/vocabulary'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import type { Reveal } from '@/lib/rotation/ports'
import { type AttemptTurn, type RotationPorts, rotate, type Trail } from '@/lib/rotation/rotate'
import { type Admission, admit, type Denial, type Register } from './admit'
import { type HeldBytes, type RequestBody, readBody, releaseBody, stopPassing, visibleBytes } from './body'
import type { Answer, Forwarded } from './exchange'
import { forward, type Upstream } from './forward'
import { writeUpstreamHeaders } from './headers'
import type { GatewayLimits } from './limits'
import { Presence } from './presence'
import { type Refusal, refusalOf, refusalOfExhausted, refusalOfFailure, refuse, refusedAttempt } from './refuse'
import { type Delivered, respond, respondWhole } from './respond'

/** What the gateway works with; the real ones are supplied where the process is put together. */
export type GatewayPorts = RotationPorts & Register & { reveal: Reveal }

/** A gateway's parts, shared by all its requests. */
export type House = {
  ports: GatewayPorts
  limits: GatewayLimits
  held: HeldBytes
  upstreamOf(origin: string): Upstream
}

/** A stored secret did not open; the door answers in its own words. */
export class SecretUnreadable extends Error {}

/**
 * A request's whole story: who asks, its body, the turns of the wheel, and the answer on its way back. Resolves when
 * the answer is on its way; throws only for a bug, or `SecretUnreadable`.
 */
export async function relay(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { ports, limits, held } = house
  const visit: Visit = { requestId: randomUUID(), arrivedAt: ports.now(), method: request.method ?? 'GET' }
  const admission = admit(request, ports)
  if (admission.kind === 'denied') return deny(house, visit, request, response, admission)
  if (request.headers.expect !== undefined) response.writeContinue()
  const reading = readBody(request, limits, held)
  const body = reading instanceof Promise ? await reading : reading
  const presence = new Presence(response)
  try {
    const order = placeOrder(visit, admission, body)
    const rotated = await rotate<Answer>(ports, {
      ...order,
      get abort() {
        return presence.signal
      },
      attempt: turn => attempt(house, admission, order, body, turn, presence),
    })
    if (rotated.kind !== 'answered') stopPassing(body)
    const refuseWith = (refusal: Refusal) => {
      refuse(response, refusal, ownHeaders(visit.requestId, rotated.trail))
      ports.record(refusedAttempt({ ...order, service: order.service.id }, refusal, rotated.trail.length, ports.now()))
    }
    switch (rotated.kind) {
      case 'aborted':
        return
      case 'exhausted':
        return refuseWith(refusalOfExhausted(rotated.exhausted, ports.now()))
      case 'failed':
        return refuseWith(refusalOfFailure(order.service.label, rotated.outcome))
      case 'declined':
        return respondWhole(response, wholeOf(rotated.value), ownHeaders(visit.requestId, rotated.trail))
      case 'answered': {
        const { turn, trail } = rotated
        const exchange = exchangeOf(rotated.value)
        const settle = ({ signal, head, tail }: Delivered) => {
          const tokens = order.service.readUsage(head, tail)
          turn.settle(signal, tokens === null ? NO_USAGE : { ...tokens, costUsd: 0 }, exchange.firstByteAt)
        }
        const headers = ownHeaders(visit.requestId, trail, turn.lease)
        return respond(response, exchange, headers, { model: order.model, now: ports.now }, settle)
      }
    }
  } finally {
    releaseBody(body, held)
  }
}

/** A request as the gateway received it. */
type Visit = { requestId: string; arrivedAt: number; method: string }

type Order = ReturnType<typeof placeOrder>

/** What rotation is asked for; the path is recorded without its query, where secrets could stand. */
function placeOrder(visit: Visit, { service, caller, path, hasIdempotencyKey }: Admission, body: RequestBody) {
  const { method } = visit
  const bytes = visibleBytes(body)
  return {
    ...visit,
    service,
    caller: caller.id,
    path: withoutQuery(path),
    model: service.readModel(path, bytes),
    units: service.countUnits(method, path, bytes),
    isSafeToRepeat: service.isSafeToRepeat(method, path),
    isReplayable: body.kind !== 'passing',
    hasIdempotencyKey,
  }
}

function attempt(
  house: House,
  { path, headers, service, hasIdempotencyKey }: Admission,
  { method, model }: Order,
  body: RequestBody,
  { lease, deadlineAt, idempotencyKey }: AttemptTurn,
  presence: Presence,
): Promise<Forwarded> {
  const { ports, limits } = house
  const secret = reveal(ports, lease)
  const ownKey = hasIdempotencyKey ? null : idempotencyKey
  const { exchange, done } = forward(house.upstreamOf(service.origin), {
    method,
    path,
    headers: writeUpstreamHeaders(headers, service, secret, ownKey),
    body,
    model,
    secret,
    masked: lease.masked,
    deadlineAt,
    limits,
    now: ports.now,
  })
  presence.watch(exchange)
  return done
}

function reveal(ports: GatewayPorts, { keyId, keyName }: Lease): string {
  try {
    return ports.reveal(keyId)
  } catch {
    throw new SecretUnreadable(`the secret of ${keyName} cannot be opened`)
  }
}

function deny(house: House, visit: Visit, request: IncomingMessage, response: ServerResponse, denial: Denial): void {
  const refusal = refusalOf(denial.code, denial.detail)
  const caller = denial.caller?.id ?? null
  const path = withoutQuery(request.url ?? '')
  refuse(response, refusal, ownHeaders(visit.requestId, []))
  const facts = { ...visit, service: denial.service ?? '', caller, path, model: null, units: 0 }
  house.ports.record(refusedAttempt(facts, refusal, 0, house.ports.now()))
}

/** Headers are ASCII: the ellipsis of a masked key is three dots there. */
function ownHeaders(requestId: string, trail: Trail, answering: Lease | null = null): string[] {
  const steps = trail.map(({ masked, outcome }) => `${ascii(masked)}:${outcome}`)
  if (answering !== null) steps.push(`${ascii(answering.masked)}:success`)
  const headers = ['x-keywheel-request-id', requestId]
  if (steps.length > 0) headers.push('x-keywheel-attempts', steps.join(','))
  return headers
}

function ascii(text: string): string {
  return text.replaceAll('…', '...').replace(/[^\x21-\x7e]/g, '?')
}

const PATH_RECORDED = 500

function withoutQuery(path: string): string {
  const queryAt = path.indexOf('?')
  return (queryAt === -1 ? path : path.slice(0, queryAt)).slice(0, PATH_RECORDED)
}

function exchangeOf(answer: Answer) {
  if (answer.kind !== 'exchange') throw new Error('an open answer is an exchange')
  return answer
}

function wholeOf(answer: Answer) {
  if (answer.kind !== 'whole') throw new Error('a declined answer was read whole')
  return answer
}
