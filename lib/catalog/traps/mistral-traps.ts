import { MINUTE, SECOND, TO_UTC_DECEMBER, type Trap } from './trap'

function error(message: string, type: string, code: string | null): unknown {
  return { object: 'error', message, type, param: null, code }
}

const MODELS = { outcome: 'rate-limited', blame: 'model' } as const

export const MISTRAL_TRAPS: readonly Trap[] = [
  {
    name: 'the tier’s capacity for a model calls itself an invalid request',
    status: 429,
    body: error('Service tier capacity exceeded for this model.', 'invalid_request_error', null),
    ...MODELS,
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'the same under its own type',
    status: 429,
    body: error('Service tier capacity exceeded for this model.', 'service_tier_capacity_exceeded', '3505'),
    ...MODELS,
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'the rate limit, with the tokens of the minute left',
    status: 429,
    headers: {
      'retry-after': '4',
      'x-ratelimit-limit-req-minute': '720',
      'x-ratelimit-remaining-req-minute': '0',
      'x-ratelimit-limit-tokens-minute': '5000000',
      'x-ratelimit-remaining-tokens-minute': '4999911',
    },
    body: { ...Object(error('Rate limit exceeded', 'rate_limited', '1300')), raw_status_code: 429 },
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 4 * SECOND },
  },
  {
    name: 'requests per second, in the words of what stands before the service',
    status: 429,
    body: '{"message":"Requests rate limit exceeded"}',
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'tokens per month',
    status: 429,
    body: error('Monthly tokens limit exceeded', 'rate_limited', null),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'month',
    rest: { scope: 'account-model', waitMs: TO_UTC_DECEMBER },
  },
  { name: 'a bad key', status: 401, body: '{"detail":"Unauthorized"}', outcome: 'key-rejected', blame: 'key' },
  {
    name: 'a field it does not know is the caller’s mistake (validation is strict)',
    status: 422,
    body: { object: 'error', message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'] }] } },
    outcome: 'caller-error',
    blame: 'caller',
  },
]
