import {
  type Asked,
  bearer,
  plainRoute,
  type Route,
  replyChunk,
  replyText,
  replyTokens,
  type StreamScript,
  type Upstream,
} from '../upstream'
import { chatAnswer, chatScript } from './openai-chat'
import { routeOpenai } from './openai-route'
import { refuseWith, say } from './plain-troubles'

/** Cohere (docs.cohere.com: chat v2, streaming, errors, rate limits), and its compatible paths. */

const COMPATIBLE_BASE = '/compatibility/v1'
const MODELS = ['command-a-03-2025', 'command-r7b-12-2024']
const TRIAL = 'You are using a Trial key, which is limited to'

export const cohere: Upstream = {
  service: 'cohere',
  readSecret: headers => bearer(headers),
  route,
  answer,
  script: asked => (asked.route.isCompatible ? chatScript(asked, STREAM_ERROR) : script(asked)),
  headers: (_key, _spent, serial) => ['x-request-id', `req_sim${serial}`],
  refuse: refuseWith(({ message }) => ({ id: 'simulated', message }), {
    'minute-limit': ({ limit }) => say(429, `${TRIAL} ${limit} API calls / minute.`, ''),
    'day-limit': ({ limit }) => say(429, `${TRIAL} ${limit} API calls / month.`, ''),
    'out-of-credit': () => say(402, 'Please add or update your payment method.', ''),
    'bad-key': () => say(401, 'invalid api token', ''),
  }),
}

const STREAM_ERROR = `data: ${JSON.stringify({ error: { message: 'internal server error', code: 500 } })}\n\n`

function route(method: string, path: string): Route | null {
  if (path.startsWith(`${COMPATIBLE_BASE}/`)) return routeOpenai(method, path.slice(COMPATIBLE_BASE.length), true)
  if (method === 'POST' && path === '/v2/chat') return plainRoute('chat')
  if (method === 'GET' && path === '/v1/models') return plainRoute('models')
  return null
}

function answer(asked: Asked): unknown {
  if (asked.route.operation === 'models') return { models: MODELS.map(name => ({ name, endpoints: ['chat'] })) }
  if (asked.route.isCompatible) return chatAnswer(asked)
  return {
    id: 'simulated',
    finish_reason: 'COMPLETE',
    message: { role: 'assistant', content: [{ type: 'text', text: replyText(asked) }] },
    usage: usage(asked),
  }
}

/** What is billed, and what the model saw: a preamble of its own too. */
function usage(asked: Asked): unknown {
  const counts = { input_tokens: asked.promptTokens, output_tokens: replyTokens(asked) }
  return { billed_units: counts, tokens: { ...counts, input_tokens: asked.promptTokens + 66 } }
}

function script(asked: Asked): StreamScript {
  const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
  const content = (text: string) => ({ index: 0, delta: { message: { content: { text } } } })
  return {
    contentType: 'text/event-stream',
    opening: event('message-start', { id: 'simulated', delta: { message: { role: 'assistant' } } }),
    chunk: number => event('content-delta', content(replyChunk(asked, number))),
    closing: event('message-end', { delta: { finish_reason: 'COMPLETE', usage: usage(asked) } }),
    error: event('message-end', { delta: { finish_reason: 'ERROR', error: 'internal server error' } }),
  }
}
