import type { z } from 'zod'
import { BEAT_MS, liveChangeSchema, liveEndSchema, liveHelloSchema } from '@/lib/contract/live'
import { refusalOf } from './fetch'

/** A server that says nothing for this long is not there any more. */
const SILENCE_MS = 2.5 * BEAT_MS

export type LiveMessage =
  | { event: 'hello'; data: z.infer<typeof liveHelloSchema> }
  | { event: 'change'; data: z.infer<typeof liveChangeSchema> }
  | { event: 'end'; data: z.infer<typeof liveEndSchema> }

/**
 * The messages of `GET /api/live`, as they come, until the server ends them. Throws a ProblemError when it refuses, and
 * an Error when it cannot be reached, breaks off or falls silent. Read by hand and not by an EventSource, because that
 * one does not tell an ended session from a server that is away.
 */
export async function* liveMessages(signal: AbortSignal): AsyncGenerator<LiveMessage> {
  const silence = new AbortController()
  const listenOn = () => setTimeout(() => silence.abort(), SILENCE_MS)
  let timer = listenOn()
  try {
    const response = await fetch('/api/live', { cache: 'no-store', signal: AbortSignal.any([signal, silence.signal]) })
    if (!response.ok || response.body === null) throw await refusalOf(response)
    yield* messagesOf(response.body, () => {
      clearTimeout(timer)
      timer = listenOn()
    })
  } finally {
    clearTimeout(timer)
  }
}

/** @param onSign called for whatever comes, be it a beat */
export async function* messagesOf(body: ReadableStream<Uint8Array>, onSign: () => void): AsyncGenerator<LiveMessage> {
  for await (const block of blocksOf(body)) {
    onSign()
    const message = readMessage(block)
    if (message !== null) yield message
  }
}

/** Server-sent events are blocks of lines with an empty line between them. */
export async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      yield* blocks
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** `null`: a beat, or the word of a newer server. */
function readMessage(block: string): LiveMessage | null {
  const event = /^event: (.*)$/m.exec(block)?.[1]
  const data: unknown = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null')
  switch (event) {
    case 'hello':
      return { event, data: liveHelloSchema.parse(data) }
    case 'change':
      return { event, data: liveChangeSchema.parse(data) }
    case 'end':
      return { event, data: liveEndSchema.parse(data) }
    default:
      return null
  }
}
