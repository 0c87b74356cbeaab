import {
  type Asked,
  bearer,
  countTokens,
  HTML_502,
  plainRoute,
  type Refusal,
  type Route,
  replyText,
  type Trouble,
  type Upstream,
} from '../upstream'
import { geminiScript, generated } from './gemini-generate'
import { TROUBLES } from './gemini-troubles'
import { chatAnswer, chatScript } from './openai-chat'
import { modelEntry as compatibleModel, embedding, embeddingsAnswer, modelList } from './openai-lists'
import { routeOpenai } from './openai-route'

/** Gemini (ai.google.dev/api and /gemini-api/docs: errors, rate limits, OpenAI compatibility; @google/genai's types). */

const MODELS = ['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-2.5-flash-lite', 'gemini-embedding-001']
/** Seen for quotas that end hours later. */
const UNTRUE_DAY_HINT_MS = 964
const VERSION = /^\/v1(?:beta|alpha)?\//
const COMPATIBLE = '/v1beta/openai'
const VERBS: Readonly<Record<string, { operation: Route['operation']; isStream?: true }>> = {
  generateContent: { operation: 'generate' },
  streamGenerateContent: { operation: 'generate', isStream: true },
  countTokens: { operation: 'count-tokens' },
  embedContent: { operation: 'embed' },
  batchEmbedContents: { operation: 'embed' },
}

export const gemini: Upstream = {
  service: 'gemini',
  untrueDayHintMs: UNTRUE_DAY_HINT_MS,
  readSecret: (headers, query) => {
    const secret = headers['x-goog-api-key']
    return typeof secret === 'string' ? secret : (new URLSearchParams(query).get('key') ?? bearer(headers))
  },
  route,
  answer: asked => (asked.route.isCompatible ? compatibleAnswer(asked) : answer(asked)),
  script: asked => (asked.route.isCompatible ? chatScript(asked, STREAM_ERROR) : geminiScript(asked, STREAM_ERROR)),
  headers: () => [
    'vary',
    'Origin, X-Origin, Referer',
    'server',
    'scaffolding on HTTPServer2',
    'server-timing',
    'gfet4t7; dur=1',
  ],
  refuse,
}

const STREAM_ERROR = `data: ${JSON.stringify({ error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } })}\r\n\r\n`

function route(method: string, path: string, query: string): Route | null {
  if (path.startsWith(`${COMPATIBLE}/`)) {
    const route = routeOpenai(method, path.slice(COMPATIBLE.length), true)
    return route?.operation === 'responses' ? null : route
  }
  const version = VERSION.exec(path)?.[0]
  if (!version) return null
  const rest = path.slice(version.length)
  if (method === 'GET' && rest === 'models') return plainRoute('models', null)
  const [, name = '', verb] = /^models\/([^/:]+)(?::(\w+))?$/.exec(rest) ?? []
  if (!name) return null
  if (verb === undefined) return method === 'GET' ? plainRoute('model', name) : null
  const known = method === 'POST' ? VERBS[verb] : undefined
  if (!known) return null
  if (!known.isStream) return plainRoute(known.operation, name)
  return { ...plainRoute(known.operation, name), stream: query.includes('alt=sse') ? 'events' : 'array' }
}

function answer(asked: Asked): unknown {
  const { operation, name } = asked.route
  if (operation === 'models') return { models: MODELS.map(modelEntry) }
  if (operation === 'model') return modelEntry(name ?? '')
  if (operation === 'count-tokens')
    return {
      totalTokens: asked.promptTokens,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: asked.promptTokens }],
    }
  if (operation === 'embed') return embedAnswer(asked)
  return generated(asked, replyText(asked), 'STOP', countTokens(replyText(asked).length))
}

function compatibleAnswer(asked: Asked): unknown {
  const { operation, name } = asked.route
  if (operation === 'embeddings') return embeddingsAnswer(asked)
  if (operation === 'models')
    return modelList(
      MODELS.map(id => `models/${id}`),
      'google',
    )
  if (operation === 'model') return compatibleModel(name ?? '', 'google')
  return chatAnswer(asked)
}

function embedAnswer({ body }: Asked): unknown {
  const requests = 'requests' in body && Array.isArray(body.requests) ? body.requests : null
  if (!requests) return { embedding: { values: embedding(0) } }
  return { embeddings: requests.map((_, index) => ({ values: embedding(index) })) }
}

function modelEntry(id: string): Record<string, unknown> {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  }
}

/** The compatible path, and a stream that is no event stream, wrap their errors in a list, as seen in the wild. */
function refuse(trouble: Trouble): Refusal {
  if (trouble.kind === 'bad-gateway') return { status: 502, headers: [], body: HTML_502 }
  const { code, ...error } = TROUBLES[trouble.kind](trouble)
  const body = { error: { code, ...error } }
  const isListed = trouble.path.startsWith(`${COMPATIBLE}/`) || isArrayStream(trouble.path)
  return { status: code, headers: ['vary', 'Origin, X-Origin, Referer'], body: isListed ? [body] : body }
}

function isArrayStream(path: string): boolean {
  return path.includes(':streamGenerateContent') && !path.includes('alt=sse')
}
