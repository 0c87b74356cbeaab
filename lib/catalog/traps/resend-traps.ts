import { MINUTE, SECOND, TO_UTC_DECEMBER, TO_UTC_MIDNIGHT, type Trap } from './trap'

function error(statusCode: number, name: string, message: string): unknown {
  return { statusCode, name, message }
}

const CALLERS = { outcome: 'caller-error', blame: 'caller' } as const
const REJECTED = { outcome: 'key-rejected', blame: 'key' } as const

/** The limit of requests per second, which Resend states with every answer. */
const PER_SECOND = { 'ratelimit-limit': '5', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' }

export const RESEND_TRAPS: readonly Trap[] = [
  {
    name: 'a sending-only key asked for something else is alive, though it is a 401',
    status: 401,
    body: error(401, 'restricted_api_key', 'This API key is restricted to only send emails'),
    ...CALLERS,
  },
  {
    name: 'an invalid key is a 403',
    status: 403,
    body: error(403, 'invalid_api_key', 'API key is invalid'),
    ...REJECTED,
  },
  {
    name: 'a revoked key is a 400 validation_error',
    status: 400,
    body: error(400, 'validation_error', 'API key is invalid'),
    ...REJECTED,
  },
  { name: 'a missing key', status: 401, body: error(401, 'missing_api_key', 'Missing API key'), ...REJECTED },
  {
    name: 'a suspended key',
    status: 403,
    body: error(403, 'validation_error', 'This API key is suspended'),
    outcome: 'key-suspended',
    blame: 'key',
  },
  {
    name: 'an unverified domain is a 403 that is not the key’s fault',
    status: 403,
    body: error(403, 'validation_error', 'The example.com domain is not verified. Please, add and verify your domain.'),
    ...CALLERS,
  },
  {
    name: 'a malformed mail',
    status: 422,
    body: error(422, 'validation_error', 'Invalid `to` field.'),
    ...CALLERS,
  },
  {
    name: 'a malformed idempotency key',
    status: 400,
    body: error(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.'),
    ...CALLERS,
  },
  {
    name: 'an idempotency key used for another mail',
    status: 409,
    body: error(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.'),
    ...CALLERS,
  },
  {
    name: 'an idempotency key in use at this moment',
    status: 409,
    body: error(
      409,
      'concurrent_idempotent_requests',
      'Same idempotency key used while original request is in progress.',
    ),
    ...CALLERS,
  },
  {
    name: 'requests per second: the team rests for the second',
    status: 429,
    headers: { ...PER_SECOND, 'x-resend-daily-quota': '12', 'x-resend-monthly-quota': '340' },
    body: error(429, 'rate_limit_exceeded', 'Too many requests. You can only make 5 requests per second.'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: SECOND },
  },
  {
    name: 'requests per second, without a hint',
    status: 429,
    body: error(429, 'rate_limit_exceeded', 'Too many requests.'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: 5 * MINUTE },
  },
  {
    name: 'the day: the headers speak of a second, not of the day',
    status: 429,
    headers: { ...PER_SECOND, 'retry-after': '1', 'x-resend-daily-quota': '100' },
    body: error(429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.'),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'day',
    rest: { scope: 'account', waitMs: TO_UTC_MIDNIGHT },
  },
  {
    name: 'the month',
    status: 429,
    body: error(429, 'monthly_quota_exceeded', 'You have reached your monthly email sending quota.'),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'month',
    rest: { scope: 'account', waitMs: TO_UTC_DECEMBER },
  },
  {
    name: 'a security error is about the mail',
    status: 451,
    body: error(451, 'security_error', 'We may have found a security issue with the request.'),
    ...CALLERS,
  },
  {
    name: 'after a 500 the mail may be on its way',
    status: 500,
    body: error(500, 'application_error', 'An unexpected error occurred.'),
    isSafeToRepeat: false,
    outcome: 'service-error',
    blame: 'service',
    isAmbiguous: true,
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a 503 refused the mail before any work',
    status: 503,
    body: '',
    isSafeToRepeat: false,
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'an invalid key in other words',
    status: 403,
    body: error(403, 'invalid_api_key', 'This key does not exist.'),
    ...REJECTED,
  },
]
