import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { MINUTE_MS } from '@/lib/engine/vocabulary'

const REASON = 'error.details[].reason'
const QUOTA_ID = 'error.details[].violations[].quotaId'

/**
 * A day's quota comes with delays like "0s", "25s" or "964ms" that have nothing to do with it; only a longer one may
 * stretch the wait to midnight Pacific.
 */
const DAY = { outcome: 'quota-exhausted', window: 'day', minimumHintMs: MINUTE_MS } as const

/** Sources: the Gemini API's pages on errors and rate limits, google.api.ErrorReason, captured answers. */
export const GEMINI_RULES: readonly ClassifyRule[] = [
  // a bad key is a 400 here
  {
    name: 'invalid key',
    status: [400, 401, 403],
    field: { path: REASON, equals: ['API_KEY_INVALID', 'CREDENTIALS_MISSING', 'ACCESS_TOKEN_TYPE_UNSUPPORTED'] },
    means: { outcome: 'key-rejected' },
  },
  {
    name: 'invalid key',
    status: [400, 401, 403],
    field: { path: 'error.message', contains: ['api key not valid', 'api key expired', 'api key not found'] },
    means: { outcome: 'key-rejected' },
  },
  {
    name: 'key suspended',
    status: [403],
    field: { path: REASON, equals: ['CONSUMER_SUSPENDED'] },
    means: { outcome: 'key-suspended' },
  },
  {
    name: 'key leaked or suspended',
    status: [403],
    field: {
      path: 'error.message',
      contains: ['reported as leaked', 'has been suspended', 'has been disabled in this account'],
    },
    means: { outcome: 'key-suspended' },
  },
  {
    name: 'billing disabled',
    status: [400, 403],
    field: { path: REASON, equals: ['BILLING_DISABLED'] },
    means: { outcome: 'out-of-credit' },
  },
  {
    name: 'API not enabled for the project',
    status: [403],
    field: { path: REASON, equals: ['SERVICE_DISABLED', 'CONSUMER_INVALID'] },
    means: { outcome: 'key-rejected' },
  },
  {
    name: 'key restricted to other places',
    status: [403],
    field: {
      path: REASON,
      equals: [
        'API_KEY_SERVICE_BLOCKED',
        'API_KEY_IP_ADDRESS_BLOCKED',
        'API_KEY_HTTP_REFERRER_BLOCKED',
        'API_KEY_ANDROID_APP_BLOCKED',
        'API_KEY_IOS_APP_BLOCKED',
      ],
    },
    means: { outcome: 'key-rejected' },
  },
  // FAILED_PRECONDITION alone is not enough: a file that is not ready yet says it too
  {
    name: 'no free tier in this region',
    status: [400],
    field: { path: 'error.message', contains: ['location is not supported', 'free tier is not available'] },
    means: { outcome: 'model-forbidden' },
  },
  {
    name: 'the tier has no quota for this model',
    status: [429],
    field: { path: 'error.details[].violations[].quotaValue', equals: ['0'] },
    means: { outcome: 'model-forbidden' },
  },
  {
    name: 'the tier has no quota for this model',
    status: [429],
    field: { path: 'error.message', contains: ['limit: 0,', 'limit: 0\n'] },
    means: { outcome: 'model-forbidden' },
  },
  { name: 'per day', status: [429], field: { path: QUOTA_ID, contains: ['PerDay'] }, means: DAY },
  { name: 'per day', status: [429], field: { path: 'error.message', contains: ['per day', 'daily'] }, means: DAY },
  {
    name: 'per minute',
    status: [429],
    field: { path: QUOTA_ID, contains: ['PerMinute'] },
    means: { outcome: 'rate-limited', window: 'minute' },
  },
  // the Interactions API writes its codes as words
  {
    name: 'quota exceeded',
    field: { path: 'error.code', equals: ['quota_exceeded'] },
    means: { outcome: 'quota-exhausted' },
  },
  {
    name: 'rate limit',
    field: { path: 'error.code', equals: ['rate_limit_exceeded', 'too_many_requests', 'resource_exhausted'] },
    means: { outcome: 'rate-limited' },
  },
  // "exceeded your current quota" stands in every 429 of Gemini, a minute's included: without a quotaId it says nothing
  { name: 'resource exhausted', status: [429], means: { outcome: 'rate-limited' } },
]
