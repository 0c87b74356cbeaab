import type { TurnWrites } from '../turn-writes'
import type { AnswerHandler } from './answer-handler'
import { Connection, type Keeper, type Outgoing } from './connection'
import { type Destination, destinationOf } from './destination'
import { requestBytes, type WireRequest } from './request-bytes'
import { UpstreamFault } from './upstream-fault'

export type ConnectionLimits = {
  /** TCP and TLS of one connection. */
  connectMs: number
  /** Silence in the middle of an answer's body. */
  idleMs: number
  /** A connection is kept this long without use. */
  keepAliveMs: number
  /** Connections at most; further requests queue. */
  count: number
}

/** Off from what the upstream says: its clock began earlier, and the next request takes its time to get there. */
const KEEP_ALIVE_MARGIN_MS = 2000
const SWEEP_MS = 1000
/** Opening one takes about 0.1 ms of ours; more in one turn of the event loop would hold up everybody. */
const OPENED_AT_ONCE = 32

/**
 * The connections to one origin. A request takes the one that was used last, so that a few stay warm and the others
 * grow old and close; where none is free one more is opened, up to a limit, and the request that waits longest gets
 * whichever is free first.
 */
export class Connections implements Keeper {
  private readonly destination: Destination
  private readonly idle: Connection[] = []
  private readonly all = new Set<Connection>()
  private readonly opening = new Set<Connection>()
  private readonly waiting: Outgoing[] = []
  /** Their answers came to an end in this turn. */
  private answeredNow: Connection[] = []
  /** How many were opened in this turn. */
  private openedNow = 0
  private sweep: NodeJS.Timeout | null = null
  private isEnded = false

  constructor(
    origin: URL,
    private readonly limits: ConnectionLimits,
    private readonly writes: TurnWrites,
  ) {
    this.destination = destinationOf(origin, limits)
  }

  /** Sends a request as soon as there is a connection for it. Never throws: the handler hears of every fault. */
  dispatch(request: WireRequest, handler: AnswerHandler): void {
    const head = requestBytes(request, this.destination.authority)
    if (head !== null) this.send({ method: request.method, head, body: request.body, handler })
    else handler.onError(new UpstreamFault('bad-header', 'A header holds characters that cannot be sent.'))
  }

  send(outgoing: Outgoing): void {
    const idle = this.idle.pop()
    if (idle !== undefined) {
      idle.send(outgoing)
      return
    }
    // nothing is kept of those who left, or behind busy connections they would pile up; the oldest stand in front
    while (this.waiting[0]?.handler.isOver) this.waiting.shift()
    this.waiting.push(outgoing)
    if (this.isEnded) this.failAll()
    else this.openMore()
  }

  /** Closes every connection at once; what is under way or waits fails. */
  end(): void {
    this.isEnded = true
    if (this.sweep !== null) clearInterval(this.sweep)
    for (const connection of this.all) connection.close(ended())
    this.failAll()
  }

  opened(connection: Connection): void {
    this.opening.delete(connection)
    this.free(connection)
  }

  /** From the next turn on it serves again: some upstreams close behind an answer without having said so. */
  answered(connection: Connection): void {
    if (this.keptMs(connection) <= 0) connection.close(null)
    else if (this.answeredNow.push(connection) === 1) setImmediate(freeAnswered, this)
  }

  freeAnswered(): void {
    const { answeredNow } = this
    this.answeredNow = []
    for (const connection of answeredNow) if (this.all.has(connection)) this.free(connection)
    this.openMore()
  }

  free(connection: Connection): void {
    const next = this.takeWaiting()
    if (next !== null) connection.send(next)
    else this.rest(connection)
  }

  lose(connection: Connection, error: Error | null): void {
    this.all.delete(connection)
    this.opening.delete(connection)
    const at = this.idle.indexOf(connection)
    if (at !== -1) this.idle.splice(at, 1)
    // one that never opened fails the request it was opened for, or that would wait for ever
    if (error !== null && this.comingCount() < this.waiting.length) this.takeWaiting()?.handler.onError(error)
    this.openMore()
  }

  /** Opens what is wanted, a part of it in each turn: meanwhile others may have come free. */
  openMore(): void {
    for (; this.needsMore(); this.openedNow += 1) {
      if (this.openedNow === OPENED_AT_ONCE) return
      if (this.openedNow === 0) setImmediate(openOn, this)
      const connection = new Connection(this.destination, this, this.writes)
      this.all.add(connection)
      this.opening.add(connection)
    }
  }

  openOn(): void {
    this.openedNow = 0
    this.openMore()
  }

  private needsMore(): boolean {
    return !this.isEnded && this.comingCount() < this.waiting.length && this.all.size < this.limits.count
  }

  /** Connections that are about to be free. */
  private comingCount(): number {
    return this.opening.size + this.answeredNow.length
  }

  private takeWaiting(): Outgoing | null {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift())
      if (!next.handler.isOver) return next
    return null
  }

  private failAll(): void {
    for (let next = this.takeWaiting(); next !== null; next = this.takeWaiting()) next.handler.onError(ended())
  }

  private rest(connection: Connection): void {
    connection.idleMs = 0
    this.idle.push(connection)
    if (this.sweep !== null) return
    this.sweep = setInterval(() => this.closeOld(), SWEEP_MS)
    this.sweep.unref()
  }

  private closeOld(): void {
    for (const connection of this.idle) connection.idleMs += SWEEP_MS
    for (const old of this.idle.filter(connection => connection.idleMs > this.keptMs(connection))) old.close(null)
    if (this.idle.length > 0 || this.sweep === null) return
    clearInterval(this.sweep)
    this.sweep = null
  }

  /** How long a connection may wait without use. */
  private keptMs({ keepAliveMs }: Connection): number {
    const { keepAliveMs: own } = this.limits
    return keepAliveMs === null ? own : Math.min(own, keepAliveMs - KEEP_ALIVE_MARGIN_MS)
  }
}

const freeAnswered = (connections: Connections) => connections.freeAnswered()
const openOn = (connections: Connections) => connections.openOn()

function ended(): UpstreamFault {
  return new UpstreamFault('ended', 'The gateway closes.')
}
