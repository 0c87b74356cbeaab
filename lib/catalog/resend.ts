import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { MINUTE_MS } from '@/lib/engine/vocabulary'
import { isRead } from './paths'
import { countRecipients } from './recipients'
import type { ServiceDefinition } from './service'

/** Every error has a `name`. Sources: Resend's pages on errors, rate limits and account quotas; captured answers. */
const rules: readonly ClassifyRule[] = [
  // a revoked key was seen as 400 and 401 validation_error, and is documented as 403 invalid_api_key
  {
    name: 'invalid key',
    field: { path: 'name', equals: ['invalid_api_key'] },
    means: { outcome: 'key-rejected' },
  },
  {
    name: 'invalid key',
    status: [400, 401, 403],
    field: { path: 'message', contains: ['api key is invalid', 'api key is not active'] },
    means: { outcome: 'key-rejected' },
  },
  {
    name: 'key suspended',
    status: [401, 403],
    field: { path: 'message', contains: ['api key is suspended', 'has been suspended'] },
    means: { outcome: 'key-suspended' },
  },
  // alive: a sending-only key was asked for something else than sending
  {
    name: 'sending-only key',
    field: { path: 'name', equals: ['restricted_api_key'] },
    means: { outcome: 'caller-error' },
  },
  {
    name: 'quota of the day',
    field: { path: 'name', equals: ['daily_quota_exceeded'] },
    // the headers speak about requests per second then, not about the day
    means: { outcome: 'quota-exhausted', window: 'day', minimumHintMs: MINUTE_MS },
  },
  {
    name: 'quota of the month',
    field: { path: 'name', equals: ['monthly_quota_exceeded'] },
    means: { outcome: 'quota-exhausted', window: 'month', minimumHintMs: MINUTE_MS },
  },
  {
    name: 'requests per second',
    field: { path: 'name', equals: ['rate_limit_exceeded'] },
    means: { outcome: 'rate-limited' },
  },
  // 403 too: an unverified domain is not the key's fault
  {
    name: 'request refused',
    field: {
      path: 'name',
      equals: [
        'validation_error',
        'invalid_idempotency_key',
        'invalid_idempotent_request',
        'concurrent_idempotent_requests',
        'security_error',
      ],
    },
    means: { outcome: 'caller-error' },
  },
]

export const resend: ServiceDefinition = {
  id: 'resend',
  label: 'Resend',
  origin: 'https://api.resend.com',
  auth: { header: 'authorization', prefix: 'Bearer ' },
  // requests without one are refused
  defaultHeaders: { 'user-agent': 'keywheel' },
  envName: 'RESEND_API_KEY',
  keyFormat: /^re_[A-Za-z0-9_]{8,}$/,
  refusals: 'resend',
  // requests per second are counted over every endpoint (Resend's page on rate limits)
  probe: { method: 'GET', path: '/domains', meetsRateLimit: true },
  policy: {
    ...DEFAULT_POLICY,
    strategy: 'round-robin',
    // limits and quotas belong to the team, across all its keys
    limitScope: 'account',
    rateLimitRestMs: 5 * MINUTE_MS,
  },
  rules,
  limitWindows: { requests: 'second', tokens: 'unknown' },
  unit: 'recipient',
  // sending twice is mail twice
  isSafeToRepeat: method => isRead(method),
  // kept for a day, within the team (Resend's page on idempotency keys)
  honoursIdempotencyKey: true,
  readModel: () => null,
  isSlowToAnswer: () => false,
  countUnits: countRecipients,
  readUsage: () => null,
}
