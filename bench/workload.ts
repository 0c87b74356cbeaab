/** What every subject carries: one small chat call and its answer, of 1 or of 10 KB each way. */

export const PATH = '/groq/openai/v1/chat/completions'
/** Answers that take their time, or come in pieces: from the upstream that is a Node server. */
export const PACED_PATH = '/openai/v1/chat/completions'
export const CLIENT_TOKEN = 'kw_bench_0123456789abcdef0123456789abcdef'

export type Size = 1 | 10

const PROMPT = 'Say in one sentence why a pool of keys survives what a single key does not. '

export const QUESTION = questionOf(1)

/** A question of about so many kilobytes. */
export function questionOf(size: Size): string {
  return JSON.stringify({
    model: 'llama-3.1-8b-instant',
    temperature: 0.2,
    messages: [
      { role: 'system', content: 'You answer briefly and in plain words.' },
      { role: 'user', content: PROMPT.repeat(size === 1 ? 11 : 132) },
    ],
  })
}

const SENTENCE = 'Where one key must wait, another may speak. '
export const ANSWER_TEXT = SENTENCE.repeat(15)
/** What a long answer says three times more; nginx takes no word above 4 KB. */
export const ANSWER_MORE = SENTENCE.repeat(69)

/** Its answer. */
export function answerOf(size: Size): string {
  const content = ANSWER_TEXT + ANSWER_MORE.repeat(size === 1 ? 0 : 3)
  return JSON.stringify({
    id: 'chatcmpl-bench-0001',
    object: 'chat.completion',
    created: 1795305600,
    model: 'llama-3.1-8b-instant',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 212, completion_tokens: 165, total_tokens: 377 },
  })
}

/** As Groq answers: limits on every response. */
export const ANSWER_HEADERS: [string, string][] = [
  ['content-type', 'application/json'],
  ['x-ratelimit-limit-requests', '1000000000'],
  ['x-ratelimit-limit-tokens', '1000000000'],
  ['x-ratelimit-remaining-requests', '999999999'],
  ['x-ratelimit-remaining-tokens', '999999999'],
  ['x-ratelimit-reset-requests', '1s'],
  ['x-ratelimit-reset-tokens', '7.66s'],
  ['x-request-id', 'req_bench_0001'],
]

/** What a paced answer is asked to be, in the query: every subject passes that on. */
export type PaceAsked = { delayMs?: number; size?: Size; chunks?: number; paceMs?: number; megabytes?: number }

export function queryOf(asked: PaceAsked): string {
  const entries = Object.entries(asked).map(([name, value]) => [name, String(value)])
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}
