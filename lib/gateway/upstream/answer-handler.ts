/** Whoever asked, as the answer to it comes in. After `onComplete`, `onError` or an abort nothing more is told. */
export type AnswerHandler = {
  /** Nobody waits for the answer any more: it need not be asked for. */
  readonly isOver: boolean
  /** The request is about to be written. */
  onConnect(wire: Wire): void
  /** @param raw names, in lower case, and values in turn */
  onHeaders(status: number, raw: readonly string[]): void
  /** False asks for a pause, until `resume`. The chunk is the handler's own. */
  onData(chunk: Buffer): boolean
  onComplete(trailers: readonly string[]): void
  onError(error: Error): void
}

/** What may be done with a request under way. */
export type Wire = {
  /** Closes the connection at once. */
  abort(): void
  resume(): void
}
