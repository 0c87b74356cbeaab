import type { Usage } from '@/lib/engine/vocabulary'

/**
 * Token counts by bounded searches over the first and last bytes of an answer. A key stands in plain quotes there; the
 * same words inside generated text are escaped (`\"usage\"`) and so never match.
 */

/** What an answer states; its cost is told by whoever knows prices. */
function stated(
  tokensIn: number,
  tokensOut: number,
  cachedIn: number,
  cacheWrittenIn: number,
  usd: number | null,
): Usage {
  return { tokensIn, tokensOut, costUsd: 0, cachedIn, cacheWrittenIn, statedUsd: usd }
}

/** OpenAI's two dialects and those who speak them (Groq, Gemini's compatible paths): the last stated usage holds. */
export function readOpenAiUsage(head: string, tail: string): Usage | null {
  return lastUsage(tail, '"usage"', openAiCounts) ?? (head === tail ? null : lastUsage(head, '"usage"', openAiCounts))
}

function openAiCounts(text: string): Usage | null {
  const tokensIn = count(text, PROMPT_TOKENS) ?? count(text, INPUT_TOKENS)
  if (tokensIn === null) return null
  const tokensOut = count(text, COMPLETION_TOKENS) ?? count(text, OUTPUT_TOKENS) ?? 0
  const cachedIn = count(text, CACHED_TOKENS) ?? count(text, CACHE_HIT_TOKENS) ?? 0
  return stated(tokensIn, tokensOut, cachedIn, 0, null)
}

/** OpenRouter says what it charged; with a key of its customer's own, the provider's share beside it ("usage accounting"). */
export function readOpenRouterUsage(head: string, tail: string): Usage | null {
  const read = (text: string) => lastUsage(text, '"usage"', openRouterCounts)
  return read(tail) ?? (head === tail ? null : read(head))
}

function openRouterCounts(text: string): Usage | null {
  const counts = openAiCounts(text)
  if (counts === null) return null
  const cost = count(text, COST)
  const provider = IS_BYOK.test(text) ? (count(text, UPSTREAM_COST) ?? 0) : 0
  const { tokensIn, tokensOut, cachedIn = 0 } = counts
  return stated(tokensIn, tokensOut, cachedIn, count(text, WRITTEN_TOKENS) ?? 0, cost === null ? null : cost + provider)
}

/** xAI says what it charged, its tools included, in ticks of which ten milliards make a dollar ("cost tracking"). */
export function readXaiUsage(head: string, tail: string): Usage | null {
  const read = (text: string) => lastUsage(text, '"usage"', xaiCounts)
  return read(tail) ?? (head === tail ? null : read(head))
}

function xaiCounts(text: string): Usage | null {
  const counts = openAiCounts(text)
  if (counts === null) return null
  const { tokensIn, tokensOut, cachedIn = 0 } = counts
  const ticks = count(text, COST_TICKS)
  return stated(tokensIn, tokensOut, cachedIn, 0, ticks === null ? null : ticks / TICKS_PER_USD)
}

const TICKS_PER_USD = 10_000_000_000

/** Gemini: every chunk of a stream carries the totals so far; thoughts are billed as output. */
export function readGeminiUsage(head: string, tail: string): Usage | null {
  return lastUsage(tail, '"usageMetadata"', geminiCounts) ?? readInteractionUsage(tail) ?? readOpenAiUsage(head, tail)
}

function geminiCounts(text: string): Usage | null {
  const prompt = count(text, PROMPT_TOKEN_COUNT)
  if (prompt === null) return null
  const tokensIn = prompt + (count(text, TOOL_PROMPT_TOKEN_COUNT) ?? 0)
  const tokensOut = (count(text, CANDIDATES_TOKEN_COUNT) ?? 0) + (count(text, THOUGHTS_TOKEN_COUNT) ?? 0)
  return stated(tokensIn, tokensOut, count(text, CACHED_CONTENT_TOKEN_COUNT) ?? 0, 0, null)
}

/** Gemini's Interactions API: `usage: { total_input_tokens, total_output_tokens, total_thought_tokens }`. */
function readInteractionUsage(tail: string): Usage | null {
  return lastUsage(tail, '"usage"', text => {
    const tokensIn = count(text, TOTAL_INPUT_TOKENS)
    if (tokensIn === null) return null
    const thoughts = count(text, TOTAL_THOUGHT_TOKENS) ?? 0
    return stated(tokensIn, (count(text, TOTAL_OUTPUT_TOKENS) ?? 0) + thoughts, 0, 0, null)
  })
}

/**
 * Anthropic: the input is stated at a stream's start (`message_start`) and, by newer models, again at its end;
 * the output grows to its last `message_delta`. What was read from or written to the cache is input too.
 */
export function readAnthropicUsage(head: string, tail: string): Usage | null {
  const end = lastUsage(tail, '"usage"', text => (count(text, OUTPUT_TOKENS) === null ? null : text))
  const start = firstUsage(head)
  const input = end !== null && count(end, INPUT_TOKENS) !== null ? end : start
  const fresh = count(input, INPUT_TOKENS)
  if (fresh === null) return null
  const cachedIn = count(input, CACHE_READ_TOKENS) ?? 0
  const cacheWrittenIn = count(input, CACHE_WRITTEN_TOKENS) ?? 0
  const tokensOut = count(end ?? start, OUTPUT_TOKENS) ?? 0
  return stated(fresh + cachedIn + cacheWrittenIn, tokensOut, cachedIn, cacheWrittenIn, null)
}

/** Cohere's own dialect counts what it bills beside what the model saw; its compatible paths speak OpenAI's. */
export function readCohereUsage(head: string, tail: string): Usage | null {
  const billed = lastUsage(tail, '"billed_units"', text => {
    const tokensIn = count(text, INPUT_TOKENS)
    return tokensIn === null ? null : stated(tokensIn, count(text, OUTPUT_TOKENS) ?? 0, 0, 0, null)
  })
  return billed ?? readOpenAiUsage(head, tail)
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
const COST_TICKS = /"cost_in_usd_ticks"\s{0,8}:\s{0,8}(\d{1,15})/
const IS_BYOK = /"is_byok"\s{0,8}:\s{0,8}true/
const CACHED_CONTENT_TOKEN_COUNT = /"cachedContentTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const PROMPT_TOKEN_COUNT = /"promptTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const TOOL_PROMPT_TOKEN_COUNT = /"toolUsePromptTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const CANDIDATES_TOKEN_COUNT = /"candidatesTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const THOUGHTS_TOKEN_COUNT = /"thoughtsTokenCount"\s{0,8}:\s{0,8}(\d{1,12})/
const TOTAL_INPUT_TOKENS = /"total_input_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const TOTAL_OUTPUT_TOKENS = /"total_output_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
const TOTAL_THOUGHT_TOKENS = /"total_thought_tokens"\s{0,8}:\s{0,8}(\d{1,12})/
