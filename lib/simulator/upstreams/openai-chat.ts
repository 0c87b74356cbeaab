import { type Asked, replyChunk, replyText, replyTokens, type StreamScript } from '../upstream'

/** Chat completions as OpenAI, Groq and Gemini's compatible path answer them (openai-node `resources/chat/completions`). */

const ID = 'chatcmpl-simulated'
const CREATED_S = 1_767_225_600

export function chatAnswer(asked: Asked): Record<string, unknown> {
  return {
    id: ID,
    object: 'chat.completion',
    created: CREATED_S,
    model: asked.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: replyText(asked), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: chatUsage(asked),
    system_fingerprint: 'fp_simulated',
  }
}

/** `lastFields` are added to the last chunk: Groq reports its usage there. */
export function chatScript(asked: Asked, error: string, lastFields: Record<string, unknown> = {}): StreamScript {
  const head = `data: {"id":"${ID}","object":"chat.completion.chunk","created":${CREATED_S},"model":${JSON.stringify(asked.model)},"system_fingerprint":"fp_simulated",`
  // whoever asks for the usage gets the field in every chunk (API reference, `stream_options`)
  const unsaid = wantsUsage(asked) ? ',"usage":null' : ''
  const event = (delta: string, finish: string, more = '') =>
    `${head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${unsaid}${more}}\n\n`
  const usage = wantsUsage(asked) ? `${head}"choices":[],"usage":${JSON.stringify(chatUsage(asked))}}\n\n` : ''
  const last = Object.entries(lastFields).map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return {
    contentType: 'text/event-stream; charset=utf-8',
    opening: event('{"role":"assistant","content":"","refusal":null}', 'null'),
    chunk: number => event(`{"content":${JSON.stringify(replyChunk(asked, number))}}`, 'null'),
    closing: `${event('{}', '"stop"', last.join(''))}${usage}data: [DONE]\n\n`,
    error,
  }
}

export function chatUsage(asked: Asked): Record<string, unknown> {
  const replied = replyTokens(asked)
  return {
    prompt_tokens: asked.promptTokens,
    completion_tokens: replied,
    total_tokens: asked.promptTokens + replied,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  }
}

function wantsUsage({ body }: Asked): boolean {
  const options = 'stream_options' in body ? body.stream_options : null
  return typeof options === 'object' && options !== null && 'include_usage' in options && options.include_usage === true
}
