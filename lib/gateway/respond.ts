import type { ServerResponse } from 'node:http'
import { USAGE_SCAN_BYTES } from '@/lib/catalog/service'
import type { Instant, Signal } from '@/lib/engine/vocabulary'
import type { AnswerWatch } from './answer-watch'
import { readClosingError } from './event-stream'
import type { Exchange } from './exchange'
import { withBodyLength } from './headers'
import type { Sink } from './sink'
import type { TurnWrites } from './turn-writes'
import type { WholeAnswer } from './whole-answer'

/** A body this short, if it is here already, is sent with its head. */
const AT_ONCE_BYTES = 16 * 1024

type DeliveryFacts = {
  model: string | null
  now: () => Instant
  /** `null`: nobody need see it go by. */
  watch: AnswerWatch | null
  writes: TurnWrites
  onBug(error: unknown): void
}

/** How a streamed answer ended, with the first and last bytes of its body, in which the upstream says what was used. */
export type Delivered = { signal: Signal; head: string; tail: string }

/**
 * Streams an open answer to the caller with back-pressure. A broken answer never ends cleanly: the caller's
 * connection is cut after the bytes that came. `onEnd` is told once, when the upstream's part is over.
 */
export function respond(
  response: ServerResponse,
  exchange: Exchange,
  ownHeaders: readonly string[],
  facts: DeliveryFacts,
  onEnd: (delivered: Delivered) => void,
): void {
  const { status, headers } = exchange
  facts.watch?.begin(headers)
  const { list } = headers
  for (const value of ownHeaders) list.push(value)
  const whole = exchange.takeWhole(AT_ONCE_BYTES)
  // no bytes and no length said: it may have had a body that nobody asked for
  const isWhole = whole !== null && (headers.contentLength !== null || whole.length > 0)
  if (isWhole && headers.contentLength === null) list.push('content-length', String(whole.length))
  response.writeHead(status, list)
  if (!isWhole) {
    exchange.attach(new Delivery(response, exchange, facts, onEnd))
    // Nothing of the body came with the head: the caller gets the head now.
    if (!response.writableEnded && !response.destroyed) response.flushHeaders()
  } else {
    facts.writes.add(() => response.end(whole))
    facts.watch?.see(whole)
    const signal: Signal = {
      kind: 'response',
      status,
      headers: headers.facts,
      body: '',
      model: facts.model,
      at: facts.now(),
    }
    const { head, tail } = endsOf(whole, headers.contentEncoding)
    guard(response, facts, () => onEnd({ signal, head, tail }))
  }
}

/** Whoever brought the last bytes has its own errors to mind: a bug of ours would be taken for one, and forgotten. */
function guard(response: ServerResponse, { writes, onBug }: DeliveryFacts, conclude: () => void): void {
  try {
    conclude()
  } catch (bug) {
    // behind what waits to be written
    writes.add(() => {
      if (!response.writableEnded) cutOff(response)
    })
    onBug(bug)
  }
}

/** Passes on an answer that was read whole: a caller's own error, or the last one when no key could do better. */
export function respondWhole(response: ServerResponse, answer: WholeAnswer, ownHeaders: readonly string[]): void {
  const { status, headers, body, isCut } = answer
  const list = isCut || body.length === 0 ? headers.list.slice() : withBodyLength(headers.list, body.length)
  for (const value of ownHeaders) list.push(value)
  response.writeHead(status, list)
  if (!isCut) response.end(body)
  else response.write(body, () => cutOff(response))
}

class Delivery implements Sink {
  private readonly usage = new UsageScan()
  private isFull = false

  constructor(
    private readonly response: ServerResponse,
    private readonly exchange: Exchange,
    private readonly facts: DeliveryFacts,
    private readonly onEnd: (delivered: Delivered) => void,
  ) {}

  write(chunk: Buffer): boolean {
    this.usage.add(chunk)
    const { watch } = this.facts
    const shown = watch === null ? chunk : watch.see(chunk)
    if (shown === null || this.response.write(shown)) return true
    this.awaitDrain()
    return false
  }

  /** Once for all that the upstream still had on its way when it was asked to pause. */
  private awaitDrain(): void {
    if (this.isFull) return
    this.isFull = true
    this.response.once('drain', () => {
      this.isFull = false
      this.exchange.resume()
    })
  }

  end(trailers: readonly string[]): void {
    guard(this.response, this.facts, () => this.endWith(trailers))
  }

  fail(signal: Signal): void {
    guard(this.response, this.facts, () => this.failWith(signal))
  }

  private endWith(trailers: readonly string[]): void {
    const { exchange, response, facts } = this
    const { head, tail } = this.usage.read(exchange.headers.contentEncoding)
    const isStream = exchange.headers.contentType.startsWith('text/event-stream')
    const error = isStream ? readClosingError(tail) : null
    this.writeRest()
    const common = { headers: exchange.headers.facts, model: facts.model, at: facts.now() }
    if (error !== null) {
      cutOff(response)
      this.onEnd({ signal: { kind: 'stream-error', body: error, ...common }, head, tail })
      return
    }
    if (trailers.length > 0) response.addTrailers(pairs(trailers))
    response.end()
    this.onEnd({ signal: { kind: 'response', status: exchange.status, body: '', ...common }, head, tail })
  }

  private failWith(signal: Signal): void {
    const { head, tail } = this.usage.read(this.exchange.headers.contentEncoding)
    this.writeRest()
    cutOff(this.response)
    this.onEnd({ signal, head, tail })
  }

  private writeRest(): void {
    const rest = this.facts.watch?.rest() ?? null
    if (rest !== null && !this.response.destroyed) this.response.write(rest)
  }
}

/** Ends the caller's connection, not the answer: what was written still goes out, the end of the body never does. */
export function cutOff(response: ServerResponse): void {
  const { socket } = response
  if (socket === null) response.destroy()
  else socket.destroySoon()
}

/** Keeps the first and the last `USAGE_SCAN_BYTES` of a body. */
class UsageScan {
  private first: Buffer | null = null
  private window: Buffer | null = null
  private filled = 0
  private head: string | null = null

  add(chunk: Buffer): void {
    if (this.first === null && this.window === null) this.first = chunk
    else this.slide(chunk)
  }

  read(encoding: string): { head: string; tail: string } {
    const { window } = this
    if (isCompressed(encoding)) return NO_ENDS
    if (window === null) return this.first === null ? NO_ENDS : endsOf(this.first, encoding)
    const tail = window.toString('latin1', Math.max(0, this.filled - USAGE_SCAN_BYTES), this.filled)
    return { head: this.head ?? tail, tail }
  }

  /** The window holds twice what is asked for, so that bytes are moved once per `USAGE_SCAN_BYTES`, not per chunk. */
  private slide(chunk: Buffer): void {
    if (this.window === null) {
      this.window = Buffer.allocUnsafe(2 * USAGE_SCAN_BYTES)
      const { first } = this
      this.first = null
      if (first !== null) this.slide(first)
    }
    const part = chunk.length > USAGE_SCAN_BYTES ? chunk.subarray(chunk.length - USAGE_SCAN_BYTES) : chunk
    const { window } = this
    if (this.head === null && this.filled + chunk.length > USAGE_SCAN_BYTES)
      this.head = headOf(window, this.filled, chunk)
    if (this.filled + part.length > window.length) {
      window.copyWithin(0, this.filled - USAGE_SCAN_BYTES, this.filled)
      this.filled = USAGE_SCAN_BYTES
    }
    part.copy(window, this.filled)
    this.filled += part.length
  }
}

const NO_ENDS = { head: '', tail: '' }

/** The first and last bytes of a body that is here whole. Latin-1: what is looked for is ASCII. */
function endsOf(body: Buffer, encoding: string): { head: string; tail: string } {
  if (isCompressed(encoding)) return NO_ENDS
  const head = body.toString('latin1', 0, USAGE_SCAN_BYTES)
  return {
    head,
    tail: body.length <= USAGE_SCAN_BYTES ? head : body.toString('latin1', body.length - USAGE_SCAN_BYTES),
  }
}

function isCompressed(encoding: string): boolean {
  return encoding !== '' && encoding !== 'identity'
}

function headOf(window: Buffer, filled: number, chunk: Buffer): string {
  return window.toString('latin1', 0, filled) + chunk.toString('latin1', 0, USAGE_SCAN_BYTES - filled)
}

function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) list.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return list
}
