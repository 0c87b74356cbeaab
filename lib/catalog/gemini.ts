import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { HOUR_MS } from '@/lib/engine/vocabulary'
import { GEMINI_RULES } from './gemini-rules'
import { countOne, isSafeOpenAiCall, isSlowCall, readBodyModel } from './openai-like'
import { plainPath } from './paths'
import type { ServiceDefinition } from './service'
import { readGeminiUsage } from './usage'

export const gemini: ServiceDefinition = {
  id: 'gemini',
  label: 'Gemini',
  origin: 'https://generativelanguage.googleapis.com',
  auth: { header: 'x-goog-api-key', prefix: '' },
  asksStreamUsage: true,
  envName: 'GEMINI_API_KEY',
  keyFormat: /^(?:AIza[\w-]{35}|AQ\.[\w.-]{20,})$/,
  refusals: 'gemini',
  probe: { method: 'GET', path: '/v1beta/models?pageSize=1' },
  policy: {
    ...DEFAULT_POLICY,
    // "requests per day quotas reset at midnight Pacific time": the Gemini API's page on rate limits
    dayZone: 'America/Los_Angeles',
    // quota belongs to the project, for each model
    limitScope: 'account-model',
    rateLimitRestMs: HOUR_MS,
  },
  rules: GEMINI_RULES,
  // beside it the same field may hold the key itself (`api_key:…`)
  owner: { text: /"consumer"\s{0,8}:\s{0,8}"(projects\/[\w-]{1,60})"/ },
  unit: 'request',
  isSafeToRepeat,
  readModel,
  isSlowToAnswer: isSlowCall,
  countUnits: countOne,
  readUsage: readGeminiUsage,
}

const GENERATION = /:(?:generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents|predict)$/

/** Batches and long-running work (video) are not: doing them twice doubles their cost. */
function isSafeToRepeat(method: string, path: string): boolean {
  const plain = plainPath(path)
  return isSafeOpenAiCall(method, plain) || (method === 'POST' && (GENERATION.test(plain) || INTERACTION.test(plain)))
}

const INTERACTION = /\/v1(?:beta|alpha)?\/interactions$/

/** `/v1beta/models/gemini-2.5-flash:generateContent`; a tuned model keeps its folder, as a name of its own. */
const MODEL_IN_PATH = /\/(models|tunedModels)\/([^/:]{1,200})/

function readModel(path: string, body: Uint8Array | null): string | null {
  const match = MODEL_IN_PATH.exec(plainPath(path))
  const name = match?.[2]
  if (name !== undefined) return match?.[1] === 'tunedModels' ? `tunedModels/${decode(name)}` : decode(name)
  const model = readBodyModel(path, body)
  return model?.startsWith('models/') ? model.slice('models/'.length) : model
}

function decode(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
