import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { MINUTE_MS } from '@/lib/engine/vocabulary'
import { OPENAI_DIALECT } from './openai-like'
import { inEach } from './rules'
import type { ServiceDefinition } from './service'

/** Sources: Groq's pages on rate limits, errors and spend limits; captured answers. */
const rules: readonly ClassifyRule[] = [
  {
    name: 'organisation restricted',
    field: { path: 'error.code', equals: ['organization_restricted'] },
    means: { outcome: 'key-suspended', blame: 'account' },
  },
  // documented as blocked_api_access, seen as spend_…; an operator has to raise the limit
  ...inEach(
    ['error.code'],
    { equals: ['blocked_api_access'] },
    { name: 'spend limit', means: { outcome: 'out-of-credit' } },
  ),
  ...inEach(
    ['error.code'],
    { contains: ['spend_'] },
    { name: 'spend limit', status: [400, 402, 403, 429], means: { outcome: 'out-of-credit' } },
  ),
  {
    name: 'model blocked for organisation or project',
    status: [403],
    field: { path: 'error.code', contains: ['model_permission_blocked'] },
    means: { outcome: 'model-forbidden' },
  },
  // carries the code rate_limit_exceeded too, but no waiting makes this one request fit
  { name: 'one request above the limit', status: [413], means: { outcome: 'too-large' } },
  {
    name: 'tokens per day',
    status: [429],
    field: { path: 'error.message', contains: ['tokens per day', '(tpd)'] },
    means: { outcome: 'quota-exhausted', window: 'day' },
  },
  {
    name: 'requests per day',
    status: [429],
    field: { path: 'error.message', contains: ['requests per day', '(rpd)'] },
    means: { outcome: 'quota-exhausted', window: 'day' },
  },
  {
    name: 'audio seconds per day',
    status: [429],
    field: { path: 'error.message', contains: ['per day', '(asd)'] },
    means: { outcome: 'quota-exhausted', window: 'day' },
  },
  {
    name: 'per minute',
    status: [429],
    field: { path: 'error.message', contains: ['per minute', '(tpm)', '(rpm)', '(itpm)', '(otpm)'] },
    means: { outcome: 'rate-limited', window: 'minute' },
  },
  {
    name: 'rate limit',
    field: { path: 'error.code', equals: ['rate_limit_exceeded'] },
    means: { outcome: 'rate-limited' },
  },
  { name: 'flex capacity', status: [498], means: { outcome: 'overloaded' } },
  {
    name: 'capacity exceeded',
    field: { path: 'error.code', equals: ['capacity_exceeded', 'flex_tier_capacity_exceeded'] },
    means: { outcome: 'overloaded' },
  },
]

export const groq: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'groq',
  label: 'Groq',
  origin: 'https://api.groq.com',
  envName: 'GROQ_API_KEY',
  keyFormat: /^gsk_[A-Za-z0-9]{52}$/,
  probe: { method: 'GET', path: '/openai/v1/models' },
  policy: {
    ...DEFAULT_POLICY,
    strategy: 'round-robin',
    limitScope: 'account-model',
    dayWindow: 'rolling',
    rateLimitRestMs: MINUTE_MS,
  },
  rules,
  owner: { text: /\bin organization `(org_\w{1,60})`/ },
  // x-ratelimit-limit-requests always means a day's, -tokens always a minute's
  limitWindows: { requests: 'day', tokens: 'minute' },
}
