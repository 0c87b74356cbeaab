import { request } from 'undici'
import type { Attempt } from '@/lib/engine/attempt'
import { SECOND_MS } from '@/lib/engine/vocabulary'
import { type Span, spansOf } from './spans'
import { readTraceParent, type TraceParent } from './traceparent'
import type { TracingSettings } from './tracing-settings'

const SEND_MS = 2 * SECOND_MS
const SEND_LIMIT_MS = 5 * SECOND_MS
/** What waits for the collector at most; about 4 MB. */
const WAITING_MAX = 4096
const BATCH_SPANS = 512
/** Requests under way whose attempts are kept until the last one. */
const OPEN_MAX = 10_000

type Open = { parent: TraceParent | null; attempts: Attempt[] }

/**
 * Makes spans of what is recorded anyway, and sends them to a collector in batches (OTLP over HTTP, JSON). Requests never
 * wait for it: what a collector that is away or slow does not take is dropped and counted.
 */
export class Tracer {
  private readonly open = new Map<string, Open>()
  private waiting: Span[] = []
  private timer: NodeJS.Timeout | null = null
  private sending: Promise<void> = Promise.resolve()
  private sent = 0
  private dropped = 0

  constructor(
    private readonly settings: TracingSettings,
    private readonly version: string,
    private readonly report: (message: string) => void,
  ) {}

  /** The caller's own trace, of which this request is a part. */
  begin(requestId: string, traceparent: string): void {
    const parent = readTraceParent(traceparent)
    if (parent) this.openOf(requestId).parent = parent
  }

  /** Call it in the order of a request's attempts. Never throws. */
  record(attempt: Attempt): void {
    const open = this.openOf(attempt.requestId)
    open.attempts.push(attempt)
    if (attempt.ending === null) return
    this.open.delete(attempt.requestId)
    // who began the trace decided that nobody looks at it
    if (open.parent?.isSampled === false) return
    this.enqueue(spansOf(open.attempts, open.parent))
  }

  /** How many spans a collector took, and how many were lost for it. */
  counts(): { sent: number; dropped: number } {
    return { sent: this.sent, dropped: this.dropped }
  }

  /** Sends what waits, and ends; what a collector that fails now does not get is lost. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    await this.sending
    while (this.waiting.length > 0 && (await this.send())) {}
    this.dropped += this.waiting.splice(0).length
  }

  private openOf(requestId: string): Open {
    const known = this.open.get(requestId)
    if (known) return known
    if (this.open.size >= OPEN_MAX) this.forgetOldest()
    const open: Open = { parent: null, attempts: [] }
    this.open.set(requestId, open)
    return open
  }

  private forgetOldest(): void {
    for (const requestId of this.open.keys()) {
      this.open.delete(requestId)
      return
    }
  }

  private enqueue(spans: readonly Span[]): void {
    if (this.waiting.length + spans.length > WAITING_MAX) {
      this.dropped += spans.length
      return
    }
    this.waiting.push(...spans)
    this.timer ??= setTimeout(() => void this.tick(), SEND_MS).unref()
  }

  private async tick(): Promise<void> {
    const sending = this.send()
    this.sending = sending.then(() => {})
    await sending
    this.timer = this.waiting.length > 0 ? setTimeout(() => void this.tick(), SEND_MS / 4).unref() : null
  }

  /** One batch. What the collector refuses is not tried again: it would only hold up what comes. */
  private async send(): Promise<boolean> {
    const batch = this.waiting.splice(0, BATCH_SPANS)
    if (batch.length === 0) return true
    const failure = await this.post(batch)
    if (failure === null) {
      this.sent += batch.length
      return true
    }
    if (this.dropped === 0) this.report(`the trace collector at ${this.settings.url} takes no spans: ${failure}`)
    this.dropped += batch.length
    return false
  }

  private async post(spans: readonly Span[]): Promise<string | null> {
    const { url, headers, serviceName } = this.settings
    const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })
    const resource = { attributes: [text('service.name', serviceName), text('service.version', this.version)] }
    const scopeSpans = [{ scope: { name: 'keywheel', version: this.version }, spans }]
    try {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
        signal: AbortSignal.timeout(SEND_LIMIT_MS),
      })
      await body.dump()
      return statusCode < 300 ? null : `status ${statusCode}`
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}
