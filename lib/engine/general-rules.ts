import type { ClassifyRule } from './classify-rule'
import type { OutcomeKind } from './vocabulary'

/** Cloudflare's own, for a server behind it that it cannot reach; its page says no more than the number. */
const BEHIND_CLOUDFLARE = [520, 521, 522, 523, 524, 525, 530]
/** Failures of the server itself, the ones proxies before it answer with included. */
const SERVER_ERRORS = [500, 502, 503, 504, 529, ...BEHIND_CLOUDFLARE]

/**
 * How servers, and proxies before them, say that they failed and nothing else: the pages on errors of Anthropic, Cohere,
 * DeepSeek, Gemini, Groq, Mistral, OpenAI, OpenRouter and Resend; nginx, Envoy and load balancers of clouds.
 */
const PLAIN_FAILURE = [
  ...['internal server error', 'internal_server_error', 'internal error', 'internal_error', 'server error'],
  ...['server_error', 'server had an error', 'api_error', 'application_error', 'unexpected error'],
  ...['something went wrong', 'error processing your request', 'bad gateway', 'bad_gateway', 'upstream'],
  ...['provider returned error', 'unavailable', 'gateway time', 'timeout', 'time-out', 'timed out', 'deadline'],
  ...['try again later', 'please retry'],
]
const RATE_WORDS = ['rate limit', 'rate_limit', 'ratelimit', 'too many requests']

/**
 * What holds where a service's own rows say nothing, in order. The word "quota" and its like are heard only where
 * the status already says limit or trouble: a caller's text may contain any word.
 */
export const GENERAL_RULES: readonly ClassifyRule[] = [
  {
    name: 'insufficient quota',
    status: [402, 403, 429],
    field: { path: 'error.code', equals: ['insufficient_quota', 'billing_not_active', 'billing_hard_limit_reached'] },
    means: { outcome: 'out-of-credit' },
  },
  {
    name: 'out of credit',
    status: [429],
    text: ['insufficient_quota', 'insufficient balance', 'insufficient credit', 'out of credit', 'available credits'],
    means: { outcome: 'out-of-credit' },
  },
  {
    name: 'quota of the day',
    status: [429],
    text: ['per day', 'per-day', 'perday', 'daily'],
    means: { outcome: 'quota-exhausted', window: 'day' },
  },
  {
    name: 'quota of the month',
    status: [429],
    text: ['per month', 'per-month', 'monthly'],
    means: { outcome: 'quota-exhausted', window: 'month' },
  },
  {
    name: 'limit of the minute',
    status: [429],
    text: ['per minute', 'per-minute'],
    means: { outcome: 'rate-limited', window: 'minute' },
  },
  { name: 'quota', status: [429], text: ['quota'], means: { outcome: 'quota-exhausted' } },
  { name: 'rate limit', status: [429], text: RATE_WORDS, means: { outcome: 'rate-limited' } },
  {
    name: 'overloaded',
    status: SERVER_ERRORS,
    text: ['overload', 'at capacity'],
    means: { outcome: 'overloaded' },
  },
  {
    name: 'quota in a server error',
    status: SERVER_ERRORS,
    text: ['quota exceeded', 'exceeded your current quota', 'exceeded your quota', 'out of quota'],
    means: { outcome: 'quota-exhausted' },
  },
  {
    name: 'limit in a server error',
    status: SERVER_ERRORS,
    text: RATE_WORDS,
    means: { outcome: 'rate-limited' },
  },
  {
    name: 'account suspended',
    status: [401, 403],
    text: [
      'has been suspended',
      'is suspended',
      'has been deactivated',
      'is deactivated',
      'has been disabled',
      'reported as leaked',
    ],
    means: { outcome: 'key-suspended' },
  },
  {
    name: 'invalid key',
    status: [403],
    text: [
      'invalid api key',
      'invalid_api_key',
      'invalid api-key',
      'api key is invalid',
      'api key not valid',
      'incorrect api key',
      'api key expired',
      'api key has expired',
      'api key has been revoked',
      'invalid token',
      'token expired',
    ],
    means: { outcome: 'key-rejected' },
  },
  { name: 'server error', status: [500, 502, 504], text: PLAIN_FAILURE, means: { outcome: 'service-error' } },
  { name: 'unavailable', status: [503, 529], text: PLAIN_FAILURE, means: { outcome: 'overloaded' } },
  { name: 'server not reached', status: BEHIND_CLOUDFLARE, means: { outcome: 'service-error' } },
]

/**
 * What a status alone says. 403 without a word on the key is the caller's: it may be a resource of somebody else or
 * a firewall's page, and resting keys for it would let one caller empty a pool.
 */
export function outcomeOfStatus(status: number): OutcomeKind {
  if (status < 400) return 'success'
  if (status === 401) return 'key-rejected'
  if (status === 402) return 'out-of-credit'
  if (status === 408) return 'timed-out'
  if (status === 413) return 'too-large'
  if (status === 429) return 'rate-limited'
  if (status === 503 || status === 529) return 'overloaded'
  return status >= 500 ? 'service-error' : 'caller-error'
}
