import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { isSafeOpenAiCall, OPENAI_DIALECT } from './openai-like'
import { plainPath } from './paths'
import type { ServiceDefinition } from './service'
import { readCohereUsage } from './usage'

/** An error is `{ message }` and nothing more. Sources: Cohere's pages on errors and on kinds of keys and rate limits. */
const rules: readonly ClassifyRule[] = [
  {
    name: 'calls per month of a trial key',
    status: [429],
    field: { path: 'message', contains: ['calls / month'] },
    means: { outcome: 'quota-exhausted', window: 'month' },
  },
  {
    name: 'per minute',
    status: [429],
    field: { path: 'message', contains: ['/ minute', 'tokens per minute', 'per minute request limit'] },
    means: { outcome: 'rate-limited', window: 'minute' },
  },
]

export const cohere: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'cohere',
  label: 'Cohere',
  origin: 'https://api.cohere.com',
  dialectPath: '/compatibility/v1',
  asksStreamUsage: true,
  envName: 'COHERE_API_KEY',
  keyFormat: /^[A-Za-z0-9]{40}$/,
  probe: { method: 'GET', path: '/v1/models?page_size=1' },
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model' },
  rules,
  isSafeToRepeat: (method, path) =>
    isSafeOpenAiCall(method, path) || (method === 'POST' && GENERATION.test(plainPath(path))),
  readUsage: readCohereUsage,
}

/** Its own dialect, v1 and v2; embedding jobs and data sets are not among them. */
const GENERATION = /\/v[12]\/(?:chat|generate|embed|rerank|classify|tokenize|detokenize|summarize)$/
