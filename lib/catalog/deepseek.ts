import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { SECOND_MS } from '@/lib/engine/vocabulary'
import { OPENAI_DIALECT } from './openai-like'
import type { ServiceDefinition } from './service'

/** A limit of requests at a time is over when one of them ends. */
const CONCURRENCY_REST_MS = 10 * SECOND_MS

/**
 * Its statuses mean what they say (DeepSeek's page on error codes: 401, 402 without balance, 422, 429, 503), whatever
 * `error.code` says: it is `invalid_request_error` in all of them. There is no quota of a day; a limit is the account's
 * number of requests at a time, which ends as soon as others do.
 */
export const deepseek: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'deepseek',
  label: 'DeepSeek',
  origin: 'https://api.deepseek.com',
  asksStreamUsage: true,
  envName: 'DEEPSEEK_API_KEY',
  keyFormat: /^sk-[0-9a-f]{32}$/,
  // free, and answers the money that is left
  probe: { method: 'GET', path: '/user/balance' },
  policy: { ...DEFAULT_POLICY, limitScope: 'account', rateLimitRestMs: CONCURRENCY_REST_MS },
  rules: [],
}
