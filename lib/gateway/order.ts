import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { type Instant, NO_USAGE, type Usage } from '@/lib/engine/vocabulary'
import type { AttemptTurn, Rotated, RotationRequest } from '@/lib/rotation/rotation-request'
import { revealSecret } from '@/lib/rotation/secret-unreadable'
import type { Admission, Denial } from './admit'
import type { AnswerWatch } from './answer-watch'
import { type RequestBody, visibleBytes } from './body'
import { holdBudget } from './budget'
import type { Answer, Exchange, Forwarded } from './exchange'
import { forward } from './forward'
import { writeUpstreamHeaders } from './headers'
import type { House } from './house'
import { blamesAKey } from './refuse'

/** A request as the gateway received it. */
export type Visit = { requestId: string; arrivedAt: Instant; method: string }

/**
 * What rotation is asked for, and how one turn of it is made. A class, not a literal: every request has the same
 * shape, which the hot path is quick with.
 */
export class Order implements RotationRequest<Answer> {
  readonly requestId: string
  readonly arrivedAt: Instant
  readonly method: string
  readonly service: ServiceDefinition
  readonly caller: string
  /** As recorded: without its query, where secrets could stand. */
  readonly path: string
  readonly model: string | null
  readonly units: number
  readonly isSafeToRepeat: boolean
  readonly isSlowToAnswer: boolean
  readonly isReplayable: boolean
  readonly hasIdempotencyKey: boolean
  private isAbandoned: boolean
  /** Of its caller's budget something may be held. */
  private isHeld = false
  private exchange: Exchange | null = null
  private leaving: AbortController | null = null
  private readonly house: House
  private readonly admission: Admission
  private body: RequestBody
  /** Sees the answer of a caller with a budget go by. */
  watch: AnswerWatch | null = null

  constructor(house: House, visit: Visit, admission: Admission, body: RequestBody, response: ServerResponse) {
    const { service, path } = admission
    const { method } = visit
    const bytes = visibleBytes(body)
    this.requestId = visit.requestId
    this.arrivedAt = visit.arrivedAt
    this.method = method
    this.service = service
    this.caller = admission.caller.id
    this.path = recordedPath(path)
    this.model = service.readModel(path, bytes)
    this.units = service.countUnits(method, path, bytes)
    this.isSafeToRepeat = service.isSafeToRepeat(method, path)
    this.isSlowToAnswer = service.isSlowToAnswer(method, path, bytes)
    this.isReplayable = body.kind !== 'passing'
    this.hasIdempotencyKey = admission.hasIdempotencyKey
    this.house = house
    this.admission = admission
    this.body = body
    this.isAbandoned = response.destroyed
    if (this.isAbandoned) return
    house.writes.underWay += 1
    response.once('close', () => this.end(response.writableFinished))
  }

  /** Of a caller with a budget: holds what this may cost until it has ended, or says why it may not be made. */
  holdBudget(): Denial | null {
    if (this.admission.caller.hasBudget !== true || this.isAbandoned) return null
    const { house, admission, requestId, caller, method, service, model, units } = this
    const { path, headers } = admission
    const { replayBytes } = house.limits
    this.isHeld = true
    const asked = { requestId, caller, method, service, model, units, path, headers, replayBytes }
    const begun = holdBudget(house.ports, asked, this.body, house.ports.now())
    if (begun === null || begun.kind === 'denied') return begun
    this.watch = begun.watch
    this.body = begun.body
    return null
  }

  usageOfLeaving(waitedMs: number): Usage {
    return this.watch?.usageOfLeaving(waitedMs) ?? NO_USAGE
  }

  /** Made only for those who ask: most requests never wait. */
  get abort(): AbortSignal {
    this.leaving ??= new AbortController()
    if (this.isAbandoned) this.leaving.abort()
    return this.leaving.signal
  }

  isRefusedAfter(rotated: Rotated<Answer>): boolean {
    if (rotated.kind === 'declined') return blamesAKey(rotated.outcome)
    return rotated.kind === 'failed' || rotated.kind === 'exhausted'
  }

  attempt({ lease, deadlineAt, idempotencyKey }: AttemptTurn): Promise<Forwarded> {
    const { house, admission, body, method, model, service } = this
    const { ports, limits } = house
    const secret = revealSecret(house.ports.reveal, lease)
    const headers = writeUpstreamHeaders(
      admission.headers,
      service,
      secret,
      this.hasIdempotencyKey ? null : idempotencyKey,
    )
    const { path } = admission
    const { masked } = lease
    const call = { method, path, headers, body, model, secret, masked, deadlineAt, limits, now: ports.now }
    const { exchange, done } = forward(house.upstreamOf(service.origin), call)
    this.exchange = exchange
    if (this.isAbandoned) exchange.abort()
    return done
  }

  /** Every request ends here, whatever became of it: nothing of a budget stays held. */
  private end(isAnswered: boolean): void {
    this.house.writes.underWay -= 1
    if (!isAnswered) this.abandon()
    if (this.isHeld) this.house.ports.releaseBudget?.(this.requestId)
  }

  /** The caller left: whatever is under way for it ends at once. */
  private abandon(): void {
    this.isAbandoned = true
    this.leaving?.abort()
    this.exchange?.abort()
  }
}

const PATH_RECORDED = 500

/** A path without its query, and not longer than anyone reads. */
export function recordedPath(path: IncomingMessage['url']): string {
  if (path === undefined) return ''
  const queryAt = path.indexOf('?')
  const end = queryAt === -1 ? path.length : queryAt
  return path.slice(0, Math.min(end, PATH_RECORDED))
}
