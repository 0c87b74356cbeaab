/**
 * Token counts by bounded searches over the first and last bytes of an answer. A key stands in plain quotes there; the
 * same words inside generated text are escaped (`\"usage\"`) and so never match.
 */

export type TokenCounts = {
  tokensIn: number
  tokensOut: number
  /** Of `tokensIn`: read from the cache of prompts, and written into it, which have prices of their own. */
  cachedIn: number
  cacheWrittenIn: number
  /** What the upstream says that it charged, in US dollars; `null`: it does not say. */
  statedUsd: number | null
}

/** OpenAI's two dialects and those who speak them (Groq, Gemini's compatible paths): the last stated usage holds. */
export function readOpenAiUsage(head: string, tail: string): TokenCounts | null {
  return lastUsage(tail, '"usage"', openAiCounts) ?? (head === tail ? null : lastUsage(head, '"usage"', openAiCounts))
}

function openAiCounts(text: string): TokenCounts | null {
  const tokensIn = count(text, PROMPT_TOKENS) ?? count(text, INPUT_TOKENS)
  if (tokensIn === null) return null
  return {
    ...NOTHING_MORE,
    tokensIn,
    tokensOut: count(text, COMPLETION_TOKENS) ?? count(text, OUTPUT_TOKENS) ?? 0,
    cachedIn: count(text, CACHED_TOKENS) ?? count(text, CACHE_HIT_TOKENS) ?? 0,
  }
}

/** OpenRouter says what it charged; with a key of its customer's own, the provider's share beside it ("usage accounting"). */
export function readOpenRouterUsage(head: string, tail: string): TokenCounts | null {
  const read = (text: string) => lastUsage(text, '"usage"', openRouterCounts)
  return read(tail) ?? (head === tail ? null : read(head))
}

function openRouterCounts(text: string): TokenCounts | null {
  const counts = openAiCounts(text)
  if (counts === null) return null
  const cost = count(text, COST)
  const provider = IS_BYOK.test(text) ? (count(text, UPSTREAM_COST) ?? 0) : 0
  const cacheWrittenIn = count(text, WRITTEN_TOKENS) ?? 0
  return { ...counts, cacheWrittenIn, statedUsd: cost === null ? null : cost + provider }
}

/** Gemini: every chunk of a stream carries the totals so far; thoughts are billed as output. */
export function readGeminiUsage(head: string, tail: string): TokenCounts | null {
  return lastUsage(tail, '"usageMetadata"', geminiCounts) ?? readInteractionUsage(tail) ?? readOpenAiUsage(head, tail)
}

function geminiCounts(text: string): TokenCounts | null {
  const prompt = count(text, PROMPT_TOKEN_COUNT)
  if (prompt === null) return null
  return {
    ...NOTHING_MORE,
    cachedIn: count(text, CACHED_CONTENT_TOKEN_COUNT) ?? 0,
    tokensIn: prompt + (count(text, TOOL_PROMPT_TOKEN_COUNT) ?? 0),
    tokensOut: (count(text, CANDIDATES_TOKEN_COUNT) ?? 0) + (count(text, THOUGHTS_TOKEN_COUNT) ?? 0),
  }
}

/** Gemini's Interactions API: `usage: { total_input_tokens, total_output_tokens, total_thought_tokens }`. */
function readInteractionUsage(tail: string): TokenCounts | null {
  return lastUsage(tail, '"usage"', text => {
    const tokensIn = count(text, TOTAL_INPUT_TOKENS)
    if (tokensIn === null) return null
    const thoughts = count(text, TOTAL_THOUGHT_TOKENS) ?? 0
    return { ...NOTHING_MORE, tokensIn, tokensOut: (count(text, TOTAL_OUTPUT_TOKENS) ?? 0) + thoughts }
  })
}

/**
 * Anthropic: the input is stated at a stream's start (`message_start`) and, by newer models, again at its end;
 * the output grows to its last `message_delta`. What was read from or written to the cache is input too.
 */
export function readAnthropicUsage(head: string, tail: string): TokenCounts | null {
  const end = lastUsage(tail, '"usage"', text => (count(text, OUTPUT_TOKENS) === null ? null : text))
  const start = firstUsage(head)
  const input = (end === null ? null : anthropicInput(end)) ?? anthropicInput(start)
  if (input === null) return null
  return { ...NOTHING_MORE, ...input, tokensOut: count(end ?? start, OUTPUT_TOKENS) ?? 0 }
}

/** Cohere's own dialect counts what it bills beside what the model saw; its compatible paths speak OpenAI's. */
export function readCohereUsage(head: string, tail: string): TokenCounts | null {
  const billed = lastUsage(tail, '"billed_units"', text => {
    const tokensIn = count(text, INPUT_TOKENS)
    return tokensIn === null ? null : { ...NOTHING_MORE, tokensIn, tokensOut: count(text, OUTPUT_TOKENS) ?? 0 }
  })
  return billed ?? readOpenAiUsage(head, tail)
}

function anthropicInput(text: string): Pick<TokenCounts, 'tokensIn' | 'cachedIn' | 'cacheWrittenIn'> | null {
  const fresh = count(text, INPUT_TOKENS)
  if (fresh === null) return null
  const cachedIn = count(text, CACHE_READ_TOKENS) ?? 0
  const cacheWrittenIn = count(text, CACHE_WRITTEN_TOKENS) ?? 0
  return { tokensIn: fresh + cachedIn + cacheWrittenIn, cachedIn, cacheWrittenIn }
}

function firstUsage(head: string): string {
  const at = head.indexOf('"usage"')
  return at === -1 ? '' : head.slice(at, at + USAGE_CHARS)
}

/** A usage object is read no further than this. */
const USAGE_CHARS = 2048

/** Walks the mentions of `key` from the last to the first, until one has counts. */
function lastUsage<T>(text: string, key: string, read: (usage: string) => T | null): T | null {
  let end = text.length
  for (let at = text.lastIndexOf(key); at !== -1; at = text.lastIndexOf(key, at - 1)) {
    const found = read(text.slice(at, Math.min(end, at + USAGE_CHARS)))
    if (found !== null) return found
    if (at === 0) return null
    end = at
  }
  return null
}

function count(text: string, pattern: RegExp): number | null {
  const match = pattern.exec(text)
  return match ? Number(match[1]) : null
}

/** What most upstreams say nothing of. */
const NOTHING_MORE = { cachedIn: 0, cacheWrittenIn: 0, statedUsd: null } as const

const PROMPT_TOKENS = /"prompt_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const COMPLETION_TOKENS = /"completion_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const INPUT_TOKENS = /"input_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const OUTPUT_TOKENS = /"output_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const CACHE_WRITTEN_TOKENS = /"cache_creation_input_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const CACHE_READ_TOKENS = /"cache_read_input_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const CACHED_TOKENS = /"cached_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
/** DeepSeek's word for them. */
const CACHE_HIT_TOKENS = /"prompt_cache_hit_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const WRITTEN_TOKENS = /"cache_write_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const COST = /"cost"\s{0,8}:\s{0,8}(\d{1,9}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?)/
const UPSTREAM_COST = /"upstream_inference_cost"\s{0,8}:\s{0,8}(\d{1,9}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?)/
const IS_BYOK = /"is_byok"\s{0,8}:\s{0,8}true/
const CACHED_CONTENT_TOKEN_COUNT = /"cachedContentTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const PROMPT_TOKEN_COUNT = /"promptTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const TOOL_PROMPT_TOKEN_COUNT = /"toolUsePromptTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const CANDIDATES_TOKEN_COUNT = /"candidatesTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const THOUGHTS_TOKEN_COUNT = /"thoughtsTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const TOTAL_INPUT_TOKENS = /"total_input_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const TOTAL_OUTPUT_TOKENS = /"total_output_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const TOTAL_THOUGHT_TOKENS = /"total_thought_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
