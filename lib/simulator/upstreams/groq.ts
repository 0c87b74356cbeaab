import { goDuration, wholeSeconds } from '../durations'
import type { Spent } from '../limits'
import { type Asked, bearer, HTML_502, type Refusal, type Trouble, type Upstream } from '../upstream'
import { UNHEARD_OF } from '../vocabulary'
import { chatAnswer, chatScript, chatUsage } from './openai-chat'
import { embeddingsAnswer, modelEntry, modelList } from './openai-lists'
import { routeOpenai } from './openai-route'

/** Groq (console.groq.com/docs: rate-limits, errors; groq-sdk's types). */

const BASE = '/openai/v1'
const MODELS = ['llama-3.3-70b-versatile', 'llama-3.1-8b-instant', 'openai/gpt-oss-20b', 'openai/gpt-oss-120b']
/** Shown as the limits of a key that has none. */
const SHOWN_DAY_LIMIT = 14_400
const SHOWN_TOKEN_LIMIT = 6_000
const DAY_MS = 86_400_000

export const groq: Upstream = {
  service: 'groq',
  readSecret: headers => bearer(headers),
  route: (method, path) => {
    const route = path.startsWith(`${BASE}/`) ? routeOpenai(method, path.slice(BASE.length)) : null
    return route?.operation === 'responses' ? null : route
  },
  answer,
  script: asked =>
    chatScript(asked, STREAM_ERROR, {
      x_groq: { id: 'req_simulated', usage: chatUsage(asked) },
      usage: chatUsage(asked),
    }),
  headers: (key, spent, serial) => [
    'x-request-id',
    `req_sim${serial}`,
    ...limitHeaders(key.perDay ?? SHOWN_DAY_LIMIT, spent),
  ],
  refuse,
}

const STREAM_ERROR = `event: error\ndata: ${JSON.stringify({ error: { message: 'Service is over capacity, please retry later.', type: 'internal_server_error', status_code: 503 } })}\n\n`

function answer(asked: Asked): unknown {
  const { operation, name } = asked.route
  if (operation === 'embeddings') return embeddingsAnswer(asked)
  if (operation === 'models') return modelList(MODELS, 'Groq')
  if (operation === 'model') return modelEntry(name ?? '', 'Groq')
  return { ...chatAnswer(asked), x_groq: { id: 'req_simulated' } }
}

/** Limit and remaining of requests speak of the day, those of tokens of the minute; resets are the time to refill. */
function limitHeaders(limit: number, spent: Spent): string[] {
  return [
    'x-ratelimit-limit-requests',
    String(limit),
    'x-ratelimit-limit-tokens',
    String(SHOWN_TOKEN_LIMIT),
    'x-ratelimit-remaining-requests',
    String(Math.max(0, limit - spent.day.used)),
    'x-ratelimit-remaining-tokens',
    String(SHOWN_TOKEN_LIMIT - 100),
    'x-ratelimit-reset-requests',
    goDuration(DAY_MS / limit),
    'x-ratelimit-reset-tokens',
    '1s',
  ]
}

function refuse(trouble: Trouble): Refusal {
  const refusal = TROUBLES[trouble.kind](trouble)
  return { ...refusal, headers: ['x-request-id', `req_sim${trouble.serial}`, ...refusal.headers] }
}

const TROUBLES: Record<Trouble['kind'], (trouble: Trouble) => Refusal> = {
  'minute-limit': trouble => limited(trouble, 'requests per minute (RPM)'),
  'day-limit': trouble => limited(trouble, 'requests per day (RPD)'),
  'out-of-credit': ({ code }) =>
    code === null
      ? no(400, SPEND_LIMIT, 'invalid_request_error', 'blocked_api_access')
      : no(402, 'Payment is required.', 'billing_error', code),
  'missing-key': () => no(401, 'Invalid API Key', 'invalid_request_error', 'invalid_api_key'),
  'bad-key': () => no(401, 'Invalid API Key', 'invalid_request_error', 'invalid_api_key'),
  suspended: () => no(400, RESTRICTED, 'invalid_request_error', 'organization_restricted'),
  leaked: () => no(400, RESTRICTED, 'invalid_request_error', 'organization_restricted'),
  restricted: () =>
    no(403, 'You do not have permission to use this resource.', 'permissions_error', 'permission_denied'),
  'model-forbidden': ({ model }) =>
    no(
      403,
      `The model \`${model}\` is blocked at the organization level.`,
      'permissions_error',
      'model_permission_blocked_org',
    ),
  unavailable: () => no(503, 'Service Unavailable', 'internal_server_error', 'service_unavailable'),
  overloaded: () => no(503, OVER_CAPACITY, 'internal_server_error', 'over_capacity'),
  capacity: () => no(498, OVER_CAPACITY, 'internal_server_error', 'capacity_exceeded'),
  'server-error': () => no(500, 'Internal Server Error', 'internal_server_error', 'internal_server_error'),
  'unheard-of': () => no(500, UNHEARD_OF, 'shard_error', 'quorum_lost'),
  'bad-gateway': () => ({ status: 502, headers: [], body: HTML_502 }),
  'bad-request': ({ missing }) =>
    no(400, `'${missing}' : property '${missing}' is missing`, 'invalid_request_error', null),
  'too-large': trouble => tooLarge(trouble),
  'not-found': ({ path }) => no(404, `Unknown request URL: ${path}`, 'invalid_request_error', 'unknown_url'),
  'not-json': () => no(400, 'could not parse JSON body', 'invalid_request_error', 'json_parse_error'),
  'idempotency-conflict': () => no(409, 'Conflict', 'invalid_request_error', null),
}

const RESTRICTED = 'Organization has been restricted. Please reach out to support if you believe this was in error.'
const SPEND_LIMIT = 'API access is blocked because your organization has reached its spend limit.'
const OVER_CAPACITY = 'Service is over capacity, please retry later.'

function limited(trouble: Trouble, what: string): Refusal {
  const { retryAfterMs, limit, used } = trouble
  const wait = retryAfterMs === null ? '' : ` Please try again in ${goDuration(retryAfterMs)}.`
  const message = `Rate limit reached for model ${place(trouble)} on ${what}: Limit ${limit}, Used ${used}, Requested 1.${wait} Visit https://console.groq.com/docs/rate-limits for more information.`
  const headers = retryAfterMs === null ? [] : ['retry-after', wholeSeconds(retryAfterMs)]
  return { status: 429, headers, body: body(message, 'requests', 'rate_limit_exceeded') }
}

/** The same code as a limit, but it speaks of the one request: a smaller one would pass. */
function tooLarge(trouble: Trouble): Refusal {
  const message = `Request too large for model ${place(trouble)} on tokens per minute (TPM): Limit ${SHOWN_TOKEN_LIMIT}, Requested ${SHOWN_TOKEN_LIMIT * 2}, please reduce your message size and try again.`
  return { status: 413, headers: [], body: body(message, 'tokens', 'rate_limit_exceeded') }
}

function place({ model, account }: Trouble): string {
  return `\`${model}\` in organization \`${account}\` service tier \`on_demand\``
}

function no(status: number, message: string, type: string, code: string | null): Refusal {
  return { status, headers: [], body: body(message, type, code) }
}

function body(message: string, type: string, code: string | null): unknown {
  return { error: code === null ? { message, type } : { message, type, code } }
}
