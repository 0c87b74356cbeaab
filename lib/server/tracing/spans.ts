import { randomBytes } from 'node:crypto'
import type { Attempt } from '@/lib/engine/attempt'
import type { TraceParent } from './traceparent'

type Value = { stringValue: string } | { intValue: string } | { doubleValue: number }
type Attribute = { key: string; value: Value }

/** A span as OTLP writes it in JSON: ids in hex, instants in nanoseconds as text. */
export type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Attribute[]
  status: { code?: number; message?: string }
}

const SERVER = 2
const CLIENT = 3
const FAILED = 2

/** Names of providers in OpenTelemetry's conventions for generative AI, where they differ from ours. */
const PROVIDERS: Readonly<Record<string, string>> = { gemini: 'gcp.gemini', mistral: 'mistral_ai', xai: 'x_ai' }
const OPERATIONS: readonly (readonly [RegExp, string])[] = [
  [/chat\/completions|\/messages$|\/responses$|generateContent/i, 'chat'],
  [/embed/i, 'embeddings'],
  [/\/completions$/, 'text_completion'],
]
/** Endings that are no fault of ours or of an upstream. */
const GOOD_ENDINGS: ReadonlySet<Attempt['ending']> = new Set(['first-try', 'rescued', 'declined', 'left'])

/** The spans of a request whose last attempt is known: one of the whole, below it one per attempt at an upstream. */
export function spansOf(attempts: readonly Attempt[], parent: TraceParent | null): Span[] {
  const [first] = attempts
  const last = attempts.at(-1)
  if (!first || !last) return []
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex')
  const spanId = randomBytes(8).toString('hex')
  const isGood = GOOD_ENDINGS.has(last.ending)
  const whole: Span = {
    ...{ traceId, spanId, kind: SERVER, name: `${first.method} /${first.service}` },
    ...(parent && { parentSpanId: parent.spanId }),
    startTimeUnixNano: nanoseconds(first.startedAt),
    endTimeUnixNano: nanoseconds(Math.max(...attempts.map(({ startedAt, totalMs }) => startedAt + totalMs))),
    attributes: attributesOf({
      ...shared(last),
      'url.path': last.path,
      'keywheel.request.id': last.requestId,
      'keywheel.ending': last.ending,
      'keywheel.attempts': attempts.filter(({ outcome }) => outcome !== 'refused').length,
      'keywheel.caller': last.caller,
    }),
    status: isGood ? {} : { code: FAILED, message: last.refusal ?? last.outcome },
  }
  const tries = attempts.filter(({ outcome }) => outcome !== 'refused')
  return [whole, ...tries.map(attempt => attemptSpan(attempt, { traceId, spanId }))]
}

function attemptSpan(attempt: Attempt, { traceId, spanId }: Pick<Span, 'traceId' | 'spanId'>): Span {
  const { startedAt, totalMs, outcome, model, method, service } = attempt
  const operation = operationOf(attempt.path)
  const isGood = outcome === 'success' || outcome === 'aborted'
  return {
    ...{ traceId, spanId: randomBytes(8).toString('hex'), parentSpanId: spanId, kind: CLIENT },
    name: operation === null || model === null ? `${method} ${service}` : `${operation} ${model}`,
    startTimeUnixNano: nanoseconds(startedAt),
    endTimeUnixNano: nanoseconds(startedAt + totalMs),
    attributes: attributesOf({
      ...shared(attempt),
      'keywheel.attempt.number': attempt.number,
      'keywheel.key.masked': attempt.masked,
      'keywheel.outcome': outcome,
      'keywheel.blame': attempt.blame,
      'keywheel.rule': attempt.rule,
      'keywheel.first_byte_ms': attempt.firstByteMs,
      'gen_ai.usage.input_tokens': attempt.tokensIn || null,
      'gen_ai.usage.output_tokens': attempt.tokensOut || null,
      'keywheel.cost_usd': attempt.costUsd || null,
      'error.type': isGood ? null : outcome,
    }),
    status: isGood ? {} : { code: FAILED, message: outcome },
  }
}

type Facts = Readonly<Record<string, string | number | null>>

function shared({ method, path, service, model, status }: Attempt): Facts {
  const operation = operationOf(path)
  return {
    'http.request.method': method,
    'http.response.status_code': status,
    'keywheel.service': service,
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': operation === null ? null : (PROVIDERS[service] ?? service),
    'gen_ai.request.model': model,
  }
}

function operationOf(path: string): string | null {
  return OPERATIONS.find(([pattern]) => pattern.test(path))?.[1] ?? null
}

/** What is not known is left out. */
function attributesOf(facts: Facts): Attribute[] {
  return Object.entries(facts).flatMap(([key, fact]) => (fact === null ? [] : [{ key, value: written(fact) }]))
}

function written(fact: string | number): Value {
  if (typeof fact === 'string') return { stringValue: fact }
  return Number.isInteger(fact) ? { intValue: String(fact) } : { doubleValue: fact }
}

/** Milliseconds since the epoch are too many nanoseconds for a number. */
function nanoseconds(ms: number): string {
  return `${BigInt(Math.round(ms * 1000)) * 1000n}`
}
