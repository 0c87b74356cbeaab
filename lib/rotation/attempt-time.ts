import type { Signal } from '@/lib/engine/vocabulary'
import type { SignalFacts } from './sdk-signal'

/**
 * How long one attempt of a caller's function may take, and whether its caller still waits. Its signal is handed to
 * the function; a function that does not listen to it is no longer waited for.
 */
export class AttemptTime {
  private readonly controller = new AbortController()
  private readonly caller: AbortSignal | null
  private readonly over: Promise<never>
  private timer: NodeJS.Timeout | undefined
  private isTimedOut = false
  private readonly onCallerLeft = () => this.controller.abort(this.caller?.reason)

  constructor(leftMs: number, caller: AbortSignal | null) {
    this.caller = caller
    const { signal } = this.controller
    this.over = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    this.over.catch(ignore)
    caller?.addEventListener('abort', this.onCallerLeft, { once: true })
    this.timer = setTimeout(() => this.timeOut(leftMs), Math.max(leftMs, 0))
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** The work's result, or a rejection with the signal's reason as soon as the time is over. */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.over])
  }

  /** What speaks before anything the function said: its caller left, or its time ran out. */
  signalOfEnd(facts: SignalFacts): Signal | null {
    if (this.isTimedOut) return { kind: 'timed-out', phase: 'first-byte', wasSent: true, ...facts }
    return this.caller?.aborted ? { kind: 'aborted', ...facts } : null
  }

  /** The answer has begun: only the caller may end it from now on. */
  lift(): void {
    clearTimeout(this.timer)
  }

  /** The answer's reader left: an SDK that keeps its connection open then (@google/genai) is told by the signal. */
  abandon(): void {
    this.controller.abort(new DOMException('the reader left', 'AbortError'))
  }

  end(): void {
    this.lift()
    this.caller?.removeEventListener('abort', this.onCallerLeft)
  }

  private timeOut(leftMs: number): void {
    this.isTimedOut = true
    this.controller.abort(new DOMException(`no answer within ${Math.round(leftMs)} ms`, 'TimeoutError'))
  }
}

function ignore(): void {}
