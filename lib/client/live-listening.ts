import type { LiveChange, LiveHello } from '@/lib/contract/live'
import { ProblemError } from './fetch'
import { liveMessages } from './live-stream'

/** How often a page asks, and tries to listen again, while it is not live. */
export const POLL_MS = 2000
/** A page in the background stops listening after this. */
const HIDDEN_MS = 10_000

/**
 * `polling`: the server answers, and is asked now and then; `signed-out`: the session is over; `unreachable`: it does
 * not answer; `paused`: nobody looks.
 */
export type LiveState = 'connecting' | 'live' | 'polling' | 'signed-out' | 'unreachable' | 'paused'

export type Listener = {
  onState(state: LiveState): void
  /** Everything as it is: at first, and after every gap. */
  onHello(hello: LiveHello): void
  onChange(change: LiveChange): void
  /** Not live: whoever shows something should ask for it. */
  onPoll(): void
}

/** Listens until the signal aborts; whatever breaks is begun anew, and told as it stands. Never rejects. */
export async function keepListening(listener: Listener, signal: AbortSignal): Promise<void> {
  listener.onState('connecting')
  while (!signal.aborted) {
    if (document.hidden) await waitUntilSeen(listener, signal)
    const state = await listenOnce(listener, signal)
    if (signal.aborted) return
    // the server asked to come again at once
    if (state === 'live') continue
    listener.onState(state)
    if (state !== 'signed-out') listener.onPoll()
    await pause(POLL_MS, signal)
  }
}

/** @returns what there is to say now that it is over; `live`: nothing is wrong */
async function listenOnce(listener: Listener, signal: AbortSignal): Promise<LiveState> {
  const hidden = new AbortController()
  const offline = new AbortController()
  const forget = onceHidden(() => hidden.abort())
  const leave = () => offline.abort()
  window.addEventListener('offline', leave)
  try {
    for await (const { event, data } of liveMessages(AbortSignal.any([signal, hidden.signal, offline.signal]))) {
      if (event === 'end')
        return data.reason === 'signed-out' ? 'signed-out' : data.reason === 'renew' ? 'live' : 'polling'
      if (event === 'change') listener.onChange(data)
      else {
        listener.onState('live')
        listener.onHello(data)
      }
    }
    return 'polling'
  } catch (error) {
    if (hidden.signal.aborted) return 'live'
    if (!(error instanceof ProblemError)) return 'unreachable'
    return error.problem.code === 'sign-in-required' ? 'signed-out' : 'polling'
  } finally {
    forget()
    window.removeEventListener('offline', leave)
  }
}

/** Calls back when the page has been in the background for a while. @returns what forgets it */
function onceHidden(leave: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const watch = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(leave, HIDDEN_MS)
  }
  document.addEventListener('visibilitychange', watch)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', watch)
  }
}

function waitUntilSeen(listener: Listener, signal: AbortSignal): Promise<void> {
  listener.onState('paused')
  return new Promise(resolve => {
    const see = () => {
      if (document.hidden && !signal.aborted) return
      document.removeEventListener('visibilitychange', see)
      signal.removeEventListener('abort', see)
      resolve()
    }
    document.addEventListener('visibilitychange', see)
    signal.addEventListener('abort', see)
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
