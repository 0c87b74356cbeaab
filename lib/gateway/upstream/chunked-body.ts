import { addTrailer, HEAD_MAX_BYTES, Malformed } from './answer-head'

const LINE_MAX_BYTES = 1024
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** At most 13 digits: a size that a number holds exactly. Extensions say nothing to us. */
const SIZE_MAX_DIGITS = 13
const SIZE_LINE = /^([0-9a-fA-F]{1,13})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/

/**
 * A body in chunks (RFC 9112, 7.1). Upstreams make a chunk of every event they stream: what came of them at once is
 * handed on as one piece.
 */
export class ChunkedBody {
  readonly trailers: string[] = []
  private place: 'size' | 'chunk' | 'chunk-end' | 'trailers' | 'over' = 'size'
  /** Of a line: what came so far of it. */
  private unread = ''
  /** Bytes of the chunk that are still to come. */
  private left = 0
  private trailerBytes = 0
  private piece: Buffer | null = null
  private pieceBytes = 0

  get isOver(): boolean {
    return this.place === 'over'
  }

  /** Reads as far as the body goes; returns where it stopped. @throws Malformed */
  read(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length && this.place !== 'over') at = this.step(bytes, at)
    return at
  }

  /** What was read of the body since the last call; null: nothing. */
  takePiece(): Buffer | null {
    const { piece, pieceBytes } = this
    this.piece = null
    this.pieceBytes = 0
    return piece === null || pieceBytes === piece.length ? piece : piece.subarray(0, pieceBytes)
  }

  private step(bytes: Buffer, at: number): number {
    switch (this.place) {
      case 'size':
        return this.readSize(bytes, at)
      case 'chunk':
        return this.readChunk(bytes, at)
      case 'chunk-end':
        return this.readChunkEnd(bytes, at)
      case 'trailers':
        return this.readTrailer(bytes, at)
      case 'over':
        return at
    }
  }

  private readSize(bytes: Buffer, at: number): number {
    const plain = this.unread === '' ? this.readPlainSize(bytes, at) : -1
    if (plain !== -1) return plain
    const { line, next } = this.takeLine(bytes, at, LINE_MAX_BYTES)
    if (line === null) return next
    const size = SIZE_LINE.exec(line)?.[1]
    if (size === undefined) throw new Malformed('a chunk without its size')
    this.begin(Number.parseInt(size, 16))
    return next
  }

  /** A size and nothing else, all there, as nearly every one is; -1: it is not. */
  private readPlainSize(bytes: Buffer, from: number): number {
    let size = 0
    let at = from
    for (let digit = digitOf(bytes[at]); digit !== -1; digit = digitOf(bytes[at])) {
      size = size * 16 + digit
      at += 1
    }
    const isPlain = at > from && at - from <= SIZE_MAX_DIGITS && isLineEnd(bytes, at)
    if (!isPlain) return -1
    this.begin(size)
    return at + 2
  }

  private begin(size: number): void {
    this.left = size
    this.place = size === 0 ? 'trailers' : 'chunk'
  }

  private readChunk(bytes: Buffer, at: number): number {
    const next = Math.min(bytes.length, at + this.left)
    this.piece ??= Buffer.allocUnsafe(bytes.length - at)
    this.pieceBytes += bytes.copy(this.piece, this.pieceBytes, at, next)
    this.left -= next - at
    if (this.left === 0) this.place = 'chunk-end'
    return next
  }

  private readChunkEnd(bytes: Buffer, at: number): number {
    if (this.unread === '' && isLineEnd(bytes, at)) {
      this.place = 'size'
      return at + 2
    }
    const { line, next } = this.takeLine(bytes, at, 2)
    if (line === null) return next
    if (line !== '') throw new Malformed('a chunk longer than its size')
    this.place = 'size'
    return next
  }

  private readTrailer(bytes: Buffer, at: number): number {
    const { line, next } = this.takeLine(bytes, at, HEAD_MAX_BYTES)
    if (line === null) return next
    this.trailerBytes += line.length
    if (this.trailerBytes > HEAD_MAX_BYTES) throw new Malformed('its trailers are too long')
    if (line === '') this.place = 'over'
    else addTrailer(this.trailers, line)
    return next
  }

  /** Everything to the next line end, without it; null: it is not all there. */
  private takeLine(bytes: Buffer, at: number, maxBytes: number): { line: string | null; next: number } {
    const end = bytes.indexOf(LINE_FEED, at)
    const next = end === -1 ? bytes.length : end + 1
    const line = this.unread + bytes.toString('latin1', at, next)
    if (line.length > maxBytes) throw new Malformed('a line is too long')
    this.unread = end === -1 ? line : ''
    if (end === -1) return { line: null, next }
    if (line.at(-2) !== '\r') throw new Malformed('a line end is not CR LF')
    return { line: line.slice(0, -2), next }
  }
}

function isLineEnd(bytes: Buffer, at: number): boolean {
  return bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED
}

/** A hexadecimal digit's value, or -1. */
function digitOf(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
