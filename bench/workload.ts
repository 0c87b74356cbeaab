/** One small chat call and its answer, about 1 KB each way. */

export const PATH = '/groq/openai/v1/chat/completions'
export const CLIENT_TOKEN = 'kw_bench_0123456789abcdef0123456789abcdef'

const PROMPT = 'Say in one sentence why a pool of keys survives what a single key does not. '

export const QUESTION = JSON.stringify({
  model: 'llama-3.1-8b-instant',
  temperature: 0.2,
  messages: [
    { role: 'system', content: 'You answer briefly and in plain words.' },
    { role: 'user', content: PROMPT.repeat(11) },
  ],
})

export const ANSWER = JSON.stringify({
  id: 'chatcmpl-bench-0001',
  object: 'chat.completion',
  created: 1795305600,
  model: 'llama-3.1-8b-instant',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Where one key must wait, another may speak. '.repeat(15) },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 212, completion_tokens: 165, total_tokens: 377 },
})

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
