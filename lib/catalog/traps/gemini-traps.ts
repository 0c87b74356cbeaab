import { DAY, HOUR, MINUTE, SECOND, TO_PACIFIC_MIDNIGHT, type Trap } from './trap'

const QUOTA_MESSAGE =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.'

function quotaFailure(quotaId: string, retryDelay: unknown, quotaValue = '250', message = QUOTA_MESSAGE): unknown {
  return {
    error: {
      code: 429,
      message,
      status: 'RESOURCE_EXHAUSTED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
          violations: [
            {
              quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
              quotaId,
              quotaDimensions: { location: 'global', model: 'gemini-2.5-flash' },
              quotaValue,
            },
          ],
        },
        {
          '@type': 'type.googleapis.com/google.rpc.Help',
          links: [{ description: 'Learn more about Gemini API quotas' }],
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
      ],
    },
  }
}

function refused(code: number, status: string, message: string, reason?: string): unknown {
  const details = reason && [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata: {} },
  ]
  return { error: { code, message, status, ...(details ? { details } : {}) } }
}

const PER_DAY = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
const PER_MINUTE = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'
const DAY_REST = { scope: 'account-model', waitMs: TO_PACIFIC_MIDNIGHT } as const
const DAY_IS_EMPTY = { outcome: 'quota-exhausted', blame: 'account', window: 'day' } as const
const MODEL_IS_OUT = { outcome: 'model-forbidden', blame: 'model', rest: { scope: 'key-model', waitMs: DAY } } as const

export const GEMINI_TRAPS: readonly Trap[] = [
  {
    name: 'a bad key is a 400',
    status: 400,
    body: refused(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'a bad key on the OpenAI-compatible path comes in a list',
    status: 400,
    body: [refused(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID')],
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'an expired key without details',
    status: 400,
    body: refused(400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'a malformed request is a 400 too',
    status: 400,
    body: refused(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received. Unknown name "quota": Cannot find field.'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'a region without free tier',
    status: 400,
    body: refused(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    ...MODEL_IS_OUT,
  },
  {
    name: 'a file that is not ready has the status of a region without free tier',
    status: 400,
    body: refused(400, 'FAILED_PRECONDITION', 'The File abc is not in an ACTIVE state and usage is not allowed.'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'a suspended key, whose message quotes the key',
    status: 403,
    body: refused(
      403,
      'PERMISSION_DENIED',
      "Permission denied: Consumer 'api_key:AIzaSyExample' has been suspended.",
      'CONSUMER_SUSPENDED',
    ),
    outcome: 'key-suspended',
    blame: 'key',
  },
  {
    name: 'a leaked key has no details',
    status: 403,
    body: refused(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
    outcome: 'key-suspended',
    blame: 'key',
  },
  {
    name: 'the API is not enabled in the project',
    status: 403,
    body: refused(
      403,
      'PERMISSION_DENIED',
      'Generative Language API has not been used in project 1 before or it is disabled.',
      'SERVICE_DISABLED',
    ),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'the key is for other addresses',
    status: 403,
    body: refused(
      403,
      'PERMISSION_DENIED',
      'The provided API key has an IP address restriction.',
      'API_KEY_IP_ADDRESS_BLOCKED',
    ),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'the key is for other web sites',
    status: 403,
    body: refused(
      403,
      'PERMISSION_DENIED',
      'Requests from referer <empty> are blocked.',
      'API_KEY_HTTP_REFERRER_BLOCKED',
    ),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'a file of another project is not the key’s fault',
    status: 403,
    body: refused(403, 'PERMISSION_DENIED', 'You do not have permission to access the File abc or it may not exist.'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'billing',
    status: 402,
    body: refused(402, 'PAYMENT_REQUIRED', 'Billing is required.'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'the minute, with RetryInfo',
    status: 429,
    body: quotaFailure(PER_MINUTE, '38.2s', '10'),
    outcome: 'rate-limited',
    blame: 'account',
    window: 'minute',
    rest: { scope: 'account-model', waitMs: 38_200 },
  },
  {
    name: 'the minute of tokens, with RetryInfo as an object',
    status: 429,
    body: quotaFailure('GenerateContentInputTokensPerModelPerMinute-FreeTier', { seconds: '12' }, '250000'),
    outcome: 'rate-limited',
    blame: 'account',
    window: 'minute',
    rest: { scope: 'account-model', waitMs: 12 * SECOND },
  },
  {
    name: 'the day, with a delay of 0s',
    status: 429,
    body: quotaFailure(PER_DAY, '0s'),
    ...DAY_IS_EMPTY,
    rest: DAY_REST,
  },
  {
    name: 'the day, with a delay of 25s',
    status: 429,
    body: quotaFailure(PER_DAY, '25s'),
    ...DAY_IS_EMPTY,
    rest: DAY_REST,
  },
  {
    name: 'the day, with "retry in 964ms"',
    status: 429,
    body: quotaFailure(PER_DAY, '0s', '250', `${QUOTA_MESSAGE}\nPlease retry in 964.378ms.`),
    ...DAY_IS_EMPTY,
    rest: DAY_REST,
  },
  {
    name: 'the day, with a delay that ends before midnight Pacific',
    status: 429,
    body: quotaFailure(PER_DAY, '3600s'),
    ...DAY_IS_EMPTY,
    rest: DAY_REST,
  },
  {
    name: 'the day, with a delay beyond midnight Pacific',
    status: 429,
    body: quotaFailure(PER_DAY, '65205s'),
    ...DAY_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: 65_205 * SECOND },
  },
  {
    name: 'the day, with a compound delay in words',
    status: 429,
    body: quotaFailure(PER_DAY, undefined, '250', `${QUOTA_MESSAGE}\nPlease retry in 10h17m5.72s.`),
    ...DAY_IS_EMPTY,
    rest: { scope: 'account-model', waitMs: 10 * HOUR + 17 * MINUTE + 5720 },
  },
  {
    name: 'a limit of 0: the tier has no such model, whatever the delay says',
    status: 429,
    body: quotaFailure(
      PER_DAY,
      '25s',
      '0',
      `${QUOTA_MESSAGE}\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: gemini-3.1-pro\nPlease retry in 25.465784708s.`,
    ),
    ...MODEL_IS_OUT,
  },
  {
    name: 'a limit of 0 in words only',
    status: 429,
    body: refused(
      429,
      'RESOURCE_EXHAUSTED',
      `${QUOTA_MESSAGE}\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0\nPlease retry in 9h54m.`,
    ),
    ...MODEL_IS_OUT,
  },
  {
    name: 'without details "quota" says nothing of a day',
    status: 429,
    body: refused(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: HOUR },
  },
  {
    name: 'the Interactions API writes its code as a word',
    status: 429,
    body: { error: { code: 'quota_exceeded', message: 'You exceeded your current quota. Please retry in 2m5s.' } },
    outcome: 'quota-exhausted',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 125 * SECOND },
  },
  {
    name: 'a spent limit of the rolling ten minutes names no window',
    status: 429,
    body: refused(429, 'RESOURCE_EXHAUSTED', 'Spend limit reached. Please retry in 9m30s.'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: 570 * SECOND },
  },
  {
    name: 'overloaded',
    status: 503,
    body: refused(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a fault of its own',
    status: 500,
    body: refused(500, 'INTERNAL', 'An internal error has occurred.'),
    outcome: 'service-error',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a deadline',
    status: 504,
    body: refused(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
    outcome: 'service-error',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'overloaded in the middle of a stream',
    status: 'stream',
    body: refused(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a bad key, told in another language',
    status: 400,
    body: refused(400, 'INVALID_ARGUMENT', 'API-Schlüssel ungültig.', 'API_KEY_INVALID'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'a suspended key, told in another language',
    status: 403,
    body: refused(403, 'PERMISSION_DENIED', 'Zugriff verweigert.', 'CONSUMER_SUSPENDED'),
    outcome: 'key-suspended',
    blame: 'key',
  },
  {
    name: 'billing switched off',
    status: 403,
    body: refused(403, 'PERMISSION_DENIED', 'This API method requires billing to be enabled.', 'BILLING_DISABLED'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  { name: 'a limit of 0 in its field only', status: 429, body: quotaFailure(PER_DAY, '25s', '0'), ...MODEL_IS_OUT },
  {
    name: 'a limit of 0.5 million is not a limit of 0',
    status: 429,
    body: quotaFailure(PER_MINUTE, '9s', '05', `${QUOTA_MESSAGE} limit: 0.5M, model: gemini-2.5-pro`),
    outcome: 'rate-limited',
    blame: 'account',
    window: 'minute',
    rest: { scope: 'account-model', waitMs: 9 * SECOND },
  },
  {
    name: 'the day, in words only',
    status: 429,
    body: refused(
      429,
      'RESOURCE_EXHAUSTED',
      "Quota exceeded for quota metric 'Requests' and limit 'Requests per day per user per tier'. Please retry in 5s.",
    ),
    ...DAY_IS_EMPTY,
    rest: DAY_REST,
  },
  {
    name: 'on the OpenAI-compatible path "quota" without details says nothing of a day either',
    status: 429,
    body: [{ error: { message: QUOTA_MESSAGE } }],
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: HOUR },
  },
  {
    name: 'a limit said inside an interaction’s stream',
    status: 'stream',
    body: { error: { code: 'too_many_requests', message: 'Slow down.' } },
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: HOUR },
  },
]
