import { describe, expect, test } from 'vitest'
import { anthropic } from './anthropic'
import { cohere } from './cohere'
import { deepseek } from './deepseek'
import { gemini } from './gemini'
import { groq } from './groq'
import { openai } from './openai'
import { openrouter } from './openrouter'
import { resend } from './resend'
import { type ServiceDefinition, USAGE_SCAN_BYTES } from './service'
import { xai } from './xai'

/** As the gateway does it: the first and the last bytes of the answer. */
function countsOf(service: ServiceDefinition, answer: unknown) {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2)
  return service.readUsage(text.slice(0, USAGE_SCAN_BYTES), text.slice(-USAGE_SCAN_BYTES))
}

function usageOf(service: ServiceDefinition, answer: unknown): { tokensIn: number; tokensOut: number } | null {
  const counts = countsOf(service, answer)
  return counts && { tokensIn: counts.tokensIn, tokensOut: counts.tokensOut }
}

const LONG =
  'The word \\"usage\\": {\\"prompt_tokens\\": 999, \\"completion_tokens\\": 999} means nothing here. '.repeat(100)

function stream(...events: readonly unknown[]): string {
  return events.map(event => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')
}

describe('OpenAI', () => {
  const usage = {
    prompt_tokens: 19,
    completion_tokens: 10,
    total_tokens: 29,
    prompt_tokens_details: { cached_tokens: 3 },
  }
  test.each([
    ['a chat answer', { choices: [{ message: { content: 'Hi' } }], usage }],
    [
      'a long answer that talks of usage',
      `{"choices":[{"message":{"content":"${LONG}"}}],"usage":${JSON.stringify(usage)}}`,
    ],
    ['a stream with usage at its end', stream({ choices: [{}], usage: null }, { choices: [], usage }, '[DONE]')],
  ])('%s', (_name, answer) => expect(usageOf(openai, answer)).toEqual({ tokensIn: 19, tokensOut: 10 }))

  test('a Responses answer', () =>
    expect(usageOf(openai, { output: [], usage: { input_tokens: 36, output_tokens: 87 }, user: null })).toEqual({
      tokensIn: 36,
      tokensOut: 87,
    }))

  test('a Responses stream', () =>
    expect(
      usageOf(
        openai,
        stream(
          { type: 'response.created', response: { usage: null } },
          { type: 'response.output_text.delta', delta: LONG },
          { type: 'response.completed', response: { usage: { input_tokens: 5, output_tokens: 6 } } },
        ),
      ),
    ).toEqual({ tokensIn: 5, tokensOut: 6 }))

  test('embeddings have no output', () =>
    expect(usageOf(openai, { data: [], usage: { prompt_tokens: 8, total_tokens: 8 } })).toEqual({
      tokensIn: 8,
      tokensOut: 0,
    }))

  test.each([
    '',
    '{}',
    '{"usage":null}',
    '{"usage":{}}',
    '"usage"',
    '{"usage":{"prompt_tokens":"many"}}',
    'data: [DONE]',
  ])('nothing in %j', answer => expect(usageOf(openai, answer)).toBeNull())
})

describe('Groq', () => {
  test('a stream states it under x_groq', () =>
    expect(
      usageOf(
        groq,
        stream(
          { choices: [{}], x_groq: { id: 'req', usage: { queue_time: 0.1, prompt_tokens: 7, completion_tokens: 9 } } },
          '[DONE]',
        ),
      ),
    ).toEqual({ tokensIn: 7, tokensOut: 9 }))

  test('its own x_groq.usage without counts does not hide the real one', () =>
    expect(
      usageOf(groq, {
        usage: { prompt_tokens: 7, completion_tokens: 9 },
        x_groq: { usage: { dram_cached_tokens: 0 } },
      }),
    ).toEqual({ tokensIn: 7, tokensOut: 9 }))
})

describe('Gemini', () => {
  const meta = (prompt: number, candidates: number, thoughts: number) => ({
    usageMetadata: {
      promptTokenCount: prompt,
      candidatesTokenCount: candidates,
      totalTokenCount: prompt + candidates + thoughts,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
      thoughtsTokenCount: thoughts,
    },
  })
  test('thoughts are output', () => expect(usageOf(gemini, meta(4, 50, 20))).toEqual({ tokensIn: 4, tokensOut: 70 }))

  test('in a stream the last totals hold', () =>
    expect(usageOf(gemini, stream(meta(4, 5, 0), { text: LONG }, meta(4, 80, 9)))).toEqual({
      tokensIn: 4,
      tokensOut: 89,
    }))

  test('an interaction', () =>
    expect(
      usageOf(gemini, { usage: { total_input_tokens: 3, total_output_tokens: 4, total_thought_tokens: 5 } }),
    ).toEqual({
      tokensIn: 3,
      tokensOut: 9,
    }))

  test('the OpenAI-compatible path', () =>
    expect(usageOf(gemini, { usage: { prompt_tokens: 1, completion_tokens: 2 } })).toEqual({
      tokensIn: 1,
      tokensOut: 2,
    }))
})

describe('Anthropic', () => {
  const start = {
    type: 'message_start',
    message: {
      content: [],
      usage: {
        input_tokens: 25,
        cache_creation_input_tokens: 100,
        cache_read_input_tokens: 1000,
        cache_creation: { ephemeral_5m_input_tokens: 100 },
        output_tokens: 1,
      },
    },
  }
  const delta = { type: 'content_block_delta', delta: { type: 'text_delta', text: LONG } }

  test('a plain answer, what the cache took included', () =>
    expect(usageOf(anthropic, start.message)).toEqual({ tokensIn: 1125, tokensOut: 1 }))

  test('a stream: input from its start, output from its last delta', () =>
    expect(usageOf(anthropic, stream(start, delta, { type: 'message_delta', usage: { output_tokens: 15 } }))).toEqual({
      tokensIn: 1125,
      tokensOut: 15,
    }))

  test('a stream whose end states the input again', () =>
    expect(
      usageOf(
        anthropic,
        stream(start, delta, { type: 'message_delta', usage: { input_tokens: 30, output_tokens: 15 } }),
      ),
    ).toEqual({ tokensIn: 30, tokensOut: 15 }))

  test('a stream that was cut has its start', () =>
    expect(usageOf(anthropic, stream(start, delta))).toEqual({ tokensIn: 1125, tokensOut: 1 }))

  test('nothing in an error', () => expect(usageOf(anthropic, '{"type":"error"}')).toBeNull())
})

describe('Cohere', () => {
  const billed = { input_tokens: 5, output_tokens: 418 }
  test.each([
    ['version 2', { message: {}, usage: { billed_units: billed, tokens: { input_tokens: 71, output_tokens: 418 } } }],
    ['version 1', { text: 'Hi', meta: { billed_units: billed, tokens: { input_tokens: 71, output_tokens: 418 } } }],
    ['a stream', stream({ type: 'message-end', delta: { usage: { billed_units: billed } } })],
    ['compatible', { choices: [], usage: { prompt_tokens: 5, completion_tokens: 418 } }],
  ])('%s', (_, answer) => expect(usageOf(cohere, answer)).toEqual({ tokensIn: 5, tokensOut: 418 }))
})

test('mail has no tokens', () => expect(usageOf(resend, { id: 'x' })).toBeNull())

describe('what the cache of prompts had is part of the input', () => {
  test.each([
    [openai, { usage: { prompt_tokens: 19, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 3 } } }, 3, 0],
    [openai, { usage: { input_tokens: 36, input_tokens_details: { cached_tokens: 7 }, output_tokens: 8 } }, 7, 0],
    [deepseek, { usage: { prompt_tokens: 9, completion_tokens: 1, prompt_cache_hit_tokens: 4 } }, 4, 0],
    [gemini, { usageMetadata: { promptTokenCount: 9, cachedContentTokenCount: 5, candidatesTokenCount: 1 } }, 5, 0],
    [
      anthropic,
      {
        usage: { input_tokens: 25, cache_creation_input_tokens: 100, cache_read_input_tokens: 1000, output_tokens: 1 },
      },
      1000,
      100,
    ],
  ] as const)('%#', (service, answer, cachedIn, cacheWrittenIn) =>
    expect(countsOf(service, answer)).toMatchObject({ cachedIn, cacheWrittenIn, statedUsd: null }),
  )
})

describe('OpenRouter says what it charged', () => {
  const usage = {
    ...{ prompt_tokens: 194, completion_tokens: 2, total_tokens: 196, is_byok: false },
    ...{ cost: 0.00095, cost_details: { upstream_inference_cost: 19 } },
    prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 100 },
  }
  test('in an answer and at the end of a stream', () => {
    const said = { tokensIn: 194, tokensOut: 2, costUsd: 0, cachedIn: 10, cacheWrittenIn: 100, statedUsd: 0.00095 }
    expect(countsOf(openrouter, { choices: [], usage })).toEqual(said)
    expect(countsOf(openrouter, stream({ choices: [{}] }, { choices: [], usage }, '[DONE]'))).toEqual(said)
  })
  test('with the provider’s share where the key at the provider is one’s own, however small it is written', () => {
    const own = { ...usage, is_byok: true, cost: 1.5e-7, cost_details: { upstream_inference_cost: 0.25 } }
    expect(countsOf(openrouter, { usage: own })?.statedUsd).toBeCloseTo(0.25000015, 12)
  })
  test('nothing where it does not', () => {
    expect(countsOf(openrouter, { usage: { prompt_tokens: 1, completion_tokens: 2 } })?.statedUsd).toBeNull()
  })
})

test('xAI says what it charged, in ticks', () => {
  const usage = { prompt_tokens: 32, completion_tokens: 9, total_tokens: 135, cost_in_usd_ticks: 37756000 }
  expect(countsOf(xai, { choices: [], usage })).toMatchObject({ tokensIn: 32, tokensOut: 9, statedUsd: 0.0037756 })
  const { cost_in_usd_ticks: _, ...unsaid } = usage
  expect(countsOf(xai, { choices: [], usage: unsaid })?.statedUsd).toBeNull()
})
