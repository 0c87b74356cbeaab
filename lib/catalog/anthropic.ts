import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { countOne, isSlowCall, readBodyModel } from './openai-like'
import { isRead, plainPath } from './paths'
import type { ServiceDefinition } from './service'
import { readAnthropicUsage } from './usage'

/**
 * `error.type` is the same in answers and in the `event: error` of a stream. Source: Anthropic's pages on errors and
 * rate limits, and its SDK's error classes.
 */
const rules: readonly ClassifyRule[] = [
  {
    name: 'credit balance too low',
    field: { path: 'error.message', contains: ['credit balance is too low'] },
    means: { outcome: 'out-of-credit' },
  },
  {
    name: 'spend limit of the month',
    field: { path: 'error.details.error_code', equals: ['enforced_spend_limit_reached'] },
    means: { outcome: 'quota-exhausted', blame: 'account', window: 'month' },
  },
  {
    name: 'spend limit of the month',
    status: [400, 403, 429],
    field: {
      path: 'error.message',
      contains: [
        'enforced_spend_limit_reached',
        'specified api usage limits',
        'specified workspace api usage limits',
        'reached your api usage limits',
        'monthly spend limit',
      ],
    },
    means: { outcome: 'quota-exhausted', blame: 'account', window: 'month' },
  },
  {
    name: 'organisation disabled',
    status: [400, 401, 403],
    field: { path: 'error.message', contains: ['organization has been disabled'] },
    means: { outcome: 'key-suspended', blame: 'account' },
  },
  {
    name: 'overloaded',
    field: { path: 'error.type', equals: ['overloaded_error'] },
    means: { outcome: 'overloaded' },
  },
  {
    name: 'rate limit',
    field: { path: 'error.type', equals: ['rate_limit_error'] },
    means: { outcome: 'rate-limited' },
  },
  {
    name: 'no permission for the model',
    status: [403],
    field: { path: 'error.message', contains: ['model'] },
    means: { outcome: 'model-forbidden' },
  },
  {
    name: 'server error',
    field: { path: 'error.type', equals: ['api_error', 'timeout_error'] },
    means: { outcome: 'service-error' },
  },
  {
    name: 'request refused',
    field: {
      path: 'error.type',
      equals: ['invalid_request_error', 'permission_error', 'not_found_error', 'conflict_error'],
    },
    means: { outcome: 'caller-error' },
  },
]

export const anthropic: ServiceDefinition = {
  id: 'anthropic',
  label: 'Anthropic',
  origin: 'https://api.anthropic.com',
  auth: { header: 'x-api-key', prefix: '' },
  defaultHeaders: { 'anthropic-version': '2023-06-01' },
  envName: 'ANTHROPIC_API_KEY',
  keyFormat: /^sk-ant-api\d\d-[\w-]{93}AA$/,
  refusals: 'anthropic',
  probe: { method: 'GET', path: '/v1/models?limit=1' },
  // spend limits come back at 00:00 UTC on the first of the month (rate-limits page)
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model', dayZone: 'UTC' },
  rules,
  owner: { header: 'anthropic-organization-id' },
  limitWindows: { requests: 'minute', tokens: 'minute' },
  unit: 'request',
  isSafeToRepeat: (method, path) => isRead(method) || (method === 'POST' && GENERATION.test(plainPath(path))),
  readModel: readBodyModel,
  isSlowToAnswer: isSlowCall,
  countUnits: countOne,
  readUsage: readAnthropicUsage,
}

/** A batch (`/v1/messages/batches`) is not among them: doing it twice doubles its cost. */
const GENERATION = /\/v1\/(?:messages|messages\/count_tokens|complete)$/
