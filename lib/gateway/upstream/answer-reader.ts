import { HEAD_MAX_BYTES, Malformed, parseHead, readFraming, refuseHopeless } from './answer-head'
import { ChunkedBody } from './chunked-body'

/** What an upstream's answer is told to, part by part, as its bytes come. */
export type AnswerParts = {
  /** @param raw names, in lower case, and values in turn */
  readHead(status: number, raw: string[]): void
  readBody(chunk: Buffer): void
  readEnd(trailers: readonly string[]): void
}

const HEAD_END = Buffer.from('\r\n\r\n')

type Place =
  | 'head'
  /** A body of a length that was said. */
  | 'counted'
  | 'chunked'
  /** A body that ends with its connection. */
  | 'to-the-close'
  | 'over'

/**
 * Reads one answer of HTTP/1.1 (RFC 9112) from the bytes of a connection. It is strict, because what two readers
 * understand differently is how one caller gets another's answer: line ends are CR LF, a length is said once and in
 * one way, and nothing follows the end. `feed` says what is wrong, after which the connection is of no more use.
 */
export class AnswerReader {
  private place: Place = 'head'
  /** What came so far of a head. */
  private unread = ''
  /** Bytes of a counted body that are still to come. */
  private left = 0
  private chunked: ChunkedBody | null = null
  /** It may serve another request once this answer is over. */
  isReusable = true
  /** The upstream's own word on how long it keeps the connection; null: it gave none. */
  keepAliveMs: number | null = null

  constructor(
    private readonly parts: AnswerParts,
    private readonly isHeadRequest: boolean,
  ) {}

  get isOver(): boolean {
    return this.place === 'over'
  }

  get hasHead(): boolean {
    return this.place !== 'head'
  }

  /** Takes bytes, which may be overwritten afterwards; returns what is wrong with them, or null. */
  feed(bytes: Buffer): string | null {
    let at = 0
    try {
      while (at < bytes.length) {
        if (this.place === 'over') return 'more came than the answer'
        at = this.step(bytes, at)
      }
    } catch (fault) {
      if (fault instanceof Malformed) return fault.message
      throw fault
    }
    return null
  }

  /** The connection was closed in good order, which is where some answers end. */
  close(): void {
    if (this.place === 'to-the-close') this.end(NO_TRAILERS)
  }

  private step(bytes: Buffer, at: number): number {
    switch (this.place) {
      case 'head':
        return this.readHead(bytes, at)
      case 'counted':
        return this.readCounted(bytes, at)
      case 'chunked':
        return this.readChunked(bytes, at)
      case 'to-the-close':
        return this.passOn(bytes, at, bytes.length)
      case 'over':
        return bytes.length
    }
  }

  private readHead(bytes: Buffer, at: number): number {
    const { text, next } = this.takeBlock(bytes, at)
    if (text === null) return next
    const { status, isOld, raw } = parseHead(text)
    if (status === 101) throw new Malformed('an upgrade nobody asked for')
    // a word on the way (RFC 9110, 15.2): the answer is still to come
    if (status < 200) return next
    this.place = this.frame(status, isOld, raw)
    this.parts.readHead(status, raw)
    if (this.place === 'over') this.parts.readEnd(NO_TRAILERS)
    return next
  }

  /** How the body is told apart from what follows it (RFC 9112, 6.3). */
  private frame(status: number, isOld: boolean, raw: readonly string[]): Place {
    const { length, isChunked, connection, keepAlive } = readFraming(raw)
    if (isOld || connection.includes('close')) this.isReusable = false
    this.keepAliveMs = keepAlive
    if (isChunked && length !== null) throw new Malformed('its length is said in two ways')
    if (this.isHeadRequest || status === 204 || status === 304) return 'over'
    if (isChunked) return 'chunked'
    if (length !== null) {
      this.left = length
      return length === 0 ? 'over' : 'counted'
    }
    this.isReusable = false
    return 'to-the-close'
  }

  private readCounted(bytes: Buffer, at: number): number {
    const next = this.passOn(bytes, at, at + this.left)
    this.left -= next - at
    if (this.left === 0) this.end(NO_TRAILERS)
    return next
  }

  private readChunked(bytes: Buffer, at: number): number {
    this.chunked ??= new ChunkedBody()
    const { chunked } = this
    const next = chunked.read(bytes, at)
    const piece = chunked.takePiece()
    if (piece !== null) this.parts.readBody(piece)
    if (chunked.isOver) this.end(chunked.trailers)
    return next
  }

  /** Hands on a copy of what is there of the body; returns where it ends. */
  private passOn(bytes: Buffer, at: number, to: number): number {
    const next = Math.min(bytes.length, to)
    const chunk = Buffer.allocUnsafe(next - at)
    bytes.copy(chunk, 0, at, next)
    this.parts.readBody(chunk)
    return next
  }

  private end(trailers: readonly string[]): void {
    this.place = 'over'
    this.parts.readEnd(trailers)
  }

  /** Everything to an empty line, without the last CR LF; null: it is not all there. */
  private takeBlock(bytes: Buffer, at: number): { text: string | null; next: number } {
    const before = this.unread.length
    if (before === 0) {
      const end = bytes.indexOf(HEAD_END, at)
      if (end !== -1) return { text: bytes.toString('latin1', at, end + 2), next: end + 4 }
    }
    const all = this.unread + bytes.toString('latin1', at)
    const end = all.indexOf('\r\n\r\n', Math.max(0, before - 3))
    if ((end === -1 ? all.length : end) > HEAD_MAX_BYTES) throw new Malformed('its head is too long')
    if (end === -1) {
      refuseHopeless(all, before)
      this.unread = all
      return { text: null, next: bytes.length }
    }
    this.unread = ''
    return { text: all.slice(0, end + 2), next: at + end + 4 - before }
  }
}

const NO_TRAILERS: readonly string[] = []
