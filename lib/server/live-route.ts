import { problem } from '@/lib/contract/problem'
import type { Operator } from '@/lib/control/context'
import { findOperator } from '@/lib/store/operators'
import { currentOperator } from './auth'
import type { Reader } from './live-hub'
import { letIn, problemResponse } from './operator-door'
import { doorOf } from './route'
import { getRuntime } from './runtime'

/** What a stream may hold for a reader that does not take it, before it is left out. */
const HELD_MAX_BYTES = 256 * 1024
const RETRY_AFTER_SECONDS = 10

/** `no-transform`: what is compressed is held back until there is enough of it. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** The live feed, for any operator: by session or with the admin token. It ends when the session does. */
export function answerLive(request: Request): Promise<Response> {
  return letIn(doorOf(request), 'viewer', request, async operator => {
    const { live } = getRuntime()
    const isSignedIn = await sessionWatch(operator)
    if (isSignedIn === null) return problemResponse(problem('sign-in-required', 'This session has ended.'))
    if (!live.hasRoomFor(operator.id)) {
      const retry = { 'retry-after': String(RETRY_AFTER_SECONDS) }
      return problemResponse(
        problem('too-many-readers', 'Too many pages listen already: this one asks now and then.'),
        retry,
      )
    }
    return new Response(streamTo(operator.id, isSignedIn, request.signal), { headers: HEADERS })
  })
}

/** Says, whenever it is asked, whether the session that opened the stream still stands; `null`: it is over already. */
async function sessionWatch({ id, via }: Operator): Promise<(() => Promise<boolean>) | null> {
  if (via !== 'session') return () => Promise.resolve(true)
  const { store } = getRuntime()
  const begun = await findOperator(store, { id })
  // asked again, so that the session was good in the epoch just read
  if (begun === null || (await currentOperator()) === null) return null
  return async () => {
    const stored = await findOperator(store, { id })
    return stored !== null && stored.disabledAt === null && stored.sessionEpoch === begun.sessionEpoch
  }
}

function streamTo(operatorId: string, isSignedIn: Reader['isSignedIn'], left: AbortSignal): ReadableStream<Uint8Array> {
  const { live } = getRuntime()
  let reader: Reader | null = null
  const leave = () => {
    if (reader) live.leave(reader)
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // gone while we looked who it is: no event tells it any more
        if (left.aborted) return controller.close()
        reader = readerOf(controller, operatorId, isSignedIn)
        left.addEventListener('abort', leave, { once: true })
        void live.open(reader)
      },
      cancel: leave,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HELD_MAX_BYTES }),
  )
}

function readerOf(
  controller: ReadableStreamDefaultController<Uint8Array>,
  operatorId: string,
  isSignedIn: Reader['isSignedIn'],
): Reader {
  const isReady = () => (controller.desiredSize ?? 0) > 0
  return {
    operatorId,
    isSignedIn,
    isReady,
    send: bytes => {
      // a stream that its reader left takes nothing more
      if (controller.desiredSize === null) return false
      controller.enqueue(bytes)
      return isReady()
    },
    end: () => {
      try {
        controller.close()
      } catch {
        // its reader closed it first
      }
    },
  }
}
