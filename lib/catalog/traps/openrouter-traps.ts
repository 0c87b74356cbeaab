import { DAY, MINUTE, SECOND, TO_UTC_MIDNIGHT, type Trap } from './trap'

function error(code: number, message: string, metadata?: unknown): unknown {
  return { error: { message, code, ...(metadata === undefined ? {} : { metadata }) }, user_id: 'user_2abc' }
}

const BUSY_ADVICE =
  'is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your rate limits: https://openrouter.ai/settings/integrations'
const CALLERS = { outcome: 'caller-error', blame: 'caller' } as const

export const OPENROUTER_TRAPS: readonly Trap[] = [
  {
    name: 'the free models of the day: its reset stands in the body, in epoch milliseconds',
    status: 429,
    body: error(
      429,
      'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
      {
        headers: {
          'X-RateLimit-Limit': '50',
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset': String(Date.parse('2026-11-23T00:00:00Z')),
        },
        limit_source: 'openrouter_free_tier_daily',
      },
    ),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'day',
    rest: { scope: 'account-model', waitMs: TO_UTC_MIDNIGHT },
  },
  {
    name: 'the same by its source alone',
    status: 429,
    body: error(429, 'Rate limit exceeded', { limit_source: 'openrouter_free_tier_daily' }),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'day',
    rest: { scope: 'account-model', waitMs: TO_UTC_MIDNIGHT },
  },
  {
    name: 'the free models of the minute',
    status: 429,
    body: error(429, 'Rate limit exceeded: free-models-per-min. ', {
      headers: {
        'X-RateLimit-Limit': '20',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': String(Date.parse('2026-11-22T06:30:40Z')),
      },
    }),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 40 * SECOND },
  },
  {
    name: 'a busy provider: the key keeps its day',
    status: 429,
    body: error(429, 'Provider returned error', {
      raw: `qwen/qwen3.8-flash ${BUSY_ADVICE}`,
      provider_name: 'Alibaba',
      is_byok: false,
      limit_source: 'upstream_provider_shared_pool',
    }),
    outcome: 'rate-limited',
    blame: 'model',
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'a busy provider by its source alone, though it speaks of a daily quota',
    status: 429,
    body: error(429, 'Provider returned error', {
      raw: 'daily quota of the shared pool',
      limit_source: 'upstream_provider_shared_pool',
    }),
    outcome: 'rate-limited',
    blame: 'model',
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'a busy provider that says when, in the body',
    status: 429,
    body: error(429, 'Provider returned error', {
      raw: `meta-llama/llama-3.3-70b-instruct:free ${BUSY_ADVICE}`,
      provider_name: 'Venice',
      is_byok: false,
      retry_after_seconds: 29,
      retry_after_seconds_raw: 28.181,
      headers: { 'Retry-After': '29' },
    }),
    outcome: 'rate-limited',
    blame: 'model',
    rest: { scope: 'account-model', waitMs: 29 * SECOND },
  },
  {
    name: 'the account has no credits: nothing to wait for',
    status: 402,
    body: error(402, 'Insufficient credits. Add more using https://openrouter.ai/settings/credits', {
      limit_source: 'openrouter_credits',
    }),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'the limit of this key alone',
    status: 402,
    body: error(402, 'This key has reached its limit.', { limit_source: 'openrouter_key_limit' }),
    outcome: 'out-of-credit',
    blame: 'key',
  },
  {
    name: 'the limit of this key, as a 403',
    status: 403,
    body: error(403, 'Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys'),
    outcome: 'out-of-credit',
    blame: 'key',
  },
  {
    name: 'a wish for more tokens than the credit covers: a smaller one passes',
    status: 402,
    body: error(
      402,
      'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 14114. To increase, visit https://openrouter.ai/settings/credits',
    ),
    outcome: 'too-large',
    blame: 'caller',
  },
  {
    name: 'a key nobody knows',
    status: 401,
    body: error(401, 'User not found.'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'flagged by moderation',
    status: 403,
    body: error(403, 'openai/o3 requires moderation on OpenAI. Your input was flagged for "violence".', {
      reasons: ['violence'],
      flagged_input: 'my api key is invalid …',
      provider_name: 'OpenAI',
    }),
    ...CALLERS,
  },
  {
    name: 'routing wishes that no provider fits are a 503 that is not the service’s fault',
    status: 503,
    body: error(503, 'There is no available model provider that meets your routing requirements'),
    ...CALLERS,
  },
  {
    name: 'a model nobody offers',
    status: 404,
    body: error(404, 'No endpoints found for acme/none.'),
    ...CALLERS,
  },
  {
    name: 'a model that is down',
    status: 502,
    body: error(502, 'Provider returned error', { provider_name: 'DeepInfra' }),
    outcome: 'service-error',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a limit inside a stream, with its status as a number',
    status: 'stream',
    body: error(429, 'Provider returned error', { raw: `x ${BUSY_ADVICE}` }),
    outcome: 'rate-limited',
    blame: 'model',
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'a reset that is a day too far is believed for a day',
    status: 429,
    body: error(429, 'Rate limit exceeded', {
      headers: { 'X-RateLimit-Reset': String(Date.parse('2026-12-22T00:00:00Z')) },
    }),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: DAY },
  },
]
