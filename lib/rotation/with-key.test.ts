import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { Resend } from 'resend'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readChunkNumbers } from '@/lib/simulator/chunk-text'
import { startSimulator } from '@/lib/simulator/simulator'
import type { FaultKind, SampledService, Simulator } from '@/lib/simulator/vocabulary'
import { ExhaustedError } from './exhausted-error'
import { closedOrigin, type PooledService, poolServices } from './in-process.fixture'
import { type KeyUse, type WithKeyOptions, withKey } from './with-key'

const MODEL = 'a-model'
const ASKED = [{ role: 'user' as const, content: 'count [[chunks=10 pace=20 bytes=40]]' }]

const openaiOf = ({ apiKey, origin }: KeyUse) => new OpenAI({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0 })
const groqOf = ({ apiKey, origin }: KeyUse) => new Groq({ apiKey, baseURL: origin, maxRetries: 0 })
const anthropicOf = ({ apiKey, origin }: KeyUse) => new Anthropic({ apiKey, baseURL: origin, maxRetries: 0 })
const geminiOf = ({ apiKey, origin }: KeyUse) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: origin } })
const resendOf = ({ apiKey, origin }: KeyUse) => new Resend(apiKey, { baseUrl: origin })

const CALLS: Record<SampledService, (use: KeyUse) => Promise<unknown>> = {
  openai: use => openaiOf(use).chat.completions.create({ model: MODEL, messages: ASKED }, { signal: use.signal }),
  groq: use => groqOf(use).chat.completions.create({ model: MODEL, messages: ASKED }, { signal: use.signal }),
  anthropic: use =>
    anthropicOf(use).messages.create({ model: MODEL, max_tokens: 100, messages: ASKED }, { signal: use.signal }),
  gemini: use =>
    geminiOf(use).models.generateContent({
      model: MODEL,
      contents: 'count [[bytes=40]]',
      config: { abortSignal: use.signal },
    }),
  resend: use =>
    resendOf(use).emails.send(
      { from: 'a@mail.example', to: ['b@mail.example', 'c@mail.example'], subject: 'hello', text: 'hello' },
      { idempotencyKey: use.idempotencyKey },
    ),
}

type StreamedService = Exclude<SampledService, 'resend'>
const STREAMS: Record<StreamedService, (use: KeyUse) => Promise<AsyncIterable<unknown>>> = {
  openai: use =>
    openaiOf(use).chat.completions.create({
      model: MODEL,
      messages: ASKED,
      stream: true,
      stream_options: { include_usage: true },
    }),
  groq: use => groqOf(use).chat.completions.create({ model: MODEL, messages: ASKED, stream: true }),
  anthropic: use => anthropicOf(use).messages.create({ model: MODEL, max_tokens: 100, messages: ASKED, stream: true }),
  gemini: use =>
    geminiOf(use).models.generateContentStream({
      model: MODEL,
      contents: 'count [[chunks=10 pace=20]]',
      config: { abortSignal: use.signal },
    }),
}

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const secretOf = (service: string, number: number) => `${service}-secret-${number}`
const mistakeOf = (promise: Promise<unknown>) => promise.then(() => null).catch((error: unknown) => error)

function pool(service: SampledService, more: Partial<PooledService> = {}) {
  const secrets = [1, 2, 3].map(number => secretOf(service, number))
  const house = poolServices([{ id: service, origin: simulator.origin(service), secrets, ...more }])
  const model = service === 'resend' ? undefined : MODEL
  const call = <T>(attempt: (use: KeyUse) => Promise<T>, options: WithKeyOptions = {}) =>
    withKey(house.ports, service, attempt, { model, ...options })
  return { ...house, call }
}

const SERVICES: SampledService[] = ['openai', 'groq', 'anthropic', 'gemini', 'resend']
const STREAMED: StreamedService[] = ['openai', 'groq', 'anthropic', 'gemini']

describe.each(SERVICES)('withKey around the official SDK of %s', service => {
  const attempt = CALLS[service]

  test.each<[FaultKind, string]>([
    ['minute-limit', 'rate-limited'],
    ['bad-key', 'key-rejected'],
    ['suspended', 'key-suspended'],
    ['overloaded', 'overloaded'],
    // after a server's error nobody knows whether a mail went out: mail has its own tests below
    ...(service === 'resend' ? [] : [['server-error', 'service-error'] satisfies [FaultKind, string]]),
    ['out-of-credit', service === 'resend' ? 'quota-exhausted' : 'out-of-credit'],
  ])('goes on to the second key when the first meets %s, which is judged %s', async (kind, outcome) => {
    const { call, outcomes, pools } = pool(service)
    simulator.fault({ service, kind, secret: secretOf(service, 1) })
    expect(await call(attempt)).toBeTruthy()
    expect(outcomes()).toEqual([`${service}-1:${outcome}`, `${service}-2:success`])
    expect(pools.leaseCount()).toBe(0)
  })

  test('rejects with one clear ExhaustedError when every key is limited', async () => {
    const { call, outcomes, attempts, pools } = pool(service)
    simulator.fault({ service, kind: 'minute-limit', retryAfterMs: 42_000 })
    const error = await mistakeOf(call(attempt))
    if (!(error instanceof ExhaustedError)) throw error
    expect(error.message).toMatch(
      new RegExp(`^All 3 keys of ${service} are resting or at the limit; the first .*Z\\.$`),
    )
    expect((error.retryAt ?? 0) - Date.now()).toBeGreaterThan(40_000)
    expect(error.trail.map(step => step.outcome)).toEqual(['rate-limited', 'rate-limited', 'rate-limited'])
    expect(error.exhausted.reasons.map(reason => reason.reason)).toEqual(error.trail.map(step => step.outcome))
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(outcomes()).toHaveLength(4)
    expect(pools.leaseCount()).toBe(0)
    expect(attempts.map(({ ending }) => ending)).toEqual([null, null, null, 'lost'])
    expect(attempts.at(-1)).toMatchObject({ keyId: null, outcome: 'refused', refusal: 'exhausted', number: 4 })
    expect(attempts.at(-1)?.facts).toEqual({ used: 3, limit: 3, unit: 'key', resetAt: error.retryAt })
  })

  test('hands back what the upstream said of a mistake of the caller, after one attempt', async () => {
    const { call, outcomes } = pool(service)
    simulator.fault({ service, kind: 'bad-request' })
    const said = await call(attempt).catch((error: unknown) => error)
    expect(said).toMatchObject(service === 'resend' ? { data: null, error: { statusCode: 422 } } : { status: 400 })
    expect(outcomes()).toEqual([`${service}-1:caller-error`])
  })

  test('records what the answer says it used', async () => {
    const { call, attempts } = pool(service)
    await call(attempt, service === 'resend' ? { units: 2 } : {})
    if (service === 'resend') expect(attempts).toMatchObject([{ units: 2, tokensIn: 0, tokensOut: 0 }])
    else expect(attempts).toMatchObject([{ units: 1, tokensOut: 10, tokensIn: expect.toSatisfy(count => count > 0) }])
  })

  test('gives up on an upstream nobody can reach after three attempts, in the words of the SDK', async () => {
    const { call, outcomes } = pool(service, { origin: await closedOrigin(), secrets: ['a', 'b', 'c', 'd'] })
    const said = await call(attempt).catch((error: unknown) => error)
    expect(said).not.toBeInstanceOf(ExhaustedError)
    // Resend's SDK does not say whether the mail went out
    const tried = service === 'resend' ? 1 : 3
    expect(outcomes()).toEqual([1, 2, 3].slice(0, tried).map(number => `${service}-${number}:unreachable`))
  })
})

describe.each(STREAMED)('withKey around a stream of the official SDK of %s', service => {
  const attempt = STREAMS[service]

  test('passes every chunk once and in order, and settles with its end', async () => {
    const { call, attempts, pools } = pool(service)
    const stream = await call(attempt)
    expect(pools.leaseCount()).toBe(1)
    expect(await chunkNumbers(stream)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(pools.leaseCount()).toBe(0)
    expect(attempts).toMatchObject([{ outcome: 'success', tokensOut: 60 }])
    expect(attempts[0]?.tokensIn).toBeGreaterThan(0)
  })

  test('goes on to the second key when the first one breaks before its first chunk', async () => {
    const { call, outcomes } = pool(service)
    simulator.fault({ service, kind: 'unavailable', secret: secretOf(service, 1) })
    expect(await chunkNumbers(await call(attempt))).toHaveLength(10)
    expect(outcomes()[1]).toBe(`${service}-2:success`)
  })

  test('gives the lease back once when the reader stops early, and closes the upstream', async () => {
    const { call, outcomes, pools } = pool(service)
    let count = 0
    for await (const _ of await call(attempt)) if (++count === 3) break
    expect(outcomes()).toEqual([`${service}-1:aborted`])
    expect(pools.leaseCount()).toBe(0)
    await vi.waitFor(() => expect(simulator.seen()).toMatchObject([{ isAborted: true }]))
  })

  test.each<FaultKind>(['stream-error', 'reset-mid-stream'])(
    'breaks for the reader on %s, and is recorded as broken',
    async kind => {
      const { call, outcomes, pools } = pool(service)
      simulator.fault({ service, kind, secret: secretOf(service, 1), afterChunks: 3 })
      const stream = await call(attempt)
      expect(await mistakeOf(chunkNumbers(stream))).toBeInstanceOf(Error)
      expect(outcomes()[0]).toMatch(/:(?:broken-stream|overloaded|service-error)$/)
      expect(outcomes()).toHaveLength(1)
      expect(pools.leaseCount()).toBe(0)
    },
  )
})

test('a stream keeps the methods of its SDK', async () => {
  const { call, outcomes } = pool('openai')
  const stream = await call(use =>
    openaiOf(use).chat.completions.create({ model: MODEL, messages: ASKED, stream: true }),
  )
  const [left, right] = stream.tee()
  expect(await chunkNumbers(left)).toEqual(await chunkNumbers(right))
  expect(outcomes()).toEqual(['openai-1:success'])
  expect(await mistakeOf(chunkNumbers(stream))).toMatchObject({ message: expect.stringContaining('consumed') })
})

describe('mail', () => {
  const send = CALLS.resend

  test('is not sent by another account when nobody knows whether it went out', async () => {
    const { call, outcomes } = pool('resend')
    simulator.fault({ service: 'resend', kind: 'server-error', secret: secretOf('resend', 1) })
    expect(await call(send)).toMatchObject({ data: null, error: { name: 'internal_server_error' } })
    expect(outcomes()).toEqual(['resend-1:service-error'])
  })

  test('is sent once by two keys of one account, under one Idempotency-Key', async () => {
    const { call, outcomes } = pool('resend', { key: { account: 'team' } })
    for (const number of [1, 2]) {
      simulator.setKey({ service: 'resend', secret: secretOf('resend', number), account: 'team' })
    }
    simulator.fault({ service: 'resend', kind: 'reset-mid-stream', times: 1 })
    expect(await call(send)).toMatchObject({ error: null })
    expect(outcomes()).toHaveLength(2)
    expect(simulator.mails()).toHaveLength(1)
    const keys = simulator.seen().map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^keywheel-/)
    expect(new Set(keys).size).toBe(1)
  })

  test('is not repeated even within its account when the function took no Idempotency-Key', async () => {
    const { call, outcomes } = pool('resend', { key: { account: 'team' } })
    simulator.fault({ service: 'resend', kind: 'server-error', times: 1 })
    const mail = { from: 'a@mail.example', to: 'b@mail.example', subject: 'hello', text: 'hello' }
    await call(use => resendOf(use).emails.send(mail))
    expect(outcomes()).toEqual(['resend-1:service-error'])
  })
})

describe('a function of the caller', () => {
  test('that has a bug of its own is heard at once, and no key suffers', async () => {
    const { call, outcomes, pools } = pool('groq')
    const bug = new TypeError('undefined is not a function')
    expect(await mistakeOf(call(() => Promise.reject(bug)))).toBe(bug)
    const missing = await mistakeOf(call(() => import('node:fs/promises').then(fs => fs.readFile('/no/such/file'))))
    expect(missing).toMatchObject({ code: 'ENOENT' })
    expect(outcomes()).toEqual(['groq-1:aborted', 'groq-1:aborted'])
    expect(pools.find('groq-1')?.state).toMatchObject({ status: 'active', cooldowns: [], inFlight: 0 })
  })

  test('may be plain fetch, whose refusals are read from the Response', async () => {
    const { call, outcomes } = pool('groq')
    simulator.fault({ service: 'groq', kind: 'minute-limit', secret: secretOf('groq', 1) })
    const response = await call(({ apiKey, origin, signal }) =>
      fetch(`${origin}/openai/v1/models`, { headers: { authorization: `Bearer ${apiKey}` }, signal }),
    )
    expect(response.status).toBe(200)
    const chat = { model: MODEL, messages: ASKED }
    const answer = await call(({ apiKey, origin }) =>
      fetch(`${origin}/openai/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(chat),
      }),
    )
    expect(answer.status).toBe(200)
    expect(outcomes()).toEqual(['groq-1:success', 'groq-1:rate-limited', 'groq-2:success'])
  })

  test('is left when its caller leaves, with the caller’s reason, even if it does not listen', async () => {
    const { call, outcomes, pools } = pool('groq')
    const leaving = new AbortController()
    const waiting = call(() => new Promise(() => {}), { signal: leaving.signal })
    leaving.abort(new Error('enough'))
    expect(await mistakeOf(waiting)).toMatchObject({ message: 'enough' })
    expect(outcomes()).toEqual(['groq-1:aborted'])
    expect(pools.leaseCount()).toBe(0)
  })

  test('is left at the deadline, and nothing is tried after it', async () => {
    const { call, outcomes, pools } = pool('groq')
    simulator.fault({ service: 'groq', kind: 'stall-before-head' })
    const error = await mistakeOf(call(CALLS.groq, { deadlineMs: 80 }))
    expect(error).toMatchObject({ name: expect.stringMatching(/Timeout|Error/) })
    expect(outcomes()).toEqual(['groq-1:timed-out'])
    expect(pools.leaseCount()).toBe(0)
  })
})

/** The simulator numbers the chunks of its filler; each service puts the text elsewhere. */
async function chunkNumbers(stream: AsyncIterable<unknown>): Promise<number[]> {
  let text = ''
  for await (const chunk of stream) text += textOf(chunk)
  return readChunkNumbers(text)
}

function textOf(chunk: unknown): string {
  const json = JSON.parse(JSON.stringify(chunk))
  const gemini = json.candidates?.[0]?.content?.parts?.[0]?.text
  return json.choices?.[0]?.delta?.content ?? json.delta?.text ?? gemini ?? ''
}
