import { NO_USAGE, SECOND_MS, type Signal, type Usage } from '@/lib/engine/vocabulary'
import type { AnswerHeaders } from './headers'
import { UsageFilter } from './usage-wish'

/** What a request is expected to use at most, from its own bytes. */
export type Expected = { tokensIn: number; tokensOut: number }

/** About so many bytes make a token, in most languages and models (OpenAI's and Anthropic's help pages say 4 letters). */
const BYTES_PER_TOKEN = 4
/** What a model writes in a second, where nobody saw it write. */
const TOKENS_PER_SECOND = 50

/**
 * Sees an answer go by to a caller with a budget, so that it counts whatever becomes of it: where the upstream does not
 * say what was used, or the caller leaves before it does, that is estimated from the text that came.
 */
export class AnswerWatch {
  private textBytes = 0
  private seenBytes = 0
  private unread = ''
  private filter: UsageFilter | null
  private kind: AnswerKind = 'opaque'

  constructor(
    private readonly expected: Expected,
    /** The caller did not ask for the usage that the upstream was asked for. */
    hidesUsage: boolean,
  ) {
    this.filter = hidesUsage ? new UsageFilter() : null
  }

  /** The head of the answer: only in a stream of no said length can something be taken out. */
  begin(headers: AnswerHeaders): void {
    this.kind = answerKindOf(headers)
    if (this.kind !== 'stream' || headers.contentLength !== null) this.filter = null
  }

  /** What of a chunk the caller is to see; `null`: nothing yet. */
  see(chunk: Buffer): Buffer | null {
    this.seenBytes += chunk.length
    if (this.kind === 'stream') this.readText(chunk.toString('latin1'))
    return this.filter === null ? chunk : this.filter.pass(chunk)
  }

  rest(): Buffer | null {
    return this.filter?.rest() ?? null
  }

  /** What an answer used: as it was stated, and where it was not, or not to its end, as it seems. */
  usageOf(stated: Usage | null, signal: Signal): Usage {
    const isWhole = signal.kind === 'response'
    if (stated !== null && isWhole) return stated
    if (isWhole && signal.status >= 400) return NO_USAGE
    const estimated = this.estimatedOut()
    const tokensOut = Math.max(stated?.tokensOut ?? 0, estimated)
    const isEstimated = stated === null || tokensOut > stated.tokensOut
    return { ...(stated ?? { tokensIn: this.expected.tokensIn }), tokensOut, costUsd: 0, isEstimated }
  }

  /** What a request cost that was waited for in vain: the upstream read it, and wrote for so long. */
  usageOfLeaving(waitedMs: number): Usage {
    const tokensOut = writtenWithin(waitedMs, this.expected)
    return { tokensIn: this.expected.tokensIn, tokensOut, costUsd: 0, isEstimated: true }
  }

  private estimatedOut(): number {
    const { kind } = this
    if (kind === 'stream') {
      this.readText('\n')
      return tokensOf(this.textBytes)
    }
    // a picture or a sound has no letters to count
    return kind === 'text' ? tokensOf(this.seenBytes) : this.expected.tokensOut
  }

  /** The text of the events in a stream, line by line: most of an event is not what the model wrote. */
  private readText(piece: string): void {
    const text = this.unread + piece
    const end = text.lastIndexOf('\n') + 1
    const isLong = text.length - end > LINE_MAX_CHARS
    this.unread = isLong ? '' : text.slice(end)
    for (const { 1: written = '' } of (isLong ? text : text.slice(0, end)).matchAll(WRITTEN)) {
      this.textBytes += written.length
    }
  }
}

/** What an answer is made of: events, other text, or what cannot be looked into. */
type AnswerKind = 'stream' | 'text' | 'opaque'

function answerKindOf({ contentType, contentEncoding }: AnswerHeaders): AnswerKind {
  if (contentEncoding !== '' && contentEncoding !== 'identity') return 'opaque'
  if (contentType.startsWith('text/event-stream')) return 'stream'
  return contentType.includes('json') || contentType.startsWith('text/') ? 'text' : 'opaque'
}

/** What a model may have written in so long. */
export function writtenWithin(ms: number, { tokensOut }: Expected): number {
  return Math.min(Math.floor((ms / SECOND_MS) * TOKENS_PER_SECOND), tokensOut)
}

export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN)
}

const LINE_MAX_CHARS = 256 * 1024
/** The fields in which services stream what a model writes: answers, thoughts, and the arguments of tools. */
const WRITTEN =
  /"(?:content|text|delta|reasoning|reasoning_content|thinking|partial_json|arguments|refusal)"\s?:\s?"([^"\\]*(?:\\.[^"\\]*)*)/g
