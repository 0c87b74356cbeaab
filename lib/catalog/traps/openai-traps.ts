import { HOUR, MINUTE, SECOND, type Trap } from './trap'

function error(message: string, type: string, code: string | null): unknown {
  return { error: { message, type, param: null, code } }
}

/** A stream's error event carries its code in one of three places. */
function inPlace(place: string, code: string): unknown {
  const fields = { code, message: 'No.' }
  if (place === 'code') return { type: 'error', ...fields }
  return place === 'error' ? { type: 'error', error: fields } : { type: 'response.failed', response: { error: fields } }
}

const QUOTA_MESSAGE = 'You exceeded your current quota, please check your plan and billing details.'
const NO_CREDIT = { outcome: 'out-of-credit', blame: 'account' } as const

const MONEY_CODES = [
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
]

export const OPENAI_TRAPS: readonly Trap[] = [
  ...MONEY_CODES.map(
    (code): Trap => ({
      name: `a 429 about money: ${code}`,
      status: 429,
      headers: { 'retry-after': '2' },
      body: error(QUOTA_MESSAGE, 'insufficient_quota', code),
      ...NO_CREDIT,
    }),
  ),
  {
    name: 'a 429 about money with an unknown code',
    status: 429,
    body: error(QUOTA_MESSAGE, 'insufficient_quota', null),
    ...NO_CREDIT,
  },
  {
    name: 'legacy: a hard limit is a 400',
    status: 400,
    body: error('Billing hard limit has been reached', 'invalid_request_error', 'billing_hard_limit_reached'),
    ...NO_CREDIT,
  },
  {
    name: 'legacy: billing not active',
    status: 429,
    body: error(
      'Your account is not active, please check your billing details.',
      'billing_not_active',
      'billing_not_active',
    ),
    ...NO_CREDIT,
  },
  {
    name: 'legacy: a deactivated account is a 401',
    status: 401,
    body: error('This key is associated with a deactivated account.', 'invalid_request_error', 'account_deactivated'),
    outcome: 'key-suspended',
    blame: 'account',
  },
  {
    name: 'an invalid key',
    status: 401,
    body: error('Incorrect API key provided: sk-proj-****.', 'invalid_request_error', 'invalid_api_key'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'an address that is not allowed',
    status: 401,
    body: error('Your IP is not authorized to use this project.', 'invalid_request_error', 'ip_not_authorized'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  ...['mismatched_organization', 'mismatched_project', 'invalid_organization', 'invalid_project'].map(
    (code): Trap => ({
      name: `a header of the caller’s that names another organisation or project: ${code}`,
      status: 401,
      body: error('OpenAI-Organization header should match organization for API key', 'invalid_request_error', code),
      outcome: 'caller-error',
      blame: 'caller',
    }),
  ),
  {
    name: 'a restricted key asked for what its scopes leave out is not a bad key',
    status: 401,
    body: {
      error: 'You have insufficient permissions for this operation. Missing scopes: api.model.images.request.',
    },
    outcome: 'model-forbidden',
    blame: 'model',
    rest: { scope: 'key-model', waitMs: 24 * HOUR },
  },
  {
    name: 'a country is not the key’s fault',
    status: 403,
    body: error(
      'Country, region, or territory not supported',
      'request_forbidden',
      'unsupported_country_region_territory',
    ),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'requests of the minute: the limit that has nothing left tells when',
    status: 429,
    headers: {
      'x-ratelimit-limit-requests': '3500',
      'x-ratelimit-remaining-requests': '3499',
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-limit-tokens': '90000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '20ms',
    },
    body: error('Rate limit reached for gpt-4o.', 'tokens', 'rate_limit_exceeded'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 20 },
  },
  {
    name: 'retry-after-ms is finer than retry-after',
    status: 429,
    headers: { 'retry-after': '2', 'retry-after-ms': '1250' },
    body: error('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 1250 },
  },
  {
    name: 'the day comes back little by little',
    status: 429,
    body: error(
      'Rate limit reached for gpt-4o in organization org-x on requests per day (RPD): Limit 200, Used 200, Requested 1. Please try again in 7m12s.',
      'requests',
      'rate_limit_exceeded',
    ),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'day',
    rest: { scope: 'account-model', waitMs: 7 * MINUTE + 12 * SECOND },
  },
  {
    name: 'one request above the limit is a 429 that no wait helps',
    status: 429,
    body: error(
      'Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 40417.',
      'tokens',
      'rate_limit_exceeded',
    ),
    outcome: 'too-large',
    blame: 'caller',
  },
  {
    name: 'a limit without any hint',
    status: 429,
    body: error('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'overloaded',
    status: 503,
    headers: { 'retry-after': '7' },
    body: error('That model is currently overloaded with other requests.', 'server_error', 'server_is_overloaded'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 7 * SECOND },
  },
  {
    name: 'slow down',
    status: 503,
    body: error('Please reduce your request rate.', 'server_error', 'slow_down'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'no quota left, said inside a 200 stream (event: error)',
    status: 'stream',
    body: { type: 'error', code: 'insufficient_quota', message: QUOTA_MESSAGE, param: null, sequence_number: 2 },
    ...NO_CREDIT,
  },
  {
    name: 'no quota left, said inside a 200 stream (response.failed)',
    status: 'stream',
    body: {
      type: 'response.failed',
      sequence_number: 3,
      response: { id: 'resp_1', status: 'failed', error: { code: 'insufficient_quota', message: QUOTA_MESSAGE } },
    },
    ...NO_CREDIT,
  },
  {
    name: 'a rate limit, said inside a 200 stream',
    status: 'stream',
    body: {
      type: 'response.failed',
      response: { error: { code: 'rate_limit_exceeded', message: 'Rate limit reached. Please try again in 1h.' } },
    },
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: HOUR },
  },
  {
    name: 'a server error, said inside a 200 stream',
    status: 'stream',
    body: { error: { type: 'server_error', code: 'server_error', message: 'The server had an error.' } },
    outcome: 'service-error',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a prompt that speaks of quotas and overload stays the caller’s',
    status: 400,
    body: error("Invalid 'messages': quota exceeded, server overloaded, rate limit", 'invalid_request_error', null),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'an upload that ended in a 500 may have been kept',
    status: 500,
    body: error('The server had an error while processing your request.', 'server_error', null),
    isSafeToRepeat: false,
    outcome: 'service-error',
    blame: 'service',
    isAmbiguous: true,
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a 429 about money with a type only, said inside a stream',
    status: 'stream',
    body: error(QUOTA_MESSAGE, 'insufficient_quota', null),
    ...NO_CREDIT,
  },
  {
    name: 'a model the project may not use',
    status: 403,
    body: error('Project `proj_x` does not have access to model `o9`.', 'invalid_request_error', 'model_not_found'),
    outcome: 'model-forbidden',
    blame: 'model',
    rest: { scope: 'key-model', waitMs: 24 * HOUR },
  },
  {
    name: 'a model nobody knows',
    status: 404,
    body: error('The model `gpt-0` does not exist.', 'invalid_request_error', 'model_not_found'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'the minute',
    status: 429,
    body: error(
      'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.',
      'tokens',
      'rate_limit_exceeded',
    ),
    outcome: 'rate-limited',
    blame: 'account',
    window: 'minute',
    rest: { scope: 'account-model', waitMs: 2 * SECOND },
  },
  ...['code', 'error', 'response'].flatMap((place): Trap[] => [
    {
      name: `a rate limit inside a stream, in its ${place}`,
      status: 'stream',
      body: inPlace(place, 'rate_limit_exceeded'),
      outcome: 'rate-limited',
      blame: 'account',
      rest: { scope: 'account-model', waitMs: MINUTE },
    },
    {
      name: `overload inside a stream, in its ${place}`,
      status: 'stream',
      body: inPlace(place, 'server_is_overloaded'),
      outcome: 'overloaded',
      blame: 'service',
      rest: { scope: 'key', waitMs: 30 * SECOND },
    },
    {
      name: `a server error inside a stream, in its ${place}`,
      status: 'stream',
      body: inPlace(place, 'server_error'),
      outcome: 'service-error',
      blame: 'service',
      rest: { scope: 'key', waitMs: 30 * SECOND },
    },
    {
      name: `a refused prompt inside a stream, in its ${place}`,
      status: 'stream',
      body: inPlace(place, 'invalid_prompt'),
      outcome: 'caller-error',
      blame: 'caller',
    },
  ]),
]
