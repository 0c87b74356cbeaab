/** Rows in one statement at the most: both databases bound a statement's parameters. */
export const CHUNK_ROWS = 500

/** The same in their order, in pieces that one statement takes. */
export function chunksOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK_ROWS) }, (_, at) =>
    all.slice(at * CHUNK_ROWS, (at + 1) * CHUNK_ROWS),
  )
}
