import type { ClassifyRule } from '@/lib/engine/classify-rule'
import type { LimitWindows } from '@/lib/engine/limit-headers'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { ServiceId, Usage } from '@/lib/engine/vocabulary'
import type { Auth } from './auth'

/** The shapes of error answers that official SDKs turn into errors of their own. */
export type RefusalWording = 'openai' | 'anthropic' | 'gemini' | 'resend'

/** Everything Keywheel knows of one upstream: facts with their sources, no behaviour beyond reading bytes. */
export type ServiceDefinition = {
  id: ServiceId
  /** As its makers write it: `OpenAI`. */
  label: string
  /** Scheme and host, no trailing slash; an operator may set another. */
  origin: string
  /** Where the upstream wants its key: `authorization` with `Bearer `, or `x-api-key` with no prefix. */
  auth: Auth
  /** Headers added where the caller sent none of that name. */
  defaultHeaders?: Readonly<Record<string, string>>
  /** The environment variable of the first key; further ones add `_2` to `_10`. */
  envName: string
  /** What its keys look like; only ever a warning, because upstreams change it. */
  keyFormat: RegExp
  /** Whose words a refusal of our own is said in, for the service's SDKs to understand; absent: OpenAI's. */
  refusals?: RefusalWording
  /** Where OpenAI's dialect is spoken, for whoever speaks it; absent: below `/v1`. */
  dialectPath?: string
  /** Its streams tell the usage unasked, and `stream_options` are refused. */
  refusesStreamOptions?: true
  /** Its streams of OpenAI's dialect tell the usage only where `stream_options` ask for it. */
  asksStreamUsage?: true
  /** Its answers say what they cost: no price need be known before. */
  statesCost?: true
  /** A free request that tells whether a key is alive; `meetsRateLimit`: it counts against the limit all calls share. */
  probe: { method: 'GET'; path: string; meetsRateLimit?: true }
  policy: ServicePolicy
  rules: readonly ClassifyRule[]
  /** What its limit headers speak about, where the header itself does not say. */
  limitWindows?: LimitWindows
  /** An operator switched it off: nobody is served. */
  isOff?: boolean
  /** Where its answers say whose quota a key uses: a header, or a pattern of an error's text with the owner in group 1. */
  owner?: { header?: string; text?: RegExp }
  /** What its quota counts. */
  unit: 'request' | 'recipient'
  /** May this request be repeated with another key after an ambiguous failure? Reads and generation: yes; sending: no. */
  isSafeToRepeat(method: string, path: string): boolean
  /** It keeps an `Idempotency-Key` within one account: then an unsafe call may be repeated there. */
  honoursIdempotencyKey?: boolean
  /** Does the first byte of its answer come only when the answer is whole? A generation that is not streamed: yes. */
  isSlowToAnswer(method: string, path: string, body: Uint8Array | null): boolean
  /** The model a request names, from its path or by a bounded scan of its body. `path` is upstream's, with query. */
  readModel(path: string, body: Uint8Array | null): string | null
  /** How much of the quota a request takes, at least 1. */
  countUnits(method: string, path: string, body: Uint8Array | null): number
  /**
   * Token counts from the first and the last bytes of an answer (each up to `USAGE_SCAN_BYTES`; the same bytes when
   * the answer is shorter). `null`: none found.
   */
  readUsage(head: string, tail: string): Usage | null
}

export const USAGE_SCAN_BYTES = 4096
