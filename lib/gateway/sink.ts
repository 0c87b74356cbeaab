import type { Signal } from '@/lib/engine/vocabulary'

/** Where the body of an open answer goes, chunk by chunk. */
export type Sink = {
  /** False asks for a pause, until `resume`. */
  write(chunk: Buffer): boolean
  end(trailers: readonly string[]): void
  /** The answer broke; what was written before is all there is. */
  fail(signal: Signal): void
}

/** How an answer's body ended. */
export type BodyEnd = { kind: 'end'; trailers: readonly string[] } | { kind: 'fail'; signal: Signal }

/** Tells whoever takes the body how it ended. */
export function conclude(sink: Sink, ending: BodyEnd): void {
  if (ending.kind === 'end') sink.end(ending.trailers)
  else sink.fail(ending.signal)
}
