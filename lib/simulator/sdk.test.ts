import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { Resend } from 'resend'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readChunkNumbers } from './chunk-text'
import { startSimulator } from './simulator'
import type { Simulator } from './vocabulary'

const SECRETS = {
  openai: 'sk-proj-simulated-0001',
  groq: 'gsk_simulated0000000001',
  gemini: 'AIzaSySimulated000000001',
  anthropic: 'sk-ant-api03-simulated01',
  resend: 're_simulated_00000001',
} as const
const TEN = { role: 'user' as const, content: 'say something [[chunks=10 pace=1]]' }
const ONE_TO_TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

let simulator: Simulator

beforeAll(async () => {
  const keys = [
    { service: 'openai', secret: SECRETS.openai },
    { service: 'groq', secret: SECRETS.groq },
    { service: 'gemini', secret: SECRETS.gemini },
    { service: 'anthropic', secret: SECRETS.anthropic },
    { service: 'resend', secret: SECRETS.resend },
  ] as const
  simulator = await startSimulator({ keys })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const openai = () => new OpenAI({ apiKey: SECRETS.openai, baseURL: `${simulator.origin('openai')}/v1`, maxRetries: 0 })
const groq = () => new Groq({ apiKey: SECRETS.groq, baseURL: simulator.origin('groq'), maxRetries: 0 })
const gemini = () => new GoogleGenAI({ apiKey: SECRETS.gemini, httpOptions: { baseUrl: simulator.origin('gemini') } })
const anthropic = () =>
  new Anthropic({ apiKey: SECRETS.anthropic, baseURL: simulator.origin('anthropic'), maxRetries: 0 })
const resend = () => new Resend(SECRETS.resend, { baseUrl: simulator.origin('resend') })

describe('the official openai SDK', () => {
  test('reads a chat completion with usage', async () => {
    const answer = await openai().chat.completions.create({ model: 'gpt-4o-mini', messages: [TEN] })
    expect(answer.choices[0]?.message.content?.length).toBe(640)
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0))
    expect(simulator.counts()).toMatchObject([{ service: 'openai', secret: SECRETS.openai, status: 200, count: 1 }])
  })

  test('reads a streamed chat completion, every chunk once and in order, usage last', async () => {
    const stream = await openai().chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [TEN],
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    let usage = 0
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      usage = chunk.usage?.completion_tokens ?? usage
    }
    expect(readChunkNumbers(text)).toEqual(ONE_TO_TEN)
    expect(usage).toBe(60)
    expect(simulator.seen()).toMatchObject([{ isStream: true, chunkCount: 10, isAborted: false, status: 200 }])
  })

  test('reads the Responses API, plain and streamed', async () => {
    const answer = await openai().responses.create({ model: 'gpt-5.2', input: 'hello [[bytes=50]]' })
    expect(answer.output_text).toHaveLength(50)
    const final = await openai().responses.stream({ model: 'gpt-5.2', input: TEN.content }).finalResponse()
    expect(readChunkNumbers(final.output_text)).toEqual(ONE_TO_TEN)
    expect(final.usage?.output_tokens).toBe(60)
  })

  test('reads embeddings (base64 by default) and models', async () => {
    const embeddings = await openai().embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] })
    expect(embeddings.data.map(({ embedding }) => embedding[0])).toEqual([0, 1])
    expect((await openai().models.list()).data[0]?.object).toBe('model')
    expect((await openai().models.retrieve('gpt-5.2')).id).toBe('gpt-5.2')
  })

  test('sees a response.failed and an error inside a 200 stream', async () => {
    simulator.fault({ service: 'openai', kind: 'stream-error', afterChunks: 2, times: 2 })
    const responses = await openai().responses.create({ model: 'gpt-5.2', input: 'x', stream: true })
    const types: string[] = []
    for await (const event of responses) types.push(event.type)
    expect(types.slice(-2)).toEqual(['error', 'response.failed'])
    const chat = await openai().chat.completions.create({ model: 'gpt-5.2', messages: [TEN], stream: true })
    await expect(collect(chat, chunk => chunk.choices[0]?.delta.content)).rejects.toThrow(/server had an error/)
  })
})

describe('the official groq-sdk', () => {
  test('reads a chat completion, plain and streamed', async () => {
    const asked = { model: 'llama-3.3-70b-versatile', messages: [TEN] }
    const { data, response } = await groq().chat.completions.create(asked).withResponse()
    expect(data.choices[0]?.message.content?.length).toBe(640)
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('14400')
    const stream = await groq().chat.completions.create({ ...asked, stream: true })
    let used = 0
    const text = await collect(stream, chunk => {
      used = chunk.x_groq?.usage?.completion_tokens ?? used
      return chunk.choices[0]?.delta.content
    })
    expect(readChunkNumbers(text)).toEqual(ONE_TO_TEN)
    expect(used).toBe(60)
  })

  test('reads models, and throws on an error event in a stream', async () => {
    expect((await groq().models.list()).data.map(model => model.id)).toContain('llama-3.3-70b-versatile')
    simulator.fault({ service: 'groq', kind: 'stream-error', times: 1 })
    const stream = await groq().chat.completions.create({ model: 'm', messages: [TEN], stream: true })
    await expect(collect(stream, chunk => chunk.choices[0]?.delta.content)).rejects.toThrow(/over capacity/)
  })
})

describe('the official @google/genai', () => {
  test('generates, plain and streamed, and counts tokens', async () => {
    const asked = { model: 'gemini-2.5-flash', contents: TEN.content }
    const answer = await gemini().models.generateContent(asked)
    expect(answer.text).toHaveLength(640)
    expect(answer.usageMetadata?.candidatesTokenCount).toBe(160)
    const text = await collect(await gemini().models.generateContentStream(asked), chunk => chunk.text)
    expect(readChunkNumbers(text)).toEqual(ONE_TO_TEN)
    expect((await gemini().models.countTokens(asked)).totalTokens).toBeGreaterThan(5)
    expect(simulator.seen({ service: 'gemini' }).every(seen => seen.model === 'gemini-2.5-flash')).toBe(true)
  })

  test('embeds and lists models', async () => {
    const embedded = await gemini().models.embedContent({ model: 'gemini-embedding-001', contents: ['a', 'b'] })
    expect(embedded.embeddings?.map(({ values }) => values?.[0])).toEqual([0, 1])
    const names: (string | undefined)[] = []
    for await (const model of await gemini().models.list()) names.push(model.name)
    expect(names).toContain('models/gemini-2.5-flash')
  })

  test('throws on an error inside a stream', async () => {
    simulator.fault({ service: 'gemini', kind: 'stream-error', times: 1 })
    const stream = await gemini().models.generateContentStream({ model: 'gemini-2.5-flash', contents: TEN.content })
    await expect(collect(stream, chunk => chunk.text)).rejects.toThrow(/overloaded/)
  })

  test('is matched by the openai SDK on the compatible path, whose errors come in a list', async () => {
    const baseURL = `${simulator.origin('gemini')}/v1beta/openai`
    const client = new OpenAI({ apiKey: SECRETS.gemini, baseURL, maxRetries: 0 })
    const asked = { model: 'gemini-2.5-flash', messages: [TEN] }
    const stream = await client.chat.completions.create({ ...asked, stream: true })
    expect(readChunkNumbers(await collect(stream, chunk => chunk.choices[0]?.delta.content))).toEqual(ONE_TO_TEN)
    simulator.fault({ service: 'gemini', kind: 'bad-key', times: 1 })
    await expect(client.chat.completions.create(asked)).rejects.toMatchObject({ status: 400 })
  })
})

describe('the official @anthropic-ai/sdk', () => {
  const asked = { model: 'claude-sonnet-4-6', max_tokens: 100, messages: [TEN] }

  test('reads a message, plain and streamed', async () => {
    const { data, response } = await anthropic().messages.create(asked).withResponse()
    expect(data.content[0]?.type === 'text' && data.content[0].text.length).toBe(640)
    expect(response.headers.get('anthropic-ratelimit-requests-remaining')).toBe('3999')
    const final = await anthropic().messages.stream(asked).finalMessage()
    expect(final.content[0]?.type === 'text' && readChunkNumbers(final.content[0].text)).toEqual(ONE_TO_TEN)
    expect(final.usage.output_tokens).toBe(60)
    expect(final.stop_reason).toBe('end_turn')
  })

  test('counts tokens, lists models, and throws on an error event in a stream', async () => {
    expect((await anthropic().messages.countTokens(asked)).input_tokens).toBeGreaterThan(5)
    expect((await anthropic().models.list()).data[0]?.type).toBe('model')
    simulator.fault({ service: 'anthropic', kind: 'stream-error', times: 1 })
    await expect(anthropic().messages.stream(asked).finalMessage()).rejects.toThrow(/Overloaded/)
  })
})

describe('the official resend SDK', () => {
  const mail = { from: 'a@mail.example', to: ['b@mail.example', 'c@mail.example'], subject: 'hello', text: 'hi' }

  test('sends, finds the mail again, sends a batch, and lists domains', async () => {
    const sent = await resend().emails.send({ ...mail, cc: 'd@mail.example' })
    expect(sent.error).toBeNull()
    expect(sent.headers?.['x-resend-daily-quota']).toBe('3')
    const found = await resend().emails.get(sent.data?.id ?? '')
    expect(found.data).toMatchObject({ to: mail.to, cc: ['d@mail.example'], subject: 'hello' })
    const batch = await resend().batch.send([mail, mail])
    expect(batch.data?.data).toHaveLength(2)
    expect((await resend().domains.list()).data?.data[0]?.status).toBe('verified')
    expect(simulator.mails().map(({ recipients }) => recipients.length)).toEqual([3, 2, 2])
  })

  test('a sending repeated under its Idempotency-Key is the same mail; another body under it is refused', async () => {
    const first = await resend().emails.send(mail, { idempotencyKey: 'once' })
    const again = await resend().emails.send(mail, { idempotencyKey: 'once' })
    expect(again.data).toEqual(first.data)
    const other = await resend().emails.send({ ...mail, subject: 'other' }, { idempotencyKey: 'once' })
    expect(other.error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' })
    expect(simulator.mails()).toHaveLength(1)
  })
})

async function collect<Chunk>(
  chunks: AsyncIterable<Chunk>,
  read: (chunk: Chunk) => string | null | undefined,
): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += read(chunk) ?? ''
  return text
}
