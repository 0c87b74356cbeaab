import { HOUR, MINUTE, SECOND, type Trap } from './trap'

function error(message: string, type: string, code: string): unknown {
  return { error: { message, type, code } }
}

function limitReached(dimension: string, type: string, wait: string): unknown {
  const message = `Rate limit reached for model \`llama-3.3-70b-versatile\` in organization \`org_01\` service tier \`on_demand\` on ${dimension}. ${wait}Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing`
  return error(message, type, 'rate_limit_exceeded')
}

const DAY_IS_EMPTY = { outcome: 'quota-exhausted', blame: 'account', window: 'day' } as const
const MINUTE_IS_EMPTY = { outcome: 'rate-limited', blame: 'account', window: 'minute' } as const

export const GROQ_TRAPS: readonly Trap[] = [
  {
    name: 'tokens of the minute: the words are finer than the header, and the later of the two holds',
    status: 429,
    headers: {
      'retry-after': '16',
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-limit-tokens': '6000',
      'x-ratelimit-remaining-tokens': '1907',
      'x-ratelimit-reset-tokens': '7.66s',
    },
    body: limitReached(
      'tokens per minute (TPM): Limit 6000, Used 4093, Requested 3531',
      'tokens',
      'Please try again in 16.239999999s. ',
    ),
    ...MINUTE_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: 16_240 },
  },
  {
    name: 'requests of the minute, without a hint',
    status: 429,
    body: limitReached('requests per minute (RPM): Limit 30, Used 30, Requested 1', 'requests', ''),
    ...MINUTE_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'tokens of the day have the same code; the day rolls, so the hint holds, not midnight',
    status: 429,
    headers: { 'retry-after': '578' },
    body: limitReached(
      'tokens per day (TPD): Limit 100000, Used 97050, Requested 3619',
      'tokens',
      'Please try again in 9m38.016s. ',
    ),
    ...DAY_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: 578_016 },
  },
  {
    name: 'requests of the day',
    status: 429,
    body: limitReached(
      'requests per day (RPD): Limit 1000, Used 1000, Requested 1',
      'requests',
      'Please try again in 1m23.45s. ',
    ),
    ...DAY_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: 83_450 },
  },
  {
    name: 'seconds of audio of the day, without a hint',
    status: 429,
    body: limitReached('seconds of audio per day (ASD): Limit 28800, Used 28800, Requested 30', 'seconds', ''),
    ...DAY_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: HOUR },
  },
  {
    name: 'one request above the limit has the code of a limit, and is the request’s problem',
    status: 413,
    body: error(
      'Request too large for model `llama-3.3-70b-versatile` in organization `org_01` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size and try again.',
      'tokens',
      'rate_limit_exceeded',
    ),
    outcome: 'too-large',
    blame: 'caller',
  },
  {
    name: 'a restricted organisation is a 400',
    status: 400,
    body: error(
      'Organization has been restricted. Please reach out to support if you believe this was in error.',
      'invalid_request_error',
      'organization_restricted',
    ),
    outcome: 'key-suspended',
    blame: 'account',
  },
  {
    name: 'a spend limit is a 400',
    status: 400,
    body: error('API access is blocked: spend limit reached.', 'invalid_request_error', 'blocked_api_access'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'a prompt about spend limits, echoed in a 400, stays the caller’s',
    status: 400,
    body: {
      error: {
        message: 'Failed to generate JSON.',
        type: 'invalid_request_error',
        code: 'json_validate_failed',
        failed_generation: 'blocked_api_access spend_limit organization_restricted quota rate limit overload',
      },
    },
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'an invalid key',
    status: 401,
    body: error('Invalid API Key', 'invalid_request_error', 'invalid_api_key'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'a model blocked for the project',
    status: 403,
    body: error(
      'The model `llama-3.1-8b-instant` is blocked at the project level.',
      'permissions_error',
      'model_permission_blocked_project',
    ),
    outcome: 'model-forbidden',
    blame: 'model',
    rest: { scope: 'key-model', waitMs: 24 * HOUR },
  },
  {
    name: 'a firewall’s page is not the key’s fault',
    status: 403,
    body: '<!DOCTYPE html><html><title>Access denied | api.groq.com</title>You have been blocked</html>',
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'flex capacity',
    status: 498,
    body: error('Flex tier capacity exceeded.', 'flex', 'capacity_exceeded'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'unavailable',
    status: 503,
    body: error('Service unavailable', 'internal_server_error', 'service_unavailable'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a bad gateway answers in HTML',
    status: 502,
    body: '<html>502 Bad Gateway</html>',
    outcome: 'service-error',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a spend limit under the name it was seen with',
    status: 400,
    body: error('Spend limit reached.', 'invalid_request_error', 'spend_limit_exceeded'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'a limit said inside a stream',
    status: 'stream',
    body: error('Rate limit reached. Please try again in 4s.', 'tokens', 'rate_limit_exceeded'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 4 * SECOND },
  },
  {
    name: 'flex capacity without a word',
    status: 498,
    body: '',
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'capacity, said inside a stream',
    status: 'stream',
    body: error('Capacity exceeded.', 'flex', 'capacity_exceeded'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
]
