import type { Instant, Signal } from '@/lib/engine/vocabulary'
import { type FaultStage, networkCode, signalOfCode, signalOfFault } from './network-fault'

/** What a signal says of its attempt besides what happened. */
export type SignalFacts = { model: string | null; at: Instant }

/** A signal carries this much of an error answer. */
const BODY_CHARS = 64 * 1024

/**
 * Reads what a caller's function threw: the errors of the official SDKs (openai, groq-sdk, @anthropic-ai/sdk,
 * @google/genai), of fetch and undici, and any error that carries an HTTP status. `null`: nothing of an upstream or a
 * network is in it, so it is the function's own trouble. By shape, not by class: an application has its own copies of
 * the SDKs, and a bundler may have renamed their classes.
 */
export function signalOfThrown(thrown: unknown, stage: FaultStage, facts: SignalFacts): Signal | null {
  if (typeof thrown !== 'object' || thrown === null) return null
  const names = classNames(thrown)
  if (isAbort(thrown, names)) return { kind: 'aborted', ...facts }
  return (
    answered(thrown, stage, facts) ?? unanswered(thrown, names, stage, facts) ?? signalOfFault(thrown, stage, facts)
  )
}

/** A refusal that came with a status, before any stream or, in `@google/genai`, within one. */
function answered(thrown: object, stage: FaultStage, facts: SignalFacts): Signal | null {
  const response = objectAt(thrown, 'response')
  const status = statusOf(thrown) ?? (response && statusOf(response))
  if (status === null) return null
  const headers = headersOf(field(thrown, 'headers') ?? (response && field(response, 'headers')))
  const body = bodyOf(thrown, response)
  if (messageOf(thrown).startsWith(GENAI_STREAM_ERROR)) return streamError(headers, body, stage, facts)
  return { kind: 'response', status, headers, body, ...facts }
}

/** How `@google/genai` begins the message of an error event inside a stream; the event follows as JSON. */
const GENAI_STREAM_ERROR = 'got status: '

/** The errors of the SDKs that are generated alike (openai, groq-sdk, @anthropic-ai/sdk) and carry no status. */
function unanswered(thrown: object, names: ReadonlySet<string>, stage: FaultStage, facts: SignalFacts): Signal | null {
  const isTimeout = names.has('APIConnectionTimeoutError') || names.has('TimeoutError')
  if (isTimeout) return { kind: 'timed-out', phase: 'total', wasSent: true, ...facts }
  if (!isGeneratedSdkError(thrown)) return null
  if (objectAt(thrown, 'error') !== null) {
    const headers = headersOf(field(thrown, 'headers'))
    return streamError(headers, bodyOf(thrown, null), stage, facts)
  }
  if (messageOf(thrown) === 'Request timed out.') return { kind: 'timed-out', phase: 'total', wasSent: true, ...facts }
  return signalOfCode(networkCode(thrown) ?? 'CONNECTION_ERROR', stage, facts)
}

function streamError(headers: Readonly<Record<string, string>>, body: string, stage: FaultStage, facts: SignalFacts) {
  return { kind: 'stream-error', headers, body, isFirst: stage === 'asking', ...facts } as const
}

/** Their base error sets these three always, to `undefined` where there was no answer. */
function isGeneratedSdkError(thrown: object): boolean {
  return thrown instanceof Error && ['status', 'headers', 'error'].every(name => Object.hasOwn(thrown, name))
}

function isAbort(thrown: object, names: ReadonlySet<string>): boolean {
  if (names.has('AbortError') || names.has('APIUserAbortError')) return true
  return isGeneratedSdkError(thrown) && messageOf(thrown) === 'Request was aborted.'
}

/** Its own name and those of its classes: openai and groq-sdk leave `name` at `Error`. */
function classNames(thrown: object): ReadonlySet<string> {
  const names = new Set<string>()
  const name = field(thrown, 'name')
  if (typeof name === 'string') names.add(name)
  for (let at: unknown = Object.getPrototypeOf(thrown); at !== null; at = Object.getPrototypeOf(at)) {
    if (typeof at !== 'object' || at === null) break
    names.add(at.constructor.name)
  }
  return names
}

function statusOf(value: object): number | null {
  const status = field(value, 'status') ?? field(value, 'statusCode')
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : null
}

/**
 * The answer's body, as near as the error still has it. openai keeps only its inner `error`, the others the whole;
 * `@google/genai` has it as JSON in its message.
 */
function bodyOf(thrown: object, response: object | null): string {
  const stated =
    field(thrown, 'error') ??
    field(thrown, 'body') ??
    (response && (field(response, 'data') ?? field(response, 'body')))
  if (typeof stated === 'string') return stated.slice(0, BODY_CHARS)
  if (typeof stated === 'object' && stated !== null) return jsonOf(isWhole(stated) ? stated : { error: stated })
  const message = messageOf(thrown)
  const json = message.indexOf('{')
  return (json === -1 ? message : message.slice(json)).slice(0, BODY_CHARS)
}

/** Only `error`'s inside looks so: a message, and no error of its own. */
function isWhole(stated: object): boolean {
  return objectAt(stated, 'error') !== null || typeof field(stated, 'message') !== 'string'
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value).slice(0, BODY_CHARS)
  } catch {
    return ''
  }
}

/** Headers as a signal wants them, from a `Headers`, a plain object, or nothing. */
export function headersOf(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) return {}
  const pairs = headers instanceof Headers ? [...headers] : Object.entries(headers)
  const texts = pairs.flatMap(([name, value]) => (isPlain(value) ? [[name.toLowerCase(), String(value)]] : []))
  return Object.fromEntries(texts)
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function messageOf(thrown: object): string {
  const message = field(thrown, 'message')
  return typeof message === 'string' ? message : ''
}

/** A field of anything, own or inherited; a getter that throws has no value. */
export function field(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name)
  } catch {
    return undefined
  }
}

/** A field of the object itself: some SDKs' answers have getters that warn when asked. */
export function ownObjectAt(value: object, name: string): object | null {
  return Object.hasOwn(value, name) ? objectAt(value, name) : null
}

export function objectAt(value: object, name: string): object | null {
  const found = field(value, name)
  return typeof found === 'object' && found !== null ? found : null
}
