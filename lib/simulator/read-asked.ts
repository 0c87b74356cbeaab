import { readRecipients } from './mailbox'
import { readDirective } from './prompt'
import { readSampleText } from './sample-json'
import { type Asked, countTokens, type JsonObject, type Operation, type Route, type Upstream } from './upstream'
import type { ReplyShape, SimulatedService } from './vocabulary'

export type Reading = { kind: 'asked'; asked: Asked } | { kind: 'not-json' } | { kind: 'incomplete'; missing: string }

/** Fields without which the services refuse a request. */
const REQUIRED: Readonly<Partial<Record<Operation, readonly string[]>>> = {
  chat: ['model', 'messages'],
  responses: ['model', 'input'],
  embeddings: ['model', 'input'],
  messages: ['model', 'messages', 'max_tokens'],
  generate: ['contents'],
  email: ['from', 'to'],
}
const READS: readonly Operation[] = ['account', 'models', 'model', 'domains', 'email-get', 'count-tokens']
const KEPT_READINGS = 64
const NOTHING: JsonObject = {}

/** Reads requests; one that repeats the last of its path byte for byte, as load tests do, is not read again. */
export class Reader {
  readonly #defaults: ReplyShape
  readonly #texts = new Map<SimulatedService, string>()
  #last = new Map<string, { body: Buffer; asked: Asked }>()

  constructor(defaults: ReplyShape) {
    this.#defaults = defaults
  }

  setText(service: SimulatedService, text: string | null): void {
    if (text === null) this.#texts.delete(service)
    else this.#texts.set(service, text)
    this.#last = new Map()
  }

  clearTexts(): void {
    this.#texts.clear()
    this.#last = new Map()
  }

  read(upstream: Pick<Upstream, 'service' | 'readBody'>, route: Route, url: string, body: Buffer): Reading {
    const name = `${upstream.service} ${url}`
    const last = this.#last.get(name)
    if (last?.body.equals(body)) return { kind: 'asked', asked: last.asked }
    const reading = this.#readAnew(upstream, route, body)
    if (reading.kind !== 'asked') return reading
    if (this.#last.size >= KEPT_READINGS) this.#last = new Map()
    this.#last.set(name, { body, asked: reading.asked })
    return reading
  }

  #readAnew({ service, readBody = parseObject }: Parameters<Reader['read']>[0], route: Route, bytes: Buffer): Reading {
    const body = bytes.length === 0 ? NOTHING : readBody(bytes)
    if (body === null) return { kind: 'not-json' }
    const missing = REQUIRED[route.operation]?.find(field => !(field in body))
    if (missing !== undefined) return { kind: 'incomplete', missing }
    const asked: Asked = {
      route,
      isStream: route.stream !== 'by-body' || ('stream' in body && body.stream === true),
      model: readModel(route, body),
      units: countUnits(route.operation, body),
      promptTokens: countTokens(bytes.length),
      body,
      reply: readDirective(bytes, this.#defaults),
      text: this.#texts.get(service) ?? readSampleText(body),
      mailIds: [],
    }
    return { kind: 'asked', asked }
  }
}

function parseObject(bytes: Buffer): JsonObject | readonly JsonObject[] | null {
  try {
    const body: unknown = JSON.parse(bytes.toString())
    return typeof body === 'object' && body !== null ? asObject(body) : null
  } catch {
    return null
  }
}

/** True because JSON makes no other objects than plain ones and lists. */
function asObject(body: object): JsonObject | readonly JsonObject[] {
  return body as JsonObject | readonly JsonObject[]
}

function readModel(route: Route, body: Asked['body']): string | null {
  if (route.stream !== 'by-body' || 'contents' in body || route.operation === 'embed') return route.name
  if ('model' in body && typeof body.model === 'string') return body.model.replace(/^models\//, '')
  return route.name !== null && route.operation !== 'email-get' && route.operation !== 'model' ? route.name : null
}

function countUnits(operation: Operation, body: Asked['body']): number {
  if (READS.includes(operation)) return 0
  if (operation === 'email' && !isList(body)) return Math.max(1, readRecipients(body).length)
  if (operation === 'email-batch' && isList(body)) return Math.max(1, body.flatMap(readRecipients).length)
  return 1
}

function isList(body: Asked['body']): body is readonly JsonObject[] {
  return Array.isArray(body)
}
