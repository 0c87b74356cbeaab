import { wholeSeconds } from '../durations'
import type { Spent } from '../limits'
import {
  type Asked,
  bearer,
  HTML_502,
  plainRoute,
  type Refusal,
  type Route,
  replyChunk,
  replyText,
  replyTokens,
  type StreamScript,
  type Trouble,
  type Upstream,
} from '../upstream'
import { UNHEARD_OF } from '../vocabulary'

/** Anthropic (docs.claude.com/en/api: errors, rate limits, streaming; @anthropic-ai/sdk's types). */

const MODELS = ['claude-opus-4-5', 'claude-sonnet-4-6', 'claude-haiku-4-5']
const MESSAGE_ID = 'msg_simulated'
/** Shown as the limits of a key that has none. */
const SHOWN_MINUTE_LIMIT = 4_000
const SHOWN_TOKEN_LIMIT = 400_000

export const anthropic: Upstream = {
  service: 'anthropic',
  requiredHeader: 'anthropic-version',
  readSecret: headers => {
    const secret = headers['x-api-key']
    return typeof secret === 'string' ? secret : bearer(headers)
  },
  route,
  answer,
  script,
  headers: (key, spent, serial) => [
    'request-id',
    `req_sim${serial}`,
    'anthropic-organization-id',
    key.account ?? 'org-simulated',
    ...limitHeaders(key.perMinute ?? SHOWN_MINUTE_LIMIT, spent),
  ],
  refuse,
}

function route(method: string, path: string): Route | null {
  if (method === 'POST' && path === '/v1/messages') return plainRoute('messages')
  if (method === 'POST' && path === '/v1/messages/count_tokens') return plainRoute('count-tokens')
  if (method === 'GET' && path === '/v1/models') return plainRoute('models')
  if (method === 'GET' && path.startsWith('/v1/models/')) return plainRoute('model', path.slice('/v1/models/'.length))
  return null
}

function answer(asked: Asked): unknown {
  const { operation, name } = asked.route
  if (operation === 'count-tokens') return { input_tokens: asked.promptTokens }
  if (operation === 'model') return modelEntry(name ?? '')
  if (operation === 'models') {
    return { data: MODELS.map(modelEntry), has_more: false, first_id: MODELS[0], last_id: MODELS.at(-1) }
  }
  return message(asked, [{ type: 'text', text: replyText(asked), citations: null }], 'end_turn', replyTokens(asked))
}

function message(
  asked: Asked,
  content: unknown[],
  stopReason: string | null,
  replied: number,
): Record<string, unknown> {
  return {
    id: MESSAGE_ID,
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage: {
      input_tokens: asked.promptTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: replied,
      service_tier: 'standard',
    },
  }
}

function modelEntry(id: string): Record<string, unknown> {
  return { type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' }
}

function script(asked: Asked): StreamScript {
  const usage = { input_tokens: asked.promptTokens, output_tokens: replyTokens(asked) }
  return {
    contentType: 'text/event-stream; charset=utf-8',
    opening:
      event('message_start', { message: message(asked, [], null, 1) }) +
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
      event('ping', {}),
    chunk: number =>
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: replyChunk(asked, number) } }),
    closing:
      event('content_block_stop', { index: 0 }) +
      event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage }) +
      event('message_stop', {}),
    error: event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
  }
}

function event(type: string, fields: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
}

function limitHeaders(limit: number, spent: Spent): string[] {
  const reset = rfc3339(spent.minute.endsAt)
  return [
    'anthropic-ratelimit-requests-limit',
    String(limit),
    'anthropic-ratelimit-requests-remaining',
    String(Math.max(0, limit - spent.minute.used)),
    'anthropic-ratelimit-requests-reset',
    reset,
    'anthropic-ratelimit-input-tokens-limit',
    String(SHOWN_TOKEN_LIMIT),
    'anthropic-ratelimit-input-tokens-remaining',
    String(SHOWN_TOKEN_LIMIT - 1000),
    'anthropic-ratelimit-input-tokens-reset',
    reset,
  ]
}

/** As the service writes instants: whole seconds. */
function rfc3339(at: number): string {
  return new Date(Math.ceil(at / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}

function refuse(trouble: Trouble): Refusal {
  const { status, type, message, headers = [] } = TROUBLES[trouble.kind](trouble)
  const id = `req_sim${trouble.serial}`
  if (trouble.kind === 'bad-gateway') return { status, headers: [], body: HTML_502 }
  return {
    status,
    headers: ['request-id', id, ...headers],
    body: { type: 'error', error: { type, message }, request_id: id },
  }
}

type No = { status: number; type: string; message: string; headers?: string[] }

const TROUBLES: Record<Trouble['kind'], (trouble: Trouble) => No> = {
  'minute-limit': trouble => limited(trouble, 'minute'),
  'day-limit': trouble => limited(trouble, 'day'),
  'out-of-credit': ({ code }) =>
    code === 'billing_error' ? no(402, code, 'There is an issue with your billing.') : no(400, INVALID, NO_CREDIT),
  'missing-key': () => no(401, 'authentication_error', 'x-api-key header is required'),
  'bad-key': () => no(401, 'authentication_error', 'invalid x-api-key'),
  suspended: () => no(403, 'permission_error', 'This organization has been disabled.'),
  leaked: () => no(401, 'authentication_error', 'invalid x-api-key'),
  restricted: () => no(403, 'permission_error', NO_PERMISSION),
  'model-forbidden': ({ model }) =>
    no(403, 'permission_error', `Your organization does not have access to model ${model}.`),
  unavailable: () => no(503, 'api_error', 'Service unavailable'),
  overloaded: () => no(529, 'overloaded_error', 'Overloaded'),
  capacity: () => no(529, 'overloaded_error', 'Overloaded'),
  'server-error': () => no(500, 'api_error', 'Internal server error'),
  'unheard-of': () => no(500, 'quorum_lost', UNHEARD_OF),
  'bad-gateway': () => no(502, 'api_error', 'Bad gateway'),
  'bad-request': ({ missing }) => no(400, INVALID, `${missing}: Field required`),
  'too-large': () => no(413, 'request_too_large', 'Request exceeds the maximum size'),
  'not-found': () => no(404, 'not_found_error', 'Not found'),
  'not-json': () => no(400, INVALID, 'The request body is not valid JSON'),
  'idempotency-conflict': () => no(409, 'conflict_error', 'The request conflicts with an earlier one.'),
}

const INVALID = 'invalid_request_error'
const NO_PERMISSION = 'Your API key does not have permission to use the specified resource.'
const NO_CREDIT =
  'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.'

function limited({ account, limit, retryAfterMs, now }: Trouble, window: string): No {
  const message = `This request would exceed your organization's (${account}) rate limit of ${limit} requests per ${window}. Please try again later.`
  if (retryAfterMs === null) return no(429, 'rate_limit_error', message)
  const headers = [
    'retry-after',
    wholeSeconds(retryAfterMs),
    'anthropic-ratelimit-requests-limit',
    String(limit),
    'anthropic-ratelimit-requests-remaining',
    '0',
    'anthropic-ratelimit-requests-reset',
    rfc3339(now + retryAfterMs),
  ]
  return { status: 429, type: 'rate_limit_error', message, headers }
}

function no(status: number, type: string, message: string): No {
  return { status, type, message }
}
