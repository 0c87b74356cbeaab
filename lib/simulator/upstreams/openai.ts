import { goDuration, wholeSeconds } from '../durations'
import type { Spent } from '../limits'
import { type Asked, bearer, HTML_502, type Refusal, type Trouble, type Upstream } from '../upstream'
import { UNHEARD_OF } from '../vocabulary'
import { chatAnswer, chatScript } from './openai-chat'
import { embeddingsAnswer, modelEntry, modelList } from './openai-lists'
import { responsesAnswer, responsesScript } from './openai-responses'
import { routeOpenai } from './openai-route'

/** OpenAI (developers.openai.com/docs: error codes, rate limits; openai-node's types). */

const MODELS = ['gpt-5.2', 'gpt-5.2-mini', 'gpt-4o-mini', 'text-embedding-3-small']
/** Shown as the limit of a key that has none. */
const SHOWN_MINUTE_LIMIT = 10_000
const SHOWN_TOKEN_LIMIT = 2_000_000

export const openai: Upstream = {
  service: 'openai',
  readSecret: headers => bearer(headers),
  route: (method, path) => (path.startsWith('/v1/') ? routeOpenai(method, path.slice('/v1'.length)) : null),
  answer,
  script: asked => (asked.route.operation === 'responses' ? responsesScript(asked) : chatScript(asked, STREAM_ERROR)),
  headers: (key, spent, serial, now) => [
    'openai-organization',
    key.account ?? 'org-simulated',
    'openai-processing-ms',
    '1',
    'openai-version',
    '2020-10-01',
    'x-request-id',
    `req_sim${serial}`,
    ...limitHeaders(key.perMinute ?? SHOWN_MINUTE_LIMIT, spent, now),
  ],
  refuse,
}

const STREAM_ERROR = `data: ${JSON.stringify(body('The server had an error while processing your request. Sorry about that!', 'server_error', null))}\n\n`

function answer(asked: Asked): unknown {
  const { operation, name } = asked.route
  if (operation === 'responses') return responsesAnswer(asked)
  if (operation === 'embeddings') return embeddingsAnswer(asked)
  if (operation === 'models') return modelList(MODELS, 'system')
  if (operation === 'model') return modelEntry(name ?? '', 'system')
  return chatAnswer(asked)
}

function limitHeaders(limit: number, spent: Spent, now: number): string[] {
  return [
    'x-ratelimit-limit-requests',
    String(limit),
    'x-ratelimit-limit-tokens',
    String(SHOWN_TOKEN_LIMIT),
    'x-ratelimit-remaining-requests',
    String(Math.max(0, limit - spent.minute.used)),
    'x-ratelimit-remaining-tokens',
    String(SHOWN_TOKEN_LIMIT - 1000),
    'x-ratelimit-reset-requests',
    goDuration(spent.minute.endsAt - now),
    'x-ratelimit-reset-tokens',
    '30ms',
  ]
}

function refuse(trouble: Trouble): Refusal {
  const refusal = TROUBLES[trouble.kind](trouble)
  return { ...refusal, headers: ['x-request-id', `req_sim${trouble.serial}`, ...refusal.headers] }
}

const TROUBLES: Record<Trouble['kind'], (trouble: Trouble) => Refusal> = {
  'minute-limit': trouble => limited(trouble, 'requests per min (RPM)'),
  'day-limit': trouble => limited(trouble, 'requests per day (RPD)'),
  'out-of-credit': ({ code }) => no(429, MONEY, 'insufficient_quota', code ?? 'insufficient_quota'),
  'missing-key': () => no(401, MISSING_KEY, 'invalid_request_error', null),
  'bad-key': ({ secret }) => no(401, badKey(secret), 'invalid_request_error', 'invalid_api_key'),
  suspended: ({ code }) => no(401, CLOSED, 'invalid_request_error', code ?? 'account_deactivated'),
  leaked: ({ code }) => no(401, CLOSED, 'invalid_request_error', code ?? 'account_deactivated'),
  restricted: () => no(403, SCOPES, 'invalid_request_error', 'missing_scope'),
  'model-forbidden': ({ model, account }) =>
    no(
      403,
      `Project \`${account}\` does not have access to model \`${model}\``,
      'invalid_request_error',
      'model_not_found',
    ),
  unavailable: ({ code }) => no(503, OVERLOADED, 'service_unavailable_error', code ?? 'server_is_overloaded'),
  overloaded: ({ code }) => no(503, OVERLOADED, 'service_unavailable_error', code ?? 'server_is_overloaded'),
  capacity: ({ code }) => no(503, 'Slow down', 'service_unavailable_error', code ?? 'slow_down'),
  'server-error': () => no(500, SERVER_ERROR, 'server_error', null),
  'unheard-of': () => no(500, UNHEARD_OF, 'shard_error', 'quorum_lost'),
  'bad-gateway': () => ({ status: 502, headers: [], body: HTML_502 }),
  'bad-request': ({ missing }) =>
    no(
      400,
      `Missing required parameter: '${missing}'.`,
      'invalid_request_error',
      'missing_required_parameter',
      missing,
    ),
  'too-large': () => no(413, 'Request body is too large.', 'invalid_request_error', 'request_too_large'),
  'not-found': ({ path }) => no(404, `Invalid URL (${path})`, 'invalid_request_error', null),
  'not-json': () => no(400, 'We could not parse the JSON body of your request.', 'invalid_request_error', null),
  'idempotency-conflict': () => no(409, 'The request conflicts with an earlier one.', 'invalid_request_error', null),
}

const MONEY =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.'
const MISSING_KEY =
  "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth."
const CLOSED = 'The OpenAI account associated with this API key has been deactivated.'
const SCOPES = 'You have insufficient permissions for this operation. Missing scopes: model.request.'
const OVERLOADED = 'Our servers are currently overloaded. Please try again later.'
const SERVER_ERROR = 'The server had an error while processing your request. Sorry about that!'

/** The service repeats the key with its middle starred. */
function badKey(secret: string): string {
  const shown = `${secret.slice(0, 8)}${'*'.repeat(12)}${secret.slice(-4)}`
  return `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`
}

function limited({ model, account, limit, used, retryAfterMs }: Trouble, what: string): Refusal {
  const wait = retryAfterMs === null ? '' : ` Please try again in ${goDuration(retryAfterMs)}.`
  const message = `Rate limit reached for ${model} in organization ${account} on ${what}: Limit ${limit}, Used ${used}, Requested 1.${wait}`
  const hints = ['retry-after', wholeSeconds(retryAfterMs ?? 0), 'retry-after-ms', String(Math.ceil(retryAfterMs ?? 0))]
  const headers = [
    'x-ratelimit-limit-requests',
    String(limit),
    'x-ratelimit-remaining-requests',
    '0',
    ...(retryAfterMs === null ? [] : ['x-ratelimit-reset-requests', goDuration(retryAfterMs), ...hints]),
  ]
  return { status: 429, headers, body: body(message, 'requests', 'rate_limit_exceeded') }
}

function no(status: number, message: string, type: string, code: string | null, param: string | null = null): Refusal {
  return { status, headers: [], body: body(message, type, code, param) }
}

function body(message: string, type: string, code: string | null, param: string | null = null): unknown {
  return { error: { message, type, param, code } }
}
