import { type Asked, replyChunk, replyChunkCount, replyText, replyTokens, type StreamScript } from '../upstream'

/** OpenAI's Responses API (openai-node `resources/responses`). */

const RESPONSE_ID = 'resp_simulated'
const ITEM_ID = 'msg_simulated'
const CREATED_S = 1_767_225_600

export function responsesAnswer(asked: Asked): Record<string, unknown> {
  return response(asked, 'completed', replyText(asked))
}

/** The first event says 200 and `response.created`; trouble after it arrives as `error` and `response.failed`. */
export function responsesScript(asked: Asked): StreamScript {
  const count = replyChunkCount(asked)
  const whole = () => Array.from({ length: count }, (_, index) => replyChunk(asked, index + 1)).join('')
  const place = { item_id: ITEM_ID, output_index: 0, content_index: 0 }
  return {
    contentType: 'text/event-stream; charset=utf-8',
    opening:
      event('response.created', 0, { response: response(asked, 'in_progress', null) }) +
      event('response.in_progress', 1, { response: response(asked, 'in_progress', null) }) +
      event('response.output_item.added', 2, { output_index: 0, item: item('in_progress', []) }) +
      event('response.content_part.added', 3, { ...place, part: part('') }),
    chunk: number =>
      event('response.output_text.delta', 3 + number, { ...place, delta: replyChunk(asked, number), logprobs: [] }),
    get closing() {
      const text = whole()
      return (
        event('response.output_text.done', 4 + count, { ...place, text, logprobs: [] }) +
        event('response.content_part.done', 5 + count, { ...place, part: part(text) }) +
        event('response.output_item.done', 6 + count, { output_index: 0, item: item('completed', [part(text)]) }) +
        event('response.completed', 7 + count, { response: response(asked, 'completed', text) })
      )
    },
    error: failure(asked),
  }
}

function failure(asked: Asked): string {
  const error = {
    code: 'server_is_overloaded',
    message: 'Our servers are currently overloaded. Please try again later.',
  }
  return (
    event('error', 1, { ...error, param: null }) +
    event('response.failed', 2, { response: { ...response(asked, 'failed', null), error } })
  )
}

function response(asked: Asked, status: string, text: string | null): Record<string, unknown> {
  const replied = replyTokens(asked)
  return {
    id: RESPONSE_ID,
    object: 'response',
    created_at: CREATED_S,
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: asked.model,
    output: text === null ? [] : [item('completed', [part(text)])],
    parallel_tool_calls: true,
    previous_response_id: null,
    service_tier: 'default',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage:
      status !== 'completed'
        ? null
        : {
            input_tokens: asked.promptTokens,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: replied,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: asked.promptTokens + replied,
          },
  }
}

function item(status: string, content: unknown[]): Record<string, unknown> {
  return { id: ITEM_ID, type: 'message', status, role: 'assistant', content }
}

function part(text: string): Record<string, unknown> {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

function event(type: string, sequence: number, fields: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...fields })}\n\n`
}
