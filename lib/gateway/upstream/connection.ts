import type { Socket } from 'node:net'
import type { TurnWrites } from '../turn-writes'
import type { AnswerHandler, Wire } from './answer-handler'
import { type AnswerParts, AnswerReader } from './answer-reader'
import { type Destination, openSocket } from './destination'
import { passBody } from './passing-body'
import { restOf, type WireBody } from './request-bytes'
import { UpstreamFault } from './upstream-fault'

/** A request on its way to a connection. */
export type Outgoing = {
  method: string
  /** Its head, with the bytes of a short body. */
  head: Buffer
  body: WireBody
  handler: AnswerHandler
}

/** Whoever keeps the connections. */
export type Keeper = {
  /** It can take its first request. */
  opened(connection: Connection): void
  /** Its answer is over; soon it can take another request. */
  answered(connection: Connection): void
  /** It did not need to send what it was given. */
  free(connection: Connection): void
  /** Takes back what a connection was given but is closed for; another one sends it. */
  send(outgoing: Outgoing): void
  /** It is closed; `error` where it never opened. */
  lose(connection: Connection, error: Error | null): void
}

/** One connection to an upstream, which serves one request at a time. */
export class Connection implements AnswerParts, Wire {
  private readonly socket: Socket
  private handler: AnswerHandler | null = null
  private reader: AnswerReader | null = null
  private isOpen = false
  private isLost = false
  private isPaused = false
  /** Its whole request is written, or on its way out of our hands. */
  private isSent = true
  private timer: NodeJS.Timeout | null
  private fault: Error | null = null
  /** How long it has been without a request, and how long the upstream said that it may be; null: it did not. */
  idleMs = 0
  keepAliveMs: number | null = null

  constructor(
    private readonly destination: Destination,
    private readonly keeper: Keeper,
    private readonly writes: TurnWrites,
  ) {
    this.socket = openSocket(destination, bytes => this.read(bytes))
    this.timer = setTimeout(giveUpOpening, destination.connectMs, this)
    this.socket.setKeepAlive(true, 60_000)
    this.socket
      .once(destination.isSealed ? 'secureConnect' : 'connect', () => this.opened())
      .on('error', error => this.close(error))
      .on('end', () => this.ended())
      .on('close', () => this.lost())
    if (destination.isSealed) this.socket.on('session', (session: Buffer) => this.keepSession(session))
  }

  /**
   * Writes a request, at the end of this turn; the connection must be free. What was on its way before, an end or a
   * word that nobody asked for, is heard until then and closes the connection: never is it taken for an answer.
   */
  send(outgoing: Outgoing): void {
    this.writes.addLast(() => this.write(outgoing))
  }

  /** Only from here on may the upstream speak. */
  private write(outgoing: Outgoing): void {
    const { method, head, body, handler } = outgoing
    if (handler.isOver || this.isLost) {
      this.giveBack(outgoing)
      return
    }
    this.handler = handler
    this.reader = new AnswerReader(this, method === 'HEAD')
    handler.onConnect(this)
    this.socket.write(head)
    const rest = restOf(body)
    if (rest !== null) this.socket.write(rest)
    if (body.kind === 'passing') this.pass(body)
  }

  private giveBack(outgoing: Outgoing): void {
    if (!outgoing.handler.isOver) this.keeper.send(outgoing)
    else if (!this.isLost) this.keeper.free(this)
  }

  abort(): void {
    this.handler = null
    this.close(null)
  }

  /** Closes it at once; a request under way fails. */
  close(error: Error | null): void {
    this.fault ??= error
    this.socket.destroy()
    this.lost()
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    // the upstream was not silent: it was not heard
    this.timer?.refresh()
    this.socket.resume()
  }

  readHead(status: number, raw: string[]): void {
    this.handler?.onHeaders(status, raw)
  }

  readBody(chunk: Buffer): void {
    if (this.handler === null || this.handler.onData(chunk) || this.isLost) return
    this.isPaused = true
    this.socket.pause()
  }

  readEnd(trailers: readonly string[]): void {
    const { handler } = this
    this.handler = null
    this.clearTimer()
    handler?.onComplete(trailers)
  }

  private opened(): void {
    this.clearTimer()
    this.isOpen = true
    this.keeper.opened(this)
  }

  private read(bytes: Buffer): void {
    const { reader } = this
    if (this.isLost) return
    if (reader === null) {
      this.close(new UpstreamFault('malformed', 'The upstream spoke without being asked.'))
      return
    }
    const wrong = this.feed(reader, bytes)
    if (this.isLost) return
    if (wrong !== null) this.close(new UpstreamFault('malformed', `The answer is malformed: ${wrong}.`))
    else if (reader.isOver) this.finish(reader)
    else if (reader.hasHead) this.awaitMore()
  }

  /** A bug of whoever hears the answer ends this request, not the process. */
  private feed(reader: AnswerReader, bytes: Buffer): string | null {
    try {
      return reader.feed(bytes)
    } catch (bug) {
      this.close(errorOf(bug))
      return null
    }
  }

  private finish(reader: AnswerReader): void {
    this.reader = null
    this.keepAliveMs = reader.keepAliveMs
    // who answers before it has read its request keeps no place for another
    if (!reader.isReusable || !this.isSent || this.socket.writableLength > 0) {
      this.close(null)
      return
    }
    this.resume()
    this.keeper.answered(this)
  }

  /** A body that has begun goes on, or the answer is broken. */
  private awaitMore(): void {
    if (this.timer === null) this.timer = setTimeout(giveUpBody, this.destination.idleMs, this)
    else this.timer.refresh()
  }

  /** The time for opening, or for the next bytes, is over. */
  timeOut(code: 'connect-timeout' | 'idle-timeout'): void {
    // whoever asked for the pause is slow, not the upstream
    if (code === 'idle-timeout' && this.isPaused) this.timer?.refresh()
    else this.close(new UpstreamFault(code, 'The upstream took too long.'))
  }

  private pass(body: Parameters<typeof passBody>[1]): void {
    this.isSent = false
    passBody(this.socket, body, error => {
      if (error === null) this.isSent = true
      else this.close(error)
    })
  }

  private ended(): void {
    try {
      this.reader?.close()
    } catch (bug) {
      this.close(errorOf(bug))
    }
    this.close(null)
  }

  /** Whatever ended it: the request under way fails, and the keeper forgets it. Once. */
  private lost(): void {
    if (this.isLost) return
    this.isLost = true
    this.clearTimer()
    const { handler } = this
    this.handler = null
    const error = this.fault ?? new UpstreamFault('closed', 'The upstream closed the connection.')
    this.keeper.lose(this, this.isOpen ? null : error)
    handler?.onError(error)
  }

  private keepSession(session: Buffer): void {
    this.destination.session = session
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

const giveUpOpening = (connection: Connection) => connection.timeOut('connect-timeout')
const giveUpBody = (connection: Connection) => connection.timeOut('idle-timeout')
