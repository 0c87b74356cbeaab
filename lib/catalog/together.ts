import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { OPENAI_DIALECT } from './openai-like'
import type { ServiceDefinition } from './service'

/**
 * Its statuses mean what they say, with one trap that the general rows step over: 403 is a request longer than the
 * model's context, not a word on the key; 402 is the month's spending limit. A 429 has no Retry-After, but
 * `x-ratelimit-reset` in seconds. Sources: Together's pages on error codes and rate limits; captured answers.
 */
export const together: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'together',
  label: 'Together',
  origin: 'https://api.together.xyz',
  asksStreamUsage: true,
  envName: 'TOGETHER_API_KEY',
  keyFormat: /^(?:tgp_v1_[\w-]{40,50}|[0-9a-f]{64})$/,
  probe: { method: 'GET', path: '/v1/models' },
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model' },
  rules: [],
  limitWindows: { requests: 'second', tokens: 'second' },
}
