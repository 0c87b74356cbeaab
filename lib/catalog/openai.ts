import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { OPENAI_DIALECT } from './openai-like'
import { inEach } from './rules'
import type { ServiceDefinition } from './service'

/**
 * A code stands at `error.code` in answers; inside a Responses stream (HTTP 200) at the event's root or in the failed
 * response, where errors also arrive: the quota error comes after `response.created`.
 */
const CODE_PATHS = ['error.code', 'code', 'response.error.code']

/** Money, not minutes: waiting does not help. All come as 429, with the type `insufficient_quota`. */
const NO_CREDIT_CODES = [
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'billing_not_active',
  'billing_hard_limit_reached',
]

/** Source: OpenAI's guide to error codes, and its Responses stream events. */
const rules: readonly ClassifyRule[] = [
  ...inEach(CODE_PATHS, { equals: NO_CREDIT_CODES }, { name: 'no credit', means: { outcome: 'out-of-credit' } }),
  {
    name: 'no credit',
    field: { path: 'error.type', equals: ['insufficient_quota', 'billing_not_active'] },
    means: { outcome: 'out-of-credit' },
  },
  {
    name: 'account deactivated',
    field: { path: 'error.code', equals: ['account_deactivated'] },
    means: { outcome: 'key-suspended', blame: 'account' },
  },
  // a 401 that the caller's OpenAI-Organization or OpenAI-Project header earns with any key
  {
    name: 'another organisation or project',
    status: [401, 403],
    field: {
      path: 'error.code',
      equals: ['mismatched_organization', 'mismatched_project', 'invalid_organization', 'invalid_project'],
    },
    means: { outcome: 'caller-error' },
  },
  // `error` is a bare string here; another key may have the scope
  {
    name: 'outside the scopes of a restricted key',
    status: [401, 403],
    text: ['missing scopes'],
    means: { outcome: 'model-forbidden' },
  },
  {
    name: 'no access to the model',
    status: [403],
    field: { path: 'error.code', equals: ['model_not_found'] },
    means: { outcome: 'model-forbidden' },
  },
  {
    name: 'one request above the limit',
    status: [429],
    field: { path: 'error.message', contains: ['request too large for'] },
    means: { outcome: 'too-large' },
  },
  {
    name: 'per day',
    status: [429],
    field: { path: 'error.message', contains: ['per day (', '(rpd)', '(tpd)'] },
    means: { outcome: 'quota-exhausted', window: 'day' },
  },
  {
    name: 'per minute',
    status: [429],
    field: { path: 'error.message', contains: ['per min (', 'per minute', '(rpm)', '(tpm)'] },
    means: { outcome: 'rate-limited', window: 'minute' },
  },
  ...inEach(
    CODE_PATHS,
    { equals: ['rate_limit_exceeded'] },
    { name: 'rate limit', means: { outcome: 'rate-limited' } },
  ),
  ...inEach(
    CODE_PATHS,
    { equals: ['server_is_overloaded', 'slow_down'] },
    { name: 'overloaded', means: { outcome: 'overloaded' } },
  ),
  ...inEach(CODE_PATHS, { equals: ['server_error'] }, { name: 'server error', means: { outcome: 'service-error' } }),
  ...inEach(
    CODE_PATHS,
    { equals: ['invalid_prompt', 'context_length_exceeded', 'content_policy_violation'] },
    { name: 'prompt refused', means: { outcome: 'caller-error' } },
  ),
]

export const openai: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'openai',
  label: 'OpenAI',
  origin: 'https://api.openai.com',
  asksStreamUsage: true,
  envName: 'OPENAI_API_KEY',
  keyFormat: /^sk-(?:(?:proj|svcacct|service)-)?[\w-]{10,}T3BlbkFJ[\w-]{10,}$/,
  probe: { method: 'GET', path: '/v1/models' },
  // limits belong to organisation and project and slide; a day's quota comes back little by little
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model', dayWindow: 'rolling' },
  rules,
  owner: { header: 'openai-organization', text: /\bin organization (org-[\w-]{1,60})/ },
  limitWindows: { requests: 'minute', tokens: 'minute' },
}
