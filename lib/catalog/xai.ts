import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { isSafeOpenAiCall, OPENAI_DIALECT } from './openai-like'
import { plainPath } from './paths'
import type { ServiceDefinition } from './service'
import { readXaiUsage } from './usage'

/** An error is `{ code, error }`, both sentences. Sources: xAI's API reference; captured answers. */
const rules: readonly ClassifyRule[] = [
  // seen as 429 and as 403
  {
    name: 'credits or the month’s spending limit',
    status: [402, 403, 429],
    field: { path: 'error', contains: ['used all available credits', 'monthly spending limit'] },
    means: { outcome: 'out-of-credit' },
  },
  // a bad key is a 400 here
  {
    name: 'invalid key',
    status: [400, 401, 403],
    field: { path: 'error', contains: ['incorrect api key', 'invalid api key'] },
    means: { outcome: 'key-rejected' },
  },
  {
    name: 'key blocked or disabled',
    status: [400, 401, 403],
    field: { path: 'error', contains: ['api key is currently blocked', 'api key is disabled'] },
    means: { outcome: 'key-suspended' },
  },
]

export const xai: ServiceDefinition = {
  ...OPENAI_DIALECT,
  id: 'xai',
  label: 'xAI',
  origin: 'https://api.x.ai',
  statesCost: true,
  envName: 'XAI_API_KEY',
  keyFormat: /^xai-[A-Za-z0-9]{80}$/,
  probe: { method: 'GET', path: '/v1/api-key' },
  policy: { ...DEFAULT_POLICY, limitScope: 'account-model' },
  rules,
  owner: { text: /\bteam ([0-9a-f]{8}-[0-9a-f-]{27})\b/i },
  limitWindows: { requests: 'minute', tokens: 'minute' },
  // it speaks Anthropic's dialect too
  isSafeToRepeat: (method, path) =>
    isSafeOpenAiCall(method, path) || (method === 'POST' && plainPath(path).endsWith('/v1/messages')),
  readUsage: readXaiUsage,
}
