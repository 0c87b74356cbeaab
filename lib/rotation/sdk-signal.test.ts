import { createServer } from 'node:http'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { closedOrigin } from './in-process.fixture'
import { signalOfThrown } from './sdk-signal'

/** Errors as the SDKs and the network really throw them. */

const MODEL = 'a-model'
const ASKED = [{ role: 'user' as const, content: 'hello' }]
const FACTS = { model: MODEL, at: 1 }

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
  closed = await closedOrigin()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

let closed: string
type Asking = { origin?: string; timeout?: number; signal?: AbortSignal }

const SDKS = {
  openai: ({ origin = simulator.origin('openai'), timeout = 5000, signal }: Asking = {}) =>
    new OpenAI({ apiKey: 'a', baseURL: `${origin}/v1`, maxRetries: 0, timeout }).chat.completions.create(
      { model: MODEL, messages: ASKED },
      { signal },
    ),
  groq: ({ origin = simulator.origin('groq'), timeout = 5000, signal }: Asking = {}) =>
    new Groq({ apiKey: 'a', baseURL: origin, maxRetries: 0, timeout }).chat.completions.create(
      { model: MODEL, messages: ASKED },
      { signal },
    ),
  anthropic: ({ origin = simulator.origin('anthropic'), timeout = 5000, signal }: Asking = {}) =>
    new Anthropic({ apiKey: 'a', baseURL: origin, maxRetries: 0, timeout }).messages.create(
      { model: MODEL, max_tokens: 10, messages: ASKED },
      { signal },
    ),
  gemini: ({ origin = simulator.origin('gemini'), timeout = 5000, signal }: Asking = {}) =>
    new GoogleGenAI({ apiKey: 'a', httpOptions: { baseUrl: origin, timeout } }).models.generateContent({
      model: MODEL,
      contents: 'hello',
      config: { abortSignal: signal },
    }),
}
type Sdk = keyof typeof SDKS
const NAMES = Object.keys(SDKS).filter((name): name is Sdk => name in SDKS)

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('it was to throw'),
    (error: unknown) => error,
  )
}

const read = async (work: Promise<unknown>) => signalOfThrown(await thrownBy(work), 'asking', FACTS)

describe.each(NAMES)('what the SDK of %s throws', name => {
  const call = SDKS[name]

  test('of an answer: its status, its body with the error where the catalog looks for it', async () => {
    simulator.fault({ service: name, kind: 'bad-key' })
    const signal = await read(call())
    if (signal?.kind !== 'response') throw new Error(`not a response: ${JSON.stringify(signal)}`)
    expect(signal.status).toBe(name === 'gemini' ? 400 : 401)
    expect(JSON.parse(signal.body)).toMatchObject({ error: { message: expect.any(String) } })
  })

  test('of a limit: when to come back', async () => {
    simulator.fault({ service: name, kind: 'minute-limit', retryAfterMs: 42_000 })
    const signal = await read(call())
    if (signal?.kind !== 'response') throw new Error(`not a response: ${JSON.stringify(signal)}`)
    // Gemini says it in the body, and its SDK keeps no headers
    if (name === 'gemini') expect(signal.body).toContain('"retryDelay":"42s"')
    else expect(Number(signal.headers['retry-after'])).toBe(42)
  })

  test('of a page of HTML: its status', async () => {
    simulator.fault({ service: name, kind: 'bad-gateway' })
    expect(await read(call())).toMatchObject({ kind: 'response', status: 502 })
  })

  test('of a port nobody listens on: unreachable, and never sent', async () => {
    expect(await read(call({ origin: closed }))).toMatchObject({
      kind: 'unreachable',
      code: 'ECONNREFUSED',
      wasSent: false,
    })
  })

  test('of a connection that breaks: unreachable, and perhaps sent', async () => {
    simulator.fault({ service: name, kind: 'reset-before-head' })
    expect(await read(call())).toMatchObject({ kind: 'unreachable', wasSent: true })
  })

  test('of its own time limit: not unreachable, and nobody’s rejection', async () => {
    simulator.fault({ service: name, kind: 'stall-before-head' })
    const signal = await read(call({ timeout: 40 }))
    // Google's SDK aborts for its time limit, and says nothing more
    expect(signal?.kind).toBe(name === 'gemini' ? 'aborted' : 'timed-out')
  })

  test('of its caller’s leaving: aborted', async () => {
    simulator.fault({ service: name, kind: 'stall-before-head' })
    const leaving = new AbortController()
    const work = read(call({ signal: leaving.signal }))
    setTimeout(() => leaving.abort(), 20)
    expect(await work).toMatchObject({ kind: 'aborted', ...FACTS })
  })
})

describe('what fetch and undici throw', () => {
  test('of a port nobody listens on and of a name nobody has', async () => {
    expect(await read(fetch(closed))).toMatchObject({ kind: 'unreachable', wasSent: false })
    expect(await read(fetch('http://nobody.invalid'))).toMatchObject({ kind: 'unreachable', wasSent: false })
    expect(await read(request(closed))).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED', wasSent: false })
  })

  test('of time limits, by their phase', async () => {
    const server = createServer(() => {})
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    expect(await read(request(url, { headersTimeout: 20 }))).toMatchObject({ kind: 'timed-out', phase: 'first-byte' })
    expect(await read(fetch(url, { signal: AbortSignal.timeout(20) }))).toMatchObject({ kind: 'timed-out' })
    server.closeAllConnections()
    server.close()
  })

  test('of a body that is cut: a broken stream once its first part was passed on', async () => {
    simulator.fault({ service: 'groq', kind: 'reset-mid-stream', afterChunks: 1 })
    const response = await fetch(`${simulator.origin('groq')}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer a', 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, messages: ASKED, stream: true }),
    })
    const error = await thrownBy(response.text())
    expect(signalOfThrown(error, 'answering', FACTS)).toEqual({ kind: 'stream-cut', ...FACTS })
    expect(signalOfThrown(error, 'asking', FACTS)).toMatchObject({ kind: 'unreachable', wasSent: true })
  })
})

test.each<[string, unknown]>([
  ['a bug', new TypeError('x is not a function')],
  ['a missing file', Object.assign(new Error('no such file'), { code: 'ENOENT' })],
  ['broken JSON', new SyntaxError('Unexpected token')],
  ['a word', 'oops'],
  ['nothing', undefined],
  ['a status that is none', Object.assign(new Error('odd'), { status: 'rejected' })],
])('%s is the function’s own trouble', (_, thrown) => {
  expect(signalOfThrown(thrown, 'asking', FACTS)).toBeNull()
})

test('errors that keep the answer whole (axios, got) are read too', () => {
  const response = { status: 429, headers: { 'Retry-After': '7' }, data: { error: { code: 'rate_limit_exceeded' } } }
  expect(signalOfThrown(Object.assign(new Error('failed'), { response }), 'asking', FACTS)).toEqual({
    kind: 'response',
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"error":{"code":"rate_limit_exceeded"}}',
    ...FACTS,
  })
  const got = { statusCode: 401, headers: {}, body: '{"error":{"code":"invalid_api_key"}}' }
  expect(signalOfThrown(Object.assign(new Error('failed'), { response: got }), 'asking', FACTS)).toMatchObject({
    status: 401,
    body: got.body,
  })
})
