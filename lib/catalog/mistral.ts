import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { OPENAI_DIALECT } from './openai-like'
import { plainPath } from './paths'
import type { ServiceDefinition } from './service'

/**
 * Sources: Mistral's error glossary and its page on tiers; captured answers. Limits are the workspace's (requests per
 * second, tokens per minute and month), for each model; the plain 429 is `rate_limited`, code 1300.
 */
const rules: readonly ClassifyRule[] = [
  // the tier's room for this model, whatever the type says (also `invalid_request_error`); another workspace may have some
  {
    name: 'capacity of the tier for this model',
    status: [429],
    field: { path: 'message', contains: ['capacity exceeded'] },
    means: { outcome: 'rate-limited', blame: 'model' },
  },
]

export const mistral: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'mistral',
  label: 'Mistral',
  origin: 'https://api.mistral.ai',
  // 422 for fields it does not know
  refusesStreamOptions: true,
  envName: 'MISTRAL_API_KEY',
  keyFormat: /^[A-Za-z0-9]{32}$/,
  probe: { method: 'GET', path: '/v1/models' },
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model' },
  rules,
  isSafeToRepeat: (method, path) => OPENAI_DIALECT.isSafeToRepeat(method, path) || isGeneration(method, path),
}

/** Besides OpenAI's: completion in the middle, reading of documents, and agents. */
const GENERATION =
  /\/v1\/(?:fim\/completions|agents\/completions|ocr|classifications|chat\/(?:moderations|classifications))$/

function isGeneration(method: string, path: string): boolean {
  return method === 'POST' && GENERATION.test(plainPath(path))
}
