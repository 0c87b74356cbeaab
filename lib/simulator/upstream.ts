import type { IncomingHttpHeaders } from 'node:http'
import { answerText, chunkText } from './chunk-text'
import type { Spent } from './limits'
import type { Mailbox } from './mailbox'
import type { ReplyShape, SimulatedKey, SimulatedService, TroubleKind } from './vocabulary'

/** One service as the simulator plays it: how it is asked, and how it answers and refuses. Shapes only, no state. */
export type Upstream = {
  service: SimulatedService
  readSecret(headers: IncomingHttpHeaders, query: string): string | null
  /** `path` without prefix and query; `null`: the service has no such path. */
  route(method: string, path: string, query: string): Route | null
  /** A header without which the service answers `bad-request`. */
  requiredHeader?: string
  /** What a day's limit says to wait, where that is not the truth. */
  untrueDayHintMs?: number
  /** It sends mail: its answers differ from one time to the next. `once`: an Idempotency-Key means something to it. */
  mail?: 'once' | 'plain'
  /** A request's body where it is not plain JSON; `null`: it cannot be read. */
  readBody?(bytes: Buffer): JsonObject | readonly JsonObject[] | null
  /** The status of a success; absent: 200. */
  status?(asked: Asked): number
  /** The body of a success, as JSON; `undefined`: none. */
  answer(asked: Asked, mailbox: Mailbox): unknown
  /** Asked only where `asked.isStream`. */
  script(asked: Asked): StreamScript
  /** Headers of a success, as a flat list of names and values. */
  headers(key: SimulatedKey, spent: Spent, serial: number, now: number): string[]
  refuse(trouble: Trouble): Refusal
}

export type Operation =
  | 'chat'
  | 'responses'
  | 'embeddings'
  | 'messages'
  | 'generate'
  | 'count-tokens'
  | 'embed'
  | 'email'
  | 'email-batch'
  | 'email-get'
  | 'domains'
  | 'account'
  | 'models'
  | 'model'

export type Route = {
  operation: Operation
  /** A model or an email named by the path. */
  name: string | null
  /** Gemini by its OpenAI-compatible path. */
  isCompatible: boolean
  /** Stated by the path (Gemini); else the body says it. */
  stream: 'events' | 'array' | 'by-body'
}

/** Of an operation asked for in the service's own dialect. */
export function plainRoute(operation: Operation, name: string | null = null): Route {
  return { operation, name, isCompatible: false, stream: 'by-body' }
}

export type JsonObject = Readonly<Record<string, unknown>>

/** A request, read. */
export type Asked = {
  route: Route
  isStream: boolean
  model: string | null
  /** What it takes of the day's quota; 0 for reads, which no quota counts. */
  units: number
  promptTokens: number
  body: JsonObject | readonly JsonObject[]
  reply: ReplyShape
  /** Said word for word instead of numbered filler. */
  text: string | null
  /** The mails this request was accepted as. */
  mailIds: readonly string[]
}

/** A streamed answer, event by event, as the bytes on the wire. */
export type StreamScript = {
  contentType: string
  opening: string
  /** The text chunk of this number, from 1. */
  chunk(number: number): string
  closing: string
  /** The service's way to say mid-stream that it failed. */
  error: string
}

/** Why a request is refused, with what the answer may say about it. */
export type Trouble = {
  kind: TroubleKind | 'missing-key' | 'not-found' | 'not-json' | 'idempotency-conflict'
  model: string | null
  secret: string
  account: string
  limit: number
  used: number
  units: number
  retryAfterMs: number | null
  code: string | null
  /** What a bad request lacks: a field or a header. */
  missing: string
  path: string
  serial: number
  now: number
}

/** A text `body` is sent as HTML, anything else as JSON. */
export type Refusal = { status: number; headers: string[]; body: unknown }

export function replyText(asked: Asked): string {
  return asked.text ?? answerText(asked.reply.answerChars)
}

export function replyChunk(asked: Asked, number: number): string {
  if (asked.text === null) return chunkText(number, asked.reply.chunkChars)
  const { chunkChars } = asked.reply
  return asked.text.slice((number - 1) * chunkChars, number * chunkChars)
}

export function replyChunkCount(asked: Asked): number {
  if (asked.text === null) return asked.reply.chunkCount
  return Math.ceil(asked.text.length / Math.max(1, asked.reply.chunkChars))
}

/** Tokens of a text, by the common rule of four characters. */
export function countTokens(chars: number): number {
  return Math.max(1, Math.ceil(chars / 4))
}

export function replyTokens(asked: Asked): number {
  if (asked.text !== null) return countTokens(asked.text.length)
  const { reply } = asked
  return countTokens(asked.isStream ? reply.chunkCount * reply.chunkChars : reply.answerChars)
}

export function bearer(headers: IncomingHttpHeaders): string | null {
  const value = headers.authorization
  return value?.startsWith('Bearer ') ? value.slice(7) : null
}

export const HTML_502 =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n'
