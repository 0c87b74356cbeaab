import { readEach } from '@/lib/catalog/scan'
import { type Expected, tokensOf } from './answer-watch'
import { type RequestBody, visibleBytes } from './body'

/** Where a request does not say how long its answer may get. */
export const UNSAID_TOKENS_OUT = 4096

/** As OpenAI's two dialects and Anthropic name it, Cohere too. */
const LIMIT_FIELDS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'] as const
/** Gemini's, in either of its spellings. */
const CONFIG_FIELDS = ['generationConfig', 'generation_config'] as const
const FIELDS = ['model', 'background', 'deferred', ...LIMIT_FIELDS, ...CONFIG_FIELDS] as const

/** The fields of a body that tell what it may cost, each with all that is given for it, as raw JSON. */
export type CostFields = ReadonlyMap<(typeof FIELDS)[number], readonly string[]>

export function readCostFields(body: RequestBody): CostFields {
  const bytes = visibleBytes(body)
  return bytes === null ? new Map() : readEach(bytes, FIELDS)
}

/** What a request is expected to use at most. */
export function expectedUse(body: RequestBody, fields: CostFields): Expected {
  const bytes = visibleBytes(body)
  if (bytes === null) return { tokensIn: 0, tokensOut: UNSAID_TOKENS_OUT }
  const length = body.kind === 'passing' ? (body.length ?? bytes.length) : bytes.length
  return { tokensIn: tokensOf(length), tokensOut: longestAnswer(fields) ?? UNSAID_TOKENS_OUT }
}

const GEMINI_LIMIT = /"max_?[oO]utput_?[tT]okens"\s{0,8}:\s{0,8}(\d{1,9})/

function longestAnswer(fields: CostFields): number | null {
  const said = LIMIT_FIELDS.flatMap(name => fields.get(name) ?? []).filter(isCount)
  const configured = CONFIG_FIELDS.flatMap(name => fields.get(name) ?? []).flatMap(
    config => GEMINI_LIMIT.exec(config)?.[1] ?? [],
  )
  const limits = [...said, ...configured].map(Number)
  return limits.length === 0 ? null : Math.max(...limits)
}

function isCount(text: string): boolean {
  return /^\d{1,12}$/.test(text)
}
