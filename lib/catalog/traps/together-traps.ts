import { SECOND, type Trap } from './trap'

const error = (message: string, type: string, code: string | null = null) => ({
  id: 'o6Yyx2n-2kFHot-9a1b',
  error: { message, type, param: null, code },
})

export const TOGETHER_TRAPS: readonly Trap[] = [
  {
    name: 'a request above the context is a 403 that says nothing of the key',
    status: 403,
    body: error(
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 5013 `inputs` tokens and 128 `max_new_tokens`',
      'invalid_request_error',
    ),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'the month’s spending limit',
    status: 402,
    body: error('Credit limit exceeded, please navigate to https://api.together.ai/settings/billing.', 'credit_limit'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'a rate limit whose type speaks of credit',
    status: 429,
    headers: { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' },
    body: error(
      'You have been rate limited. Your rate limit is 60 queries per minute. Please navigate to https://api.together.ai/settings/billing to upgrade to a paid plan.',
      'credit_limit',
    ),
    outcome: 'rate-limited',
    blame: 'account',
    window: 'minute',
    rest: { scope: 'account-model', waitMs: 3 * SECOND },
  },
  {
    name: 'the limit of one model, with the reset in seconds and no Retry-After',
    status: 429,
    headers: { 'x-ratelimit-limit': '9', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '6' },
    body: error('You have reached the rate limit specific to this model a-model.', 'model_rate_limit'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 6 * SECOND },
  },
  {
    name: 'a bad key',
    status: 401,
    body: error('Invalid API key provided.', 'invalid_request_error', 'invalid_api_key'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'an overloaded engine',
    status: 503,
    body: error('The server is currently overloaded with other requests.', 'server_error'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
]
