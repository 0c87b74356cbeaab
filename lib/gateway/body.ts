import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import type { GatewayLimits } from './limits'

/** A caller's request body. */
export type RequestBody =
  | { kind: 'none' }
  /** Held whole: it can be sent again. */
  | { kind: 'held'; bytes: Buffer }
  /** Too long to hold: it passes once. `prefix` is its beginning, which the stream repeats. */
  | { kind: 'passing'; prefix: Buffer; stream: PassThrough; length: number | null }

/** The caller left before its body had come. */
type CutBody = { kind: 'cut' }

/** Counts the bytes of all bodies held at once, so that many callers cannot fill the memory. */
export type HeldBytes = { count: number }

const NONE: RequestBody = { kind: 'none' }
const CUT: CutBody = { kind: 'cut' }

/**
 * Reads a request's body: held up to `replayBytes` (and while all bodies together stay under `replayBytesTotal`),
 * a longer one becomes a stream. What is held must be given back with `releaseBody`.
 */
export function readBody(
  request: IncomingMessage,
  limits: GatewayLimits,
  held: HeldBytes,
): RequestBody | Promise<RequestBody | CutBody> {
  const { 'content-length': stated, 'transfer-encoding': encoding } = request.headers
  if (stated === undefined && encoding === undefined) return NONE
  const length = stated === undefined ? null : Number(stated)
  if (length === 0) return NONE
  const isShort = (length ?? 0) <= Math.min(limits.replayBytes, limits.replayBytesTotal - held.count)
  return collect(request, isShort ? limits : { ...limits, replayBytes: limits.prefixBytes }, held, length)
}

export function releaseBody(body: RequestBody, held: HeldBytes): void {
  if (body.kind === 'held') held.count -= body.bytes.length
}

/** No upstream will read the rest of a passing body: it is let run dry, so that the connection can go on. */
export function stopPassing(body: RequestBody): void {
  if (body.kind === 'passing') body.stream.destroy()
}

/** The bytes there are to look at for a model's name or a count of units. */
export function visibleBytes(body: RequestBody): Buffer | null {
  if (body.kind === 'held') return body.bytes
  return body.kind === 'passing' ? body.prefix : null
}

function collect(
  request: IncomingMessage,
  limits: GatewayLimits,
  held: HeldBytes,
  length: number | null,
): Promise<RequestBody | CutBody> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let count = 0
    let isDone = false
    const finish = (body: RequestBody | CutBody) => {
      if (isDone) return
      isDone = true
      if (body.kind !== 'held') held.count -= count
      resolve(body)
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      count += chunk.length
      held.count += chunk.length
      // As long as it was said to be: there is no need to hear of its end.
      if (count === length) finish({ kind: 'held', bytes: joined(chunks, count) })
      if (count <= limits.replayBytes && held.count <= limits.replayBytesTotal) return
      request.off('data', onData).pause()
      finish(passOn(request, joined(chunks, count), length))
    }
    request.on('data', onData).on('close', () => finish(CUT))
    if (length === null) {
      request.on('end', () => finish(count === 0 ? NONE : { kind: 'held', bytes: joined(chunks, count) }))
    }
  })
}

/** The caller's own stream is kept apart from the upstream's, whose end must not cut the caller's connection. */
function passOn(request: IncomingMessage, prefix: Buffer, length: number | null): RequestBody {
  const stream = new PassThrough()
  stream.on('error', ignore).on('close', () => request.resume())
  stream.write(prefix)
  request.pipe(stream)
  request.on('close', () => {
    if (!request.complete) stream.destroy(new Error('the caller left before its body ended'))
  })
  return { kind: 'passing', prefix, stream, length }
}

function joined(chunks: readonly Buffer[], count: number): Buffer {
  const [only] = chunks
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, count)
}

function ignore(): void {}
