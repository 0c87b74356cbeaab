import type { JsonObject } from './upstream'
import type { ReplyShape } from './vocabulary'

const LONGEST_DIRECTIVE = 200
const WORDS: Readonly<Record<string, keyof ReplyShape>> = {
  chunks: 'chunkCount',
  size: 'chunkChars',
  pace: 'paceMs',
  bytes: 'answerChars',
  latency: 'latencyMs',
}
/** The most a prompt may ask for, so that a slip of the pen cannot fill the memory. */
const MOST: ReplyShape = {
  chunkCount: 100_000,
  chunkChars: 100_000,
  paceMs: 60_000,
  answerChars: 5_000_000,
  latencyMs: 600_000,
}

/**
 * Reads a directive in a prompt, such as `[[chunks=200 pace=20]]`. Official SDKs pass no query of ours on, so what an
 * answer should look like travels in the prompt's text. Words: `chunks` (count), `size` (characters of a chunk),
 * `pace` (ms between chunks), `bytes` (characters of a plain answer), `latency` (ms before the head).
 */
export function readDirective(body: Buffer, defaults: ReplyShape): ReplyShape {
  for (let from = body.indexOf('[['); from !== -1; from = body.indexOf('[[', from + 2)) {
    const text = body.toString('latin1', from, from + LONGEST_DIRECTIVE)
    const inside = /^\[\[((?:\s*[a-z]+=\d+)+)\s*\]\]/.exec(text)?.[1]
    if (inside) return applyWords(inside, defaults)
  }
  return defaults
}

function applyWords(inside: string, defaults: ReplyShape): ReplyShape {
  const shape = { ...defaults }
  for (const [, word, digits] of inside.matchAll(/([a-z]+)=(\d+)/g)) {
    const field = WORDS[word ?? '']
    if (field) shape[field] = Math.min(Number(digits), MOST[field])
  }
  return shape
}

const STATED = /<schema>(\{[\s\S]*?\})<\/schema>/

/** The JSON schema that a system prompt states in a `<schema>` of its own, where a service takes none beside it. */
export function statedSchema(body: JsonObject | readonly JsonObject[]): JsonObject | undefined {
  const text = 'messages' in body ? STATED.exec(instructionsIn(body))?.[1] : undefined
  if (text === undefined) return undefined
  try {
    const schema: unknown = JSON.parse(text)
    return typeof schema === 'object' && schema !== null ? { ...schema } : undefined
  } catch {
    return undefined
  }
}

function instructionsIn(body: JsonObject): string {
  if (typeof body.system === 'string') return body.system
  const [first]: unknown[] = Array.isArray(body.messages) ? body.messages : []
  if (typeof first !== 'object' || first === null || !('content' in first)) return ''
  return typeof first.content === 'string' ? first.content : ''
}
