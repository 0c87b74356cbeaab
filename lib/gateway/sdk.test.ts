import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { Resend } from 'resend'
import { describe, expect, test, vi } from 'vitest'
import { readChunkNumbers } from '@/lib/simulator/chunk-text'
import { type FaultKind, SAMPLED_SERVICES, type SampledService } from '@/lib/simulator/vocabulary'
import { openSdkWorld, secretOf, TOKEN } from './sdk-world.fixture'

/** The official SDKs as clients of the gateway, each told only a base URL and a key: ours, a client token. */

const MODEL = 'a-model'
const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const PROMPT = 'count [[chunks=10 pace=1 bytes=40]]'
const ASKED = [{ role: 'user' as const, content: PROMPT }]
const MAIL = { from: 'a@mail.example', to: ['b@mail.example', 'c@mail.example'], subject: 'hello', text: 'hello' }

const { simulator, attempts, at, outcomes } = openSdkWorld(SAMPLED_SERVICES)
const base = (service: SampledService) => at(service)
const told = { apiKey: TOKEN, maxRetries: 0 }

const openai = () => new OpenAI({ ...told, baseURL: `${base('openai')}/v1` })
const groq = () => new Groq({ ...told, baseURL: base('groq') })
const anthropic = () => new Anthropic({ ...told, baseURL: base('anthropic') })
const gemini = () => new GoogleGenAI({ apiKey: TOKEN, httpOptions: { baseUrl: base('gemini') } })
const resend = () => new Resend(TOKEN, { baseUrl: base('resend') })

/** One plain call of each SDK; resolves with its text (Resend: the mail's id), rejects with the SDK's own error. */
const PLAIN: Record<SampledService, () => Promise<string>> = {
  openai: async () =>
    (await openai().chat.completions.create({ model: MODEL, messages: ASKED })).choices[0]?.message.content ?? '',
  groq: async () =>
    (await groq().chat.completions.create({ model: MODEL, messages: ASKED })).choices[0]?.message.content ?? '',
  anthropic: async () => {
    const { content } = await anthropic().messages.create({ model: MODEL, max_tokens: 100, messages: ASKED })
    return content.map(block => (block.type === 'text' ? block.text : '')).join('')
  },
  gemini: async () => (await gemini().models.generateContent({ model: MODEL, contents: PROMPT })).text ?? '',
  resend: async () => {
    const { data, error } = await resend().emails.send(MAIL)
    if (error) throw Object.assign(new Error(error.message), error)
    return data.id
  },
}

type StreamedService = Exclude<SampledService, 'resend'>
const STREAMED: readonly StreamedService[] = ['openai', 'groq', 'anthropic', 'gemini']

/** One streamed call of each SDK; yields the text as it comes. */
const STREAM: Record<StreamedService, () => AsyncGenerator<string>> = {
  openai: async function* () {
    const asked = { model: MODEL, messages: ASKED, stream: true, stream_options: { include_usage: true } } as const
    const stream = await openai().chat.completions.create(asked)
    for await (const chunk of stream) yield chunk.choices[0]?.delta.content ?? ''
  },
  groq: async function* () {
    const stream = await groq().chat.completions.create({ model: MODEL, messages: ASKED, stream: true })
    for await (const chunk of stream) yield chunk.choices[0]?.delta.content ?? ''
  },
  anthropic: async function* () {
    const stream = await anthropic().messages.create({ model: MODEL, max_tokens: 100, messages: ASKED, stream: true })
    for await (const event of stream)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text
  },
  gemini: async function* () {
    const stream = await gemini().models.generateContentStream({ model: MODEL, contents: PROMPT })
    for await (const chunk of stream) yield chunk.text ?? ''
  },
}

async function read(text: AsyncGenerator<string>): Promise<number[]> {
  let whole = ''
  for await (const piece of text) whole += piece
  return readChunkNumbers(whole)
}

const FAILOVERS: [FaultKind, string][] = [
  ['minute-limit', 'rate-limited'],
  ['day-limit', 'quota-exhausted'],
  ['bad-key', 'key-rejected'],
  ['suspended', 'key-suspended'],
  ['overloaded', 'overloaded'],
  ['out-of-credit', 'out-of-credit'],
]

/** A month's quota of mail comes back by itself, money does not; Anthropic's limits do not say whose window is empty. */
function outcomeAt(service: SampledService, outcome: string): string {
  if (service === 'resend' && outcome === 'out-of-credit') return 'quota-exhausted'
  return service === 'anthropic' && outcome === 'quota-exhausted' ? 'rate-limited' : outcome
}

describe.each(SAMPLED_SERVICES)('the official SDK of %s, told only a base URL and a client token', service => {
  test('gets its answer, and the upstream sees our key and nothing of the token', async () => {
    const text = await PLAIN[service]()
    expect(text).toHaveLength(service === 'resend' ? 36 : 40)
    const [seen] = simulator().seen()
    expect(seen).toMatchObject({ secret: secretOf(service, 1), status: 200 })
    expect(JSON.stringify(seen)).not.toContain(TOKEN)
    await outcomes(service, ['1:success'])
    const [attempt] = attempts()
    expect(attempt).toMatchObject(service === 'resend' ? { units: 2 } : { tokensOut: 10, model: MODEL })
  })

  test.each(FAILOVERS)('notices nothing when the first key meets %s', async (kind, outcome) => {
    simulator().fault({ service, kind, secret: secretOf(service, 1) })
    expect(await PLAIN[service]()).not.toBe('')
    await outcomes(service, [`1:${outcomeAt(service, outcome)}`, '2:success'])
    expect(await PLAIN[service]()).not.toBe('')
    // overload is nobody's fault for long, but the key rests all the same
    expect(simulator().seen({ secret: secretOf(service, 1) })).toHaveLength(1)
  })

  test('sees its own rate-limit error, and when to come back, when every key is limited', async () => {
    simulator().fault({ service, kind: 'minute-limit', retryAfterMs: 42_000 })
    const error = await PLAIN[service]().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject(service === 'resend' ? { statusCode: 429 } : { status: 429 })
    expect(String(error)).toMatch(/All 3 keys of \w+ are resting/)
    expect(String(error)).not.toContain('canary')
    const waitS = Number(retryAfterOf(error))
    if (service !== 'gemini' && service !== 'resend') expect(waitS).toSatisfy(seconds => seconds > 39 && seconds <= 42)
    expect(simulator().total()).toBe(3)
  })

  test('sees what the upstream itself says of a mistake, once', async () => {
    simulator().fault({ service, kind: 'bad-request' })
    const error = await PLAIN[service]().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject(service === 'resend' ? { statusCode: 422 } : { status: 400 })
    await outcomes(service, ['1:caller-error'])
  })
})

describe.each(STREAMED)('a stream of the official SDK of %s', service => {
  test('comes whole, in order', async () => {
    expect(await read(STREAM[service]())).toEqual(TEN)
    await outcomes(service, ['1:success'])
    expect(attempts()[0]?.tokensOut).toBeGreaterThan(0)
  })

  test.each(FAILOVERS)('comes whole from the second key when the first meets %s', async (kind, outcome) => {
    simulator().fault({ service, kind, secret: secretOf(service, 1) })
    expect(await read(STREAM[service]())).toEqual(TEN)
    await outcomes(service, [`1:${outcomeAt(service, outcome)}`, '2:success'])
  })

  test('is broken for its reader, never ended cleanly, when the upstream breaks it', async () => {
    simulator().fault({ service, kind: 'reset-mid-stream', afterChunks: 3 })
    await expect(read(STREAM[service]())).rejects.toBeInstanceOf(Error)
    await outcomes(service, ['1:broken-stream'])
  })
})

test('OpenAI’s SDK throws its RateLimitError, which says how long to wait', async () => {
  simulator().fault({ service: 'openai', kind: 'minute-limit', retryAfterMs: 30_000 })
  const error = await PLAIN.openai().catch((thrown: unknown) => thrown)
  if (!(error instanceof OpenAI.RateLimitError)) throw error
  expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(25)
  expect(error.headers.get('x-keywheel-attempts')).toMatch(
    /^openai\.\.\.1:rate-limited,openai\.\.\.2:.*,openai\.\.\.3:/,
  )
})

test.each([
  ['openai', OpenAI.AuthenticationError],
  ['groq', Groq.AuthenticationError],
  ['anthropic', Anthropic.AuthenticationError],
] as const)('the SDK of %s throws its AuthenticationError for a wrong client token', async (service, expected) => {
  const known = TOKEN
  const asked = { model: MODEL, max_tokens: 100, messages: ASKED }
  const wrong = { apiKey: `${known}-not`, maxRetries: 0 }
  const call = {
    openai: () => new OpenAI({ ...wrong, baseURL: `${base('openai')}/v1` }).chat.completions.create(asked),
    groq: () => new Groq({ ...wrong, baseURL: base('groq') }).chat.completions.create(asked),
    anthropic: () => new Anthropic({ ...wrong, baseURL: base('anthropic') }).messages.create(asked),
  }[service]
  await expect(call()).rejects.toBeInstanceOf(expected)
  expect(simulator().total()).toBe(0)
})

test('mail is counted in recipients and sent once', async () => {
  await PLAIN.resend()
  expect(simulator().mails()).toHaveLength(1)
  await vi.waitFor(() => expect(attempts()).toMatchObject([{ units: 2 }]))
})

function retryAfterOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('headers' in error)) return null
  return error.headers instanceof Headers ? error.headers.get('retry-after') : null
}
