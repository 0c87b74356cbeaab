import type { ClassifyRule } from '@/lib/engine/classify-rule'
import type { LimitWindows } from '@/lib/engine/limit-headers'
import { DEFAULT_POLICY, type ServicePolicy } from '@/lib/engine/policy'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { isSafeOpenAiCall, OPENAI_DIALECT } from './openai-like'
import type { ServiceDefinition } from './service'

/** An upstream as an operator describes it. Plain JSON; checked where it comes in. */
export type GenericDescription = {
  id: ServiceId
  label: string
  origin: string
  /** Without it: `authorization` with `Bearer `. */
  auth?: { header: string; prefix: string }
  defaultHeaders?: Readonly<Record<string, string>>
  /** A free request that tells whether a key is alive; without it: `/v1/models`. */
  probePath?: string
  policy?: Partial<ServicePolicy>
  rules?: readonly ClassifyRule[]
  limitWindows?: LimitWindows
  /** Paths (their ends) of POST calls that may be repeated, besides the generation calls of OpenAI's dialect. */
  safePosts?: readonly string[]
}

/** The variable of its first key: `my-llm` → `MY_LLM_API_KEY`. */
export function genericEnvName(id: ServiceId): string {
  return `${id.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`
}

/** A service from an operator's description: OpenAI's dialect for model and tokens, the general rules for the rest. */
export function describeGeneric(description: GenericDescription): ServiceDefinition {
  const { id, label, origin, safePosts = [] } = description
  return {
    ...OPENAI_DIALECT,
    id,
    label,
    origin: origin.replace(/\/+$/, ''),
    ...(description.auth
      ? { auth: { header: description.auth.header.toLowerCase(), prefix: description.auth.prefix } }
      : {}),
    ...(description.defaultHeaders ? { defaultHeaders: description.defaultHeaders } : {}),
    ...dialectPathOf(description.probePath),
    envName: genericEnvName(id),
    keyFormat: /^\S+$/,
    probe: { method: 'GET', path: description.probePath ?? '/v1/models' },
    policy: { ...DEFAULT_POLICY, ...description.policy },
    rules: description.rules ?? [],
    ...(description.limitWindows ? { limitWindows: description.limitWindows } : {}),
    isSafeToRepeat: (method, path) =>
      isSafeOpenAiCall(method, path) || (method === 'POST' && safePosts.some(end => path.split('?')[0]?.endsWith(end))),
  }
}

/** Whose models are listed at `/api/v1/models` chats below `/api/v1`. */
function dialectPathOf(probePath = ''): Pick<ServiceDefinition, 'dialectPath'> {
  const [, dialectPath] = /^(\/[^?]*)\/models(?:\?|$)/.exec(probePath) ?? []
  return dialectPath === undefined ? {} : { dialectPath }
}
