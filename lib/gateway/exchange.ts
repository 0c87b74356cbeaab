import type { Instant, Signal } from '@/lib/engine/vocabulary'
import type { Call } from './call'
import { judgeFirstEvent } from './event-stream'
import { type AnswerHeaders, readAnswerHeaders } from './headers'
import { HELD_BYTES } from './limits'
import { type FaultStage, signalOfError, signalOfTimeLimit } from './signal'
import { type BodyEnd, conclude, type Sink } from './sink'
import type { AnswerHandler, Wire } from './upstream/answer-handler'
import { readSignalBody, type WholeAnswer, withoutSecret } from './whole-answer'

export type Answer = WholeAnswer | Exchange

export type Forwarded =
  | { kind: 'failed'; signal: Signal; value: WholeAnswer | null; firstByteAt: Instant | null }
  | { kind: 'open'; value: Exchange; status: number; firstByteAt: Instant }

/** How long, and how much of, an event stream may be held back while its first event is incomplete. */
const FIRST_EVENT_MS = 2000
const FIRST_EVENT_BYTES = 16 * 1024

/** Waiting for the head; then peeking at a first event, or collecting an error answer, or open to be streamed. */
type Stage = 'waiting' | 'peeking' | 'collecting' | 'open' | 'over'

/** One request to an upstream and its answer, as its connection tells it. */
export class Exchange implements AnswerHandler {
  readonly kind = 'exchange'
  status = 0
  headers: AnswerHeaders = NO_HEADERS
  private stage: Stage = 'waiting'
  private isSent = false
  firstByteAt: Instant | null = null
  private held: Buffer[] = []
  private heldBytes = 0
  private isPaused = false
  private sink: Sink | null = null
  /** How an open answer ended before anyone read it. */
  private ending: BodyEnd | null = null
  private timer: NodeJS.Timeout | null = null
  private wire: Wire | null = null
  private resolve: (forwarded: Forwarded) => void = ignore
  private readonly call: Call

  constructor(call: Call) {
    this.call = call
  }

  /** Starts the clock; the request is to be dispatched with this exchange next. */
  start(resolve: (forwarded: Forwarded) => void): void {
    this.resolve = resolve
    const leftMs = Math.max(0, this.call.deadlineAt - this.call.now())
    // Rounded up to whole seconds: timers of one length share a list, which makes them nearly free.
    this.timer = setTimeout(endWaiting, leftMs < 2000 ? leftMs : Math.ceil(leftMs / 1000) * 1000, this)
  }

  /** An open answer's whole body, if it came to its end, plainly, in at most one piece of `maxBytes`; else null. */
  takeWhole(maxBytes: number): Buffer | null {
    const { ending, held } = this
    if (ending?.kind !== 'end' || ending.trailers.length > 0 || held.length > 1) return null
    const [body = EMPTY] = held
    return body.length <= maxBytes && !isEventStream(this.headers) ? body : null
  }

  /** Hands over what came so far and everything that follows. */
  attach(sink: Sink): void {
    this.sink = sink
    const held = this.held
    this.held = []
    let isRoom = true
    for (const chunk of held) isRoom = sink.write(chunk)
    if (this.ending !== null) {
      conclude(sink, this.ending)
      return
    }
    this.timer = setTimeout(endTotal, this.call.limits.totalMs, this)
    if (isRoom) this.resume()
  }

  resume(): void {
    // once it is over, its connection serves another
    if (!this.isPaused || this.isOver) return
    this.isPaused = false
    this.wire?.resume()
  }

  /** The caller left: the upstream is closed at once. */
  abort(): void {
    this.breakOff({ kind: 'aborted', model: this.call.model, at: this.call.now(), wasSent: this.isSent })
  }

  /** A limit ran out: the upstream is closed at once. */
  timeOut(phase: 'first-byte' | 'total'): void {
    this.breakOff(signalOfTimeLimit(phase, this.faultStage(), this.call.model, this.call.now()))
  }

  get isOver(): boolean {
    return this.stage === 'over'
  }

  onConnect(wire: Wire): void {
    this.wire = wire
    this.isSent = true
  }

  onHeaders(status: number, raw: readonly string[]): void {
    if (this.stage === 'over') return
    this.firstByteAt = this.call.now()
    this.status = status
    this.headers = readAnswerHeaders(raw, status)
    if (status >= 400) this.stage = 'collecting'
    else if (isEventStream(this.headers)) this.stage = 'peeking'
    else this.open()
  }

  onData(chunk: Buffer): boolean {
    if (this.stage === 'over') return true
    if (this.sink !== null) {
      this.isPaused = !this.sink.write(chunk)
      return !this.isPaused
    }
    this.held.push(chunk)
    this.heldBytes += chunk.length
    if (this.stage === 'collecting') return this.collect()
    if (this.stage === 'peeking') this.peek()
    this.isPaused = this.heldBytes >= HELD_BYTES
    return !this.isPaused
  }

  onComplete(trailers: readonly string[]): void {
    if (this.stage === 'collecting') this.failWhole(false)
    if (this.stage === 'peeking') this.open()
    if (this.stage === 'open') this.finish({ kind: 'end', trailers })
  }

  onError(error: Error): void {
    if (this.stage === 'over') return
    this.fail(signalOfError(error, this.faultStage(), this.call.model, this.call.now()))
  }

  /** Lets a held event stream go; does nothing in any other stage. */
  openLate(): void {
    if (this.stage === 'peeking') this.open()
  }

  private open(): void {
    this.stage = 'open'
    this.clearTimer()
    this.resolve({ kind: 'open', value: this, status: this.status, firstByteAt: this.firstByteAt ?? 0 })
  }

  private peek(): void {
    const first = judgeFirstEvent(Buffer.concat(this.held).toString('utf8'))
    if (first.kind === 'error') this.failStream(first.body)
    else if (first.kind === 'fine' || this.heldBytes >= FIRST_EVENT_BYTES) this.open()
    else if (this.held.length === 1) this.openSoon()
  }

  private openSoon(): void {
    this.clearTimer()
    const leftMs = Math.max(0, this.call.deadlineAt - this.call.now())
    this.timer = setTimeout(openLate, Math.min(leftMs, FIRST_EVENT_MS), this)
  }

  private collect(): boolean {
    if (this.heldBytes <= this.call.limits.errorBodyBytes) return true
    this.failWhole(true)
    this.wire?.abort()
    return false
  }

  private failWhole(isCut: boolean): void {
    const { model, now } = this.call
    const value = this.gather(isCut)
    const { facts } = value.headers
    const body = readSignalBody(value)
    const signal: Signal = { kind: 'response', status: this.status, headers: facts, body, model, at: now() }
    this.settle(signal, value)
  }

  /** An event stream whose first event is an error: nothing has reached the caller, so another key may try. */
  private failStream(body: string): void {
    const { model, now } = this.call
    const value = this.gather(true)
    const signal: Signal = { kind: 'stream-error', body, headers: value.headers.facts, model, at: now(), isFirst: true }
    this.settle(signal, value)
    this.wire?.abort()
  }

  private gather(isCut: boolean): WholeAnswer {
    const { status, headers } = this
    const body = Buffer.concat(this.held, this.heldBytes)
    return withoutSecret({ kind: 'whole', status, headers, body, isCut }, this.call.secret, this.call.masked)
  }

  private fail(signal: Signal): void {
    if (this.stage === 'open') this.finish({ kind: 'fail', signal })
    // The head of an error answer says enough, even if its body was cut.
    else if (this.stage === 'collecting' && signal.kind !== 'aborted') this.failWhole(true)
    else this.settle(signal, null)
  }

  private settle(signal: Signal, value: WholeAnswer | null): void {
    this.stage = 'over'
    this.clearTimer()
    this.held = []
    this.resolve({ kind: 'failed', signal, value, firstByteAt: this.firstByteAt })
  }

  private finish(ending: BodyEnd): void {
    this.stage = 'over'
    this.clearTimer()
    if (this.sink === null) this.ending = ending
    else conclude(this.sink, ending)
  }

  private breakOff(signal: Signal): void {
    if (this.stage === 'over') return
    this.fail(signal)
    this.wire?.abort()
  }

  private faultStage(): FaultStage {
    if (this.stage === 'open') return 'answering'
    return this.isSent ? 'sent' : 'unsent'
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }
}

const EMPTY = Buffer.alloc(0)
const NO_HEADERS: AnswerHeaders = { list: [], facts: {}, contentType: '', contentEncoding: '', contentLength: null }
const openLate = (exchange: Exchange) => exchange.openLate()
const endWaiting = (exchange: Exchange) => exchange.timeOut('first-byte')
const endTotal = (exchange: Exchange) => exchange.timeOut('total')
function ignore(): void {}

/** A compressed stream cannot be looked into; it passes as it is. */
function isEventStream(headers: AnswerHeaders): boolean {
  return headers.contentType.startsWith('text/event-stream') && headers.contentEncoding === ''
}
