import { request } from 'undici'
import { z } from 'zod'
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
/** What a failing collector may be asked again after, doubling. */
const AGAIN_MS = { first: 2 * SECOND_MS, most: 30 * SECOND_MS } as const
/** A collector that is away or busy may take the same batch later (the protocol's "Retryable Response Codes"). */
const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504])
const ANSWER_MAX_BYTES = 64 * 1024
/** Requests under way whose attempts are kept until the last one. */
const OPEN_MAX = 10_000

type Open = { parent: TraceParent | null; attempts: Attempt[] }

/**
 * Makes spans of what is recorded anyway, and sends them to a collector in batches (OTLP over HTTP, JSON). Requests never
 * wait for it: a bounded number waits for a collector that is away or slow, the rest is dropped and counted.
 */
export class Tracer {
  private readonly open = new Map<string, Open>()
  private waiting: Span[] = []
  private timer: NodeJS.Timeout | null = null
  private sending: Promise<void> = Promise.resolve()
  private sent = 0
  private dropped = 0
  /** How long it waits before the next try; `null`: the last one was answered. */
  private againMs: number | null = null
  private isRefusing = false

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
    this.timer ??= setTimeout(() => void this.tick(), this.againMs ?? SEND_MS).unref()
  }

  private async tick(): Promise<void> {
    const sending = this.send()
    this.sending = sending.then(() => {})
    await sending
    const nextMs = this.againMs ?? SEND_MS / 4
    this.timer = this.waiting.length > 0 ? setTimeout(() => void this.tick(), nextMs).unref() : null
  }

  /** One batch. What a collector that is away did not take waits on; what it refuses is lost. @returns whether it answered */
  private async send(): Promise<boolean> {
    const batch = this.waiting.splice(0, BATCH_SPANS)
    if (batch.length === 0) return true
    const posted = await this.post(batch)
    this.noteAway(posted)
    if (posted.kind === 'away') {
      this.waiting.unshift(...batch)
      return false
    }
    this.noteRefused(posted)
    this.dropped += posted.refused
    this.sent += batch.length - posted.refused
    return true
  }

  /** One line when it begins to be away, one when it is back; each try waits longer than the one before. */
  private noteAway(posted: Posted): void {
    const wasAway = this.againMs !== null
    const { url } = this.settings
    if (posted.kind === 'away') {
      if (!wasAway) this.report(`the trace collector at ${url} takes no spans: ${posted.trouble}`)
      this.againMs = this.againMs === null ? AGAIN_MS.first : Math.min(AGAIN_MS.most, this.againMs * 2)
      return
    }
    if (wasAway) this.report(`the trace collector at ${url} ${posted.refused === 0 ? 'takes spans' : 'answers'} again`)
    this.againMs = null
  }

  /** What it refuses it would refuse later too, and the next spans it may take: no reason to wait. A line when that begins. */
  private noteRefused({ refused, trouble }: Answered): void {
    const isRefusing = refused > 0
    if (isRefusing && !this.isRefusing) {
      this.report(`the trace collector at ${this.settings.url} refuses spans, which are lost: ${trouble}`)
    }
    this.isRefusing = isRefusing
  }

  private async post(spans: readonly Span[]): Promise<Posted> {
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
      if (statusCode < 300) return taken(await beginningOf(body), spans.length)
      await body.dump({ limit: ANSWER_MAX_BYTES })
      const trouble = `status ${statusCode}`
      return PASSING_STATUSES.has(statusCode)
        ? { kind: 'away', trouble }
        : { kind: 'answered', refused: spans.length, trouble }
    } catch (error) {
      return { kind: 'away', trouble: error instanceof Error ? error.message : String(error) }
    }
  }
}

/** `away`: it may take the same spans later. `refused`: how many it will not take. */
type Posted = { kind: 'away'; trouble: string } | Answered
type Answered = { kind: 'answered'; refused: number; trouble: string }

/** A collector may take some spans of a batch and say why not the others. */
const answerSchema = z.object({
  partialSuccess: z.object({ rejectedSpans: z.coerce.number().default(0), errorMessage: z.string().default('') }),
})

/** It cannot have refused more than it was sent, whatever it says. */
function taken(answer: string, sentCount: number): Answered {
  const { data } = answerSchema.safeParse(jsonOrNull(answer))
  const { rejectedSpans = 0, errorMessage = '' } = data?.partialSuccess ?? {}
  const refused = Math.min(sentCount, Math.max(0, rejectedSpans))
  return { kind: 'answered', refused, trouble: `${refused} of ${sentCount}. ${errorMessage}`.trim() }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > ANSWER_MAX_BYTES) break
  }
  return Buffer.concat(chunks).toString()
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
