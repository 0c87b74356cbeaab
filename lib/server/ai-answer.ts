import type { AiEvent } from '@/lib/contract/ai'
import { problem } from '@/lib/contract/problem'
import { type AiCall, type AiOutcome, runTask } from './ai-run'
import { problemResponse } from './operator-door'

const NO_STORE = { 'cache-control': 'no-store' }

/** A task's outcome as one answer. */
export function answerWhole(outcome: AiOutcome): Response {
  if (outcome.kind === 'answer') {
    const { requestId } = outcome.answer
    return Response.json(outcome.answer, { headers: { ...NO_STORE, ...ownHeader(requestId) } })
  }
  const { problem: said, retryAfterMs, isRetryUseless } = outcome.refusal
  const { requestId, attempts } = outcome
  return problemResponse(requestId === null ? said : { ...said, requestId, attempts }, {
    ...ownHeader(requestId),
    ...(retryAfterMs !== null && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
    ...(isRetryUseless && { 'x-should-retry': 'false' }),
  })
}

function ownHeader(requestId: string | null): Record<string, string> {
  return requestId === null ? {} : { 'x-keywheel-request-id': requestId }
}

/** `no-transform`: what is compressed is held back until there is enough of it. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

type World = Parameters<typeof runTask>[0]

/**
 * Runs a task and streams what it says. What was wrong before anything was asked is told by the status; what comes
 * later, by an event.
 */
export function streamAnswer(
  world: World,
  call: Omit<AiCall, 'tell'>,
  report: (error: unknown) => void,
): Promise<Response> {
  const reader = new AbortController()
  const left = AbortSignal.any([call.left, reader.signal])
  let channel: ReadableStreamDefaultController<Uint8Array> | null = null
  const body = new ReadableStream<Uint8Array>({
    start: opened => {
      channel = opened
    },
    cancel: () => reader.abort(),
  })
  return new Promise((resolve, reject) => {
    let isOpen = false
    const tell = (event: AiEvent) => {
      if (!isOpen) resolve(new Response(body, { headers: STREAM_HEADERS }))
      isOpen = true
      // a stream that its reader left takes nothing more
      if (!left.aborted) channel?.enqueue(eventBytes(event))
    }
    const end = (event: AiEvent) => {
      tell(event)
      if (!left.aborted) channel?.close()
    }
    runTask(world, { ...call, left, tell }).then(
      outcome => (isOpen || outcome.kind === 'answer' ? end(lastEvent(outcome)) : resolve(answerWhole(outcome))),
      (error: unknown) => {
        if (!isOpen || left.aborted) return reject(error)
        report(error)
        end({ kind: 'problem', requestId: null, problem: problem('internal', 'The log of the server says more.') })
      },
    )
  })
}

function lastEvent(outcome: AiOutcome): AiEvent {
  if (outcome.kind === 'answer') return { kind: 'result', answer: outcome.answer }
  const { requestId, attempts, refusal } = outcome
  return { kind: 'problem', requestId, problem: { ...refusal.problem, attempts } }
}

function eventBytes(event: AiEvent): Uint8Array {
  return new TextEncoder().encode(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`)
}
