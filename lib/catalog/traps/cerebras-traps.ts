import { HOUR, MINUTE, SECOND, type Trap } from './trap'

const error = (message: string, type: string, param: string, code: string) => ({ message, type, param, code })
const day = (remaining: string, reset: string) => ({
  'x-ratelimit-limit-requests-day': '14400',
  'x-ratelimit-remaining-requests-day': remaining,
  'x-ratelimit-reset-requests-day': reset,
})
const minute = (remaining: string, reset: string) => ({
  'x-ratelimit-limit-tokens-minute': '60000',
  'x-ratelimit-remaining-tokens-minute': remaining,
  'x-ratelimit-reset-tokens-minute': reset,
})

export const CEREBRAS_TRAPS: readonly Trap[] = [
  {
    name: 'the tokens of the minute call themselves a quota; the day’s reset is not theirs',
    status: 429,
    headers: { ...day('14001', '33011.38'), ...minute('0', '11.38') },
    body: error(
      'Tokens per minute limit exceeded - too many tokens processed.',
      'too_many_tokens_error',
      'quota',
      'token_quota_exceeded',
    ),
    outcome: 'rate-limited',
    blame: 'account',
    window: 'minute',
    rest: { scope: 'account-model', waitMs: 11_380 },
  },
  {
    name: 'the requests of the day, until the header says',
    status: 429,
    headers: { ...day('0', '7200.5'), ...minute('60000', '11.38') },
    body: error(
      'Requests per day limit exceeded - too many requests sent.',
      'too_many_requests_error',
      'quota',
      'request_quota_exceeded',
    ),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'day',
    rest: { scope: 'account-model', waitMs: 2 * HOUR + 500 },
  },
  {
    name: 'the requests of the hour',
    status: 429,
    headers: { 'retry-after': '600' },
    body: error(
      'Requests per hour limit exceeded - too many requests sent.',
      'too_many_requests_error',
      'quota',
      'request_quota_exceeded',
    ),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 10 * MINUTE },
  },
  {
    name: 'high traffic is a 429 that is nobody’s key’s fault',
    status: 429,
    body: error(
      "We're experiencing high traffic right now! Please try again soon.",
      'too_many_requests_error',
      'queue',
      'queue_exceeded',
    ),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a bad key',
    status: 401,
    body: error('Wrong API Key', 'invalid_request_error', 'api_key', 'wrong_api_key'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'payment wanted',
    status: 402,
    body: error('Payment required.', 'payment_required_error', 'quota', 'payment_required'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'a model nobody knows',
    status: 404,
    body: error(
      'Model none does not exist or you do not have access to it.',
      'not_found_error',
      'model',
      'model_not_found',
    ),
    outcome: 'caller-error',
    blame: 'caller',
  },
]
