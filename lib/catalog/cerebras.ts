import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { OPENAI_DIALECT } from './openai-like'
import type { ServiceDefinition } from './service'

/**
 * An error is `{ message, type, param, code }`. The code says "quota" of a minute's limit too; only the message names the
 * window. Sources: Cerebras' pages on error codes and rate limits; captured answers.
 */
const rules: readonly ClassifyRule[] = [
  // everybody's queue, though it is a 429
  {
    name: 'high traffic',
    status: [429],
    field: { path: 'code', equals: ['queue_exceeded'] },
    means: { outcome: 'overloaded' },
  },
  {
    name: 'per hour',
    status: [429],
    field: { path: 'message', contains: ['per hour'] },
    means: { outcome: 'rate-limited' },
  },
]

export const cerebras: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'cerebras',
  label: 'Cerebras',
  origin: 'https://api.cerebras.ai',
  asksStreamUsage: true,
  envName: 'CEREBRAS_API_KEY',
  keyFormat: /^csk-[a-z0-9]{40,60}$/,
  probe: { method: 'GET', path: '/v1/models' },
  // buckets that refill all the time; headers name each window (`x-ratelimit-reset-requests-day`)
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model', dayWindow: 'rolling' },
  rules,
}
