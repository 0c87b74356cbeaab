import { readFormField } from './form-field'
import { isRead, plainPath } from './paths'
import { readTopLevelFlag, readTopLevelString } from './scan'
import type { ServiceDefinition } from './service'
import { readOpenAiUsage } from './usage'

/** What upstreams that speak OpenAI's dialect have in common. */

/** Reads, and calls that generate: doing them twice costs tokens but changes nothing. */
export function isSafeOpenAiCall(method: string, path: string): boolean {
  return isRead(method) || (method === 'POST' && GENERATION.test(plainPath(path)))
}

const GENERATION =
  /\/(?:chat\/completions|completions|responses|responses\/input_tokens|embeddings|moderations|rerank|audio\/(?:speech|transcriptions|translations)|images\/(?:generations|edits|variations))$/

/** Everything that is posted but a stream: what its body says (`"stream": true`), or Gemini's path. */
export function isSlowCall(method: string, path: string, body: Uint8Array | null): boolean {
  if (method !== 'POST' || path.includes(':streamGenerateContent')) return false
  return body === null || !readTopLevelFlag(body, 'stream')
}

/** The body's `model`: JSON, or the form of an audio upload. */
export function readBodyModel(_path: string, body: Uint8Array | null): string | null {
  if (body === null) return null
  return readTopLevelString(body, 'model') ?? readFormField(body, 'model')
}

export function countOne(): number {
  return 1
}

/** The parts of a definition that all who speak the dialect share. */
export const OPENAI_DIALECT = {
  auth: { header: 'authorization', prefix: 'Bearer ' },
  unit: 'request',
  isSafeToRepeat: isSafeOpenAiCall,
  readModel: readBodyModel,
  isSlowToAnswer: isSlowCall,
  countUnits: countOne,
  readUsage: readOpenAiUsage,
} as const satisfies Partial<ServiceDefinition>
