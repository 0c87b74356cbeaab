import { wholeSeconds } from '../durations'
import type { Spent } from '../limits'
import type { Mailbox } from '../mailbox'
import {
  type Asked,
  bearer,
  HTML_502,
  plainRoute,
  type Refusal,
  type Route,
  type Trouble,
  type Upstream,
} from '../upstream'
import { UNHEARD_OF } from '../vocabulary'

/** Resend (resend.com/docs/api-reference: errors, rate-limit, emails; the SDK's types). */

const CREATED = '2026-01-01 00:00:00.000000+00'
/** Requests that the team may make in `RATE_WINDOW_S`. */
const SHOWN_RATE_LIMIT = 5
const RATE_WINDOW_S = 1

export const resend: Upstream = {
  service: 'resend',
  mail: 'once',
  readSecret: headers => bearer(headers),
  route,
  answer,
  script: () => {
    throw new Error('Resend streams nothing')
  },
  headers: (key, spent) => limitHeaders(key.perMinute ?? SHOWN_RATE_LIMIT, spent),
  refuse,
}

function route(method: string, path: string): Route | null {
  if (method === 'POST' && path === '/emails') return plainRoute('email')
  if (method === 'POST' && path === '/emails/batch') return plainRoute('email-batch')
  if (method === 'GET' && path === '/domains') return plainRoute('domains')
  if (method === 'GET' && path.startsWith('/emails/')) return plainRoute('email-get', path.slice('/emails/'.length))
  return null
}

function answer(asked: Asked, mailbox: Mailbox): unknown {
  const { operation, name } = asked.route
  if (operation === 'email') return { id: asked.mailIds[0] }
  if (operation === 'email-batch') return { data: asked.mailIds.map(id => ({ id })) }
  if (operation === 'email-get') return mailEntry(name ?? '', mailbox)
  return { object: 'list', has_more: false, data: [DOMAIN] }
}

const DOMAIN = {
  id: '6b2e1c1e-0000-4000-8000-000000000001',
  name: 'mail.example',
  status: 'verified',
  created_at: CREATED,
  region: 'eu-west-1',
  capabilities: { sending: 'enabled', receiving: 'disabled' },
}

function mailEntry(id: string, mailbox: Mailbox): Record<string, unknown> {
  const fields = mailbox.find(id)?.fields ?? {}
  return {
    object: 'email',
    id,
    message_id: `<${id}@mail.example>`,
    to: listed(fields.to),
    from: fields.from ?? null,
    created_at: CREATED,
    subject: fields.subject ?? null,
    html: fields.html ?? null,
    text: fields.text ?? null,
    bcc: listed(fields.bcc),
    cc: listed(fields.cc),
    reply_to: listed(fields.reply_to),
    last_event: 'delivered',
    scheduled_at: null,
  }
}

function listed(field: unknown): unknown {
  return typeof field === 'string' ? [field] : (field ?? null)
}

/** The quota headers carry what is used, not what is left. */
function limitHeaders(limit: number, spent: Spent): string[] {
  return [
    'ratelimit-limit',
    String(limit),
    'ratelimit-remaining',
    String(Math.max(0, limit - spent.minute.used)),
    'ratelimit-reset',
    String(RATE_WINDOW_S),
    'x-resend-daily-quota',
    String(spent.day.used),
    'x-resend-monthly-quota',
    String(spent.day.used),
  ]
}

function refuse(trouble: Trouble): Refusal {
  if (trouble.kind === 'bad-gateway') return { status: 502, headers: [], body: HTML_502 }
  const [statusCode, name, message] = TROUBLES[trouble.kind](trouble)
  const isLimit = trouble.kind === 'minute-limit' || trouble.kind === 'day-limit'
  return { status: statusCode, headers: isLimit ? hintHeaders(trouble) : [], body: { statusCode, name, message } }
}

function hintHeaders({ limit, retryAfterMs, kind }: Trouble): string[] {
  if (retryAfterMs === null) return []
  const wait = wholeSeconds(retryAfterMs)
  if (kind === 'day-limit') return ['retry-after', wait]
  return ['ratelimit-limit', String(limit), 'ratelimit-remaining', '0', 'ratelimit-reset', wait, 'retry-after', wait]
}

const TROUBLES: Record<Trouble['kind'], (trouble: Trouble) => [status: number, name: string, message: string]> = {
  'minute-limit': ({ limit }) => [
    429,
    'rate_limit_exceeded',
    `Too many requests. You can only make ${limit} requests per second. See rate limit response headers for more information.`,
  ],
  'day-limit': () => [429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.'],
  'out-of-credit': () => [429, 'monthly_quota_exceeded', 'You have reached your monthly email sending quota.'],
  'missing-key': () => [401, 'missing_api_key', 'Missing API Key'],
  'bad-key': () => [403, 'invalid_api_key', 'API key is invalid'],
  suspended: () => [403, 'validation_error', 'API key is suspended'],
  leaked: () => [403, 'invalid_api_key', 'API key is invalid'],
  restricted: () => [401, 'restricted_api_key', 'This API key is restricted to only send emails'],
  'model-forbidden': () => [
    403,
    'validation_error',
    'The mail.example domain is not verified. Please, add and verify your domain on https://resend.com/domains',
  ],
  unavailable: () => [503, 'application_error', 'Service unavailable. Please try again later.'],
  overloaded: () => [503, 'application_error', 'Service unavailable. Please try again later.'],
  capacity: () => [503, 'application_error', 'Service unavailable. Please try again later.'],
  'server-error': () => [500, 'internal_server_error', 'An unexpected error occurred.'],
  'unheard-of': () => [500, 'quorum_lost', UNHEARD_OF],
  'bad-gateway': () => [502, 'application_error', 'Bad gateway'],
  'bad-request': ({ missing }) => [422, 'missing_required_field', `Missing \`${missing}\` field.`],
  'too-large': () => [413, 'validation_error', 'The request is too large.'],
  'not-found': () => [404, 'not_found', 'The requested endpoint does not exist'],
  'not-json': () => [400, 'validation_error', 'The request body is not valid JSON.'],
  'idempotency-conflict': () => [
    409,
    'invalid_idempotent_request',
    'Same idempotency key used with a different request payload.',
  ],
}
