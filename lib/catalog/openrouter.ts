import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { OPENAI_DIALECT } from './openai-like'
import type { ServiceDefinition } from './service'
import { readOpenRouterUsage } from './usage'

const SOURCE = 'error.metadata.limit_source'

/**
 * Sources: OpenRouter's pages on limits and on errors and debugging; captured answers. Its hints stand in the body
 * (`metadata.headers`, `metadata.retry_after_seconds`), seldom in headers.
 */
const rules: readonly ClassifyRule[] = [
  {
    name: 'free models per day',
    status: [429],
    field: { path: SOURCE, equals: ['openrouter_free_tier_daily'] },
    means: { outcome: 'quota-exhausted', window: 'day' },
  },
  // the provider behind the model has no room; its other words ("add your own key …") are advice
  {
    name: 'the model’s provider is busy',
    status: [429],
    field: { path: 'error.metadata.limit_source', contains: ['upstream'] },
    means: { outcome: 'rate-limited', blame: 'model' },
  },
  {
    name: 'the model’s provider is busy',
    status: [429],
    field: { path: 'error.metadata.raw', contains: ['rate-limited upstream'] },
    means: { outcome: 'rate-limited', blame: 'model' },
  },
  // a smaller max_tokens would pass: one wish too large must not take the key from everybody
  {
    name: 'more tokens wished than the credit covers',
    status: [402],
    field: { path: 'error.message', contains: ['can only afford'] },
    means: { outcome: 'too-large' },
  },
  {
    name: 'limit of the key',
    status: [402, 403],
    field: { path: SOURCE, equals: ['openrouter_key_limit'] },
    means: { outcome: 'out-of-credit', blame: 'key' },
  },
  {
    name: 'limit of the key',
    status: [402, 403],
    field: { path: 'error.message', contains: ['key limit exceeded'] },
    means: { outcome: 'out-of-credit', blame: 'key' },
  },
  // repeats what the caller wrote, which may speak of keys
  {
    name: 'flagged by moderation',
    status: [403],
    field: { path: 'error.message', contains: ['requires moderation', 'was flagged'] },
    means: { outcome: 'caller-error' },
  },
  {
    name: 'no provider fits the routing wishes',
    status: [503],
    field: { path: 'error.message', contains: ['no available model provider', 'no allowed providers'] },
    means: { outcome: 'caller-error' },
  },
]

export const openrouter: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'openrouter',
  label: 'OpenRouter',
  origin: 'https://openrouter.ai',
  dialectPath: '/api/v1',
  statesCost: true,
  envName: 'OPENROUTER_API_KEY',
  keyFormat: /^sk-or-v1-[0-9a-f]{64}$/,
  // also answers what is left of the key's limit
  probe: { method: 'GET', path: '/api/v1/key' },
  // a day's free requests are the account's; a paid model beside them goes on, so each model rests by itself
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model', dayZone: 'UTC' },
  rules,
  readUsage: readOpenRouterUsage,
}
