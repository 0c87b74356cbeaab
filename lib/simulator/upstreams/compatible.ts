import { wholeSeconds } from '../durations'
import { type Asked, bearer, type Refusal, type Trouble, type Upstream } from '../upstream'
import type { FurtherService } from '../vocabulary'
import { chatAnswer, chatScript } from './openai-chat'
import { embeddingsAnswer, modelEntry, modelList } from './openai-lists'
import { responsesAnswer, responsesScript } from './openai-responses'
import { routeOpenai } from './openai-route'
import { type OwnTroubles, type PlainTrouble, refuseWith, say } from './plain-troubles'

/** Those who speak OpenAI's dialect, each with its own base, free probe and errors (their pages on errors and limits). */
type Dialect = {
  /** What precedes `/chat/completions`; the longest first. */
  bases: readonly string[]
  /** A free read that tells of the key, and its answer. */
  account?: { path: string; answer: unknown }
  models: readonly string[]
  body(said: PlainTrouble): unknown
  troubles: OwnTroubles
}

type CompatibleService = Exclude<FurtherService, 'cohere' | 'sendgrid' | 'mailgun'>

const nested = ({ message, type, code }: PlainTrouble) => ({ error: { message, type, param: null, code } })

const DIALECTS: Record<CompatibleService, Dialect> = {
  openrouter: {
    bases: ['/api/v1'],
    account: { path: '/api/v1/key', answer: { data: { label: 'sk-or-v1-0e6...1c96', limit: null, usage: 0 } } },
    models: ['openai/gpt-4o-mini', 'meta-llama/llama-3.3-70b-instruct:free'],
    body: ({ status, message }) => ({ error: { message, code: status } }),
    troubles: {
      'minute-limit': trouble => openrouterLimit(trouble, 'free-models-per-min', 'openrouter_free_tier_minute'),
      'day-limit': trouble => openrouterLimit(trouble, 'free-models-per-day', 'openrouter_free_tier_daily'),
      'out-of-credit': () => say(402, 'Insufficient credits.', ''),
      'bad-key': () => say(401, 'User not found.', ''),
    },
  },
  mistral: {
    bases: ['/v1'],
    models: ['mistral-small-latest', 'mistral-large-latest'],
    body: ({ message, type, code }) => ({ object: 'error', message, type, param: null, code }),
    troubles: {
      'minute-limit': () => say(429, 'Rate limit exceeded', 'rate_limited', '1300'),
      'bad-key': () => ({ status: 401, headers: [], body: { detail: 'Unauthorized' } }),
      capacity: () => say(429, 'Service tier capacity exceeded for this model.', 'invalid_request_error'),
    },
  },
  deepseek: {
    bases: ['/v1', ''],
    account: {
      path: '/user/balance',
      answer: { is_available: true, balance_infos: [{ currency: 'USD', total_balance: '9.50' }] },
    },
    models: ['deepseek-chat', 'deepseek-reasoner'],
    body: ({ message, type }) => ({ error: { message, type, param: null, code: 'invalid_request_error' } }),
    troubles: {
      'out-of-credit': () => say(402, 'Insufficient Balance', 'unknown_error'),
      'bad-key': () => say(401, 'Authentication Fails, Your api key is invalid', 'authentication_error'),
    },
  },
  xai: {
    bases: ['/v1'],
    account: { path: '/v1/api-key', answer: { name: 'simulated', api_key_blocked: false, api_key_disabled: false } },
    models: ['grok-4', 'grok-code-fast-1'],
    body: ({ type, message }) => ({ code: type, error: message }),
    troubles: {
      'out-of-credit': () =>
        say(
          429,
          'Your team t-1 has either used all available credits or reached its monthly spending limit.',
          EXHAUSTED,
        ),
      'bad-key': () => say(400, 'Incorrect API key provided: xa***01.', 'Client specified an invalid argument'),
      suspended: () => say(403, 'The API key is currently blocked.', 'The caller does not have permission'),
      leaked: () => say(403, 'The API key is currently blocked.', 'The caller does not have permission'),
    },
  },
  cerebras: {
    bases: ['/v1'],
    models: ['gpt-oss-120b', 'llama-3.3-70b'],
    body: ({ message, type, code }) => ({ message, type, param: 'quota', code }),
    troubles: {
      'minute-limit': () => cerebrasLimit('minute'),
      'day-limit': () => cerebrasLimit('day'),
      'bad-key': () => say(401, 'Wrong API Key', 'invalid_request_error', 'wrong_api_key'),
      capacity: () =>
        say(429, "We're experiencing high traffic right now!", 'too_many_requests_error', 'queue_exceeded'),
    },
  },
  together: {
    bases: ['/v1'],
    models: ['meta-llama/Llama-3.3-70B-Instruct-Turbo'],
    body: nested,
    troubles: {
      'minute-limit': togetherLimit,
      'out-of-credit': () => say(402, 'Credit limit exceeded', 'credit_limit'),
    },
  },
}

const EXHAUSTED = 'Some resource has been exhausted'

function cerebrasLimit(window: 'minute' | 'day'): PlainTrouble {
  const message = `Requests per ${window} limit exceeded - too many requests sent.`
  return say(429, message, 'too_many_requests_error', 'request_quota_exceeded')
}

/** The hint stands in the body alone. */
function openrouterLimit({ limit, retryAfterMs, now }: Trouble, name: string, source: string): Refusal {
  const reset = retryAfterMs === null ? {} : { 'X-RateLimit-Reset': String(Math.ceil(now + retryAfterMs)) }
  const headers = { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': '0', ...reset }
  const metadata = { headers, limit_source: source }
  return { status: 429, headers: [], body: { error: { message: `Rate limit exceeded: ${name}`, code: 429, metadata } } }
}

/** No Retry-After, but a reset in seconds. */
function togetherLimit({ limit, retryAfterMs, model }: Trouble): Refusal {
  const reset = retryAfterMs === null ? [] : ['x-ratelimit-reset', wholeSeconds(retryAfterMs)]
  const headers = ['x-ratelimit-limit', String(limit), 'x-ratelimit-remaining', '0', ...reset]
  const said = say(429, `You have reached the rate limit specific to this model ${model}.`, 'model_rate_limit')
  return { status: 429, headers, body: nested(said) }
}

function upstreamOf(service: CompatibleService, { bases, account, models, body, troubles }: Dialect): Upstream {
  const streamError = `data: ${JSON.stringify(body(say(503, 'The service is overloaded.', 'server_error', 'server_error')))}\n\n`
  return {
    service,
    readSecret: headers => bearer(headers),
    route: (method, path) => {
      if (method === 'GET' && path === account?.path) {
        return { operation: 'account', name: null, isCompatible: true, stream: 'by-body' }
      }
      const base = bases.find(each => path.startsWith(`${each}/`))
      return base === undefined ? null : routeOpenai(method, path.slice(base.length))
    },
    answer: asked => (asked.route.operation === 'account' ? account?.answer : answer(asked, service, models)),
    script: asked => (asked.route.operation === 'responses' ? responsesScript(asked) : chatScript(asked, streamError)),
    headers: (_key, _spent, serial) => ['x-request-id', `req_sim${serial}`],
    refuse: refuseWith(body, troubles),
  }
}

function answer(asked: Asked, owner: string, models: readonly string[]): unknown {
  const { operation, name } = asked.route
  if (operation === 'responses') return responsesAnswer(asked)
  if (operation === 'embeddings') return embeddingsAnswer(asked)
  if (operation === 'models') return modelList(models, owner)
  if (operation === 'model') return modelEntry(name ?? '', owner)
  return chatAnswer(asked)
}

export const COMPATIBLE: Record<CompatibleService, Upstream> = {
  openrouter: upstreamOf('openrouter', DIALECTS.openrouter),
  mistral: upstreamOf('mistral', DIALECTS.mistral),
  deepseek: upstreamOf('deepseek', DIALECTS.deepseek),
  xai: upstreamOf('xai', DIALECTS.xai),
  cerebras: upstreamOf('cerebras', DIALECTS.cerebras),
  together: upstreamOf('together', DIALECTS.together),
}
