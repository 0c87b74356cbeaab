import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Lease } from '@/lib/engine/lease'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { rotate } from '@/lib/rotation/rotate'
import type { Rotated, Trail } from '@/lib/rotation/rotation-request'
import { makeTimeId } from '@/lib/rotation/time-id'
import { admit, type Denial, type Traces } from './admit'
import { readBody, releaseBody, stopPassing } from './body'
import type { Answer } from './exchange'
import type { House } from './house'
import { Order, recordedPath, type Visit } from './order'
import {
  type Refusal,
  refusalOfDenial,
  refusalOfExhausted,
  refusalOfFailure,
  refusalOfUnrepeatable,
  refuse,
  refusedAttempt,
} from './refuse'
import { type Delivered, respond, respondWhole } from './respond'

/**
 * A request's whole story: who asks, its body, the turns of the wheel, and the answer on its way back. Resolves when
 * the answer is on its way; throws only for a bug.
 */
export async function relay(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { ports, limits, held } = house
  const arrivedAt = ports.now()
  const visit: Visit = { requestId: makeTimeId(arrivedAt), arrivedAt, method: request.method ?? 'GET' }
  const admission = admit(request, ports)
  if (admission.kind === 'denied') return deny(house, visit, request, response, admission)
  if (ports.traces !== undefined) beginTrace(ports.traces, visit, request)
  if (request.headers.expect !== undefined) response.writeContinue()
  const body = await readBody(request, limits, held)
  if (body.kind === 'cut') return
  try {
    const order = new Order(house, visit, admission, body, response)
    const overBudget = order.holdBudget()
    if (overBudget !== null) {
      stopPassing(body)
      return deny(house, visit, request, response, overBudget)
    }
    const rotated = await rotate<Answer>(ports, order)
    if (rotated.kind !== 'answered') stopPassing(body)
    reply(house, order, rotated, response)
  } finally {
    releaseBody(body, held)
  }
}

function beginTrace(traces: Traces, { requestId }: Visit, { headers: { traceparent } }: IncomingMessage): void {
  if (typeof traceparent === 'string') traces.begin(requestId, traceparent)
}

function reply(house: House, order: Order, rotated: Rotated<Answer>, response: ServerResponse): void {
  const { writes, onBug } = house
  const { now } = house.ports
  const { trail } = rotated
  switch (rotated.kind) {
    case 'aborted':
      break
    case 'exhausted':
      turnAway(
        house,
        order,
        refusalOfExhausted({ ...rotated.exhausted, service: order.service.label }, now()),
        rotated,
        response,
      )
      break
    case 'failed':
      turnAway(house, order, refusalOfFailure(order.service.label, rotated.outcome), rotated, response)
      break
    case 'declined':
      if (order.isRefusedAfter(rotated)) {
        turnAway(house, order, refusalOfUnrepeatable(order.service.label, rotated.outcome), rotated, response)
        break
      }
      respondWhole(response, wholeOf(rotated.value), ownHeaders(order.requestId, trail, null))
      break
    case 'answered': {
      const { turn } = rotated
      const exchange = exchangeOf(rotated.value)
      const headers = ownHeaders(order.requestId, trail, turn.lease)
      const { model, watch } = order
      respond(
        response,
        exchange,
        headers,
        { model, now, watch, writes, onBug },
        ({ signal, head, tail }: Delivered) => {
          const stated = order.service.readUsage(head, tail)
          const usage = watch === null ? (stated ?? NO_USAGE) : watch.usageOf(stated, signal)
          turn.settle(signal, usage, exchange.firstByteAt)
        },
      )
    }
  }
}

/** Rotation ended without an answer to pass on. */
function turnAway(
  house: House,
  order: Order,
  refusal: Refusal,
  rotated: Rotated<Answer>,
  response: ServerResponse,
): void {
  const { trail } = rotated
  const exhausted = rotated.kind === 'exhausted' ? rotated.exhausted : null
  const { requestId, arrivedAt, method, caller, path, model, units } = order
  refuse(response, refusal, ownHeaders(requestId, trail, null), order.service.refusals)
  const asked = { requestId, arrivedAt, method, service: order.service.id, caller, path, model, units, exhausted }
  house.ports.record(refusedAttempt(asked, refusal, trail.length, house.ports.now()))
}

function deny(house: House, visit: Visit, request: IncomingMessage, response: ServerResponse, denial: Denial): void {
  const refusal = refusalOfDenial(denial, house.ports.now())
  const caller = denial.caller?.id ?? null
  const wording = (denial.service !== null && house.ports.findService(denial.service)?.refusals) || 'openai'
  refuse(response, refusal, ownHeaders(visit.requestId, [], null), wording)
  // What names no service of ours is nobody's traffic.
  if (denial.service === null) return
  const path = recordedPath(request.url)
  const { service, model = null, units = 0 } = denial
  const asked = { ...visit, service, caller, path, model, units, exhausted: null }
  house.ports.record(refusedAttempt(asked, refusal, 0, house.ports.now()))
}

function ownHeaders(requestId: string, trail: Trail, answering: Lease | null): string[] {
  let steps = ''
  for (const { masked, outcome } of trail) steps += `${steps === '' ? '' : ','}${asciiOf(masked)}:${outcome}`
  if (answering !== null) steps += `${steps === '' ? '' : ','}${asciiOf(answering.masked)}:success`
  return steps === ''
    ? ['x-keywheel-request-id', requestId]
    : ['x-keywheel-request-id', requestId, 'x-keywheel-attempts', steps]
}

const MASKS_KEPT = 10_000
const MASKS = new Map<string, string>()

/** Headers are ASCII, one byte a character in memory too: the ellipsis of a masked key is three dots there. */
function asciiOf(masked: string): string {
  const known = MASKS.get(masked)
  if (known !== undefined) return known
  const plain = masked.replaceAll('…', '...').replace(/[^\x21-\x7e]|[,:]/g, '?')
  const ascii = Buffer.from(plain, 'latin1').toString('latin1')
  if (MASKS.size >= MASKS_KEPT) MASKS.clear()
  MASKS.set(masked, ascii)
  return ascii
}

function exchangeOf(answer: Answer) {
  if (answer.kind !== 'exchange') throw new Error('an open answer is an exchange')
  return answer
}

function wholeOf(answer: Answer) {
  if (answer.kind !== 'whole') throw new Error('a declined answer was read whole')
  return answer
}
