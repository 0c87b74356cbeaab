import type { KeyUse } from '@/lib/rotation/with-key'

export type Turn = { role: 'user' | 'model'; text: string }

/** A conversation whose next turn is wanted, as JSON. */
export type Talk = {
  model: string
  instructions: string
  turns: readonly Turn[]
  /** The JSON Schema of the answer. */
  schema: Readonly<Record<string, unknown>>
  temperature: number
}

/** `withKey` for one service and model. */
export type Run = <Answer>(attempt: (use: KeyUse) => Promise<Answer>) => Promise<Answer>

/** How a service is spoken to, by its official SDK. What is returned to `run` is the SDK's own answer. */
export type Speaker = {
  whole(run: Run, talk: Talk): Promise<string>
  pieces(run: Run, talk: Talk): Promise<AsyncIterable<string>>
}

type Spoken<Answer, Chunk> = {
  ask(use: KeyUse, talk: Talk): Promise<Answer>
  textOf(answer: Answer): string
  stream(use: KeyUse, talk: Talk): Promise<AsyncIterable<Chunk>>
  pieceOf(chunk: Chunk): string
}

export function speakerOf<Answer, Chunk>({ ask, textOf, stream, pieceOf }: Spoken<Answer, Chunk>): Speaker {
  return {
    whole: async (run, talk) => textOf(await run(use => ask(use, talk))),
    pieces: async (run, talk) => piecesOf(await run(use => stream(use, talk)), pieceOf),
  }
}

async function* piecesOf<Chunk>(chunks: AsyncIterable<Chunk>, pieceOf: (chunk: Chunk) => string) {
  for await (const chunk of chunks) {
    const piece = pieceOf(chunk)
    if (piece !== '') yield piece
  }
}
