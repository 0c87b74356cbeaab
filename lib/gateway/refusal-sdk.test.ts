import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { Resend } from 'resend'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Overrun } from '@/lib/engine/caller-limits'
import { poolServices } from '@/lib/rotation/in-process.fixture'
import type { Caller } from './admit'
import { type Gateway, startGateway } from './listener'

/** What the official SDKs make of the gateway's own refusals: errors of their own types, with our sentence. */

const TOKEN = 'kw_refused-canary-1f'
const MODEL = 'a-model'
const ASKED = [{ role: 'user' as const, content: 'hello' }]
const SERVICES = ['openai', 'groq', 'anthropic', 'gemini', 'resend'] as const
type Service = (typeof SERVICES)[number]

let gateway: Gateway
let house: ReturnType<typeof poolServices>
let caller: Caller
let overrun: Omit<Overrun, 'until'> | null = null

beforeAll(async () => {
  house = poolServices(SERVICES.map(id => ({ id, origin: 'http://127.0.0.1:9', secrets: [] })))
  const ports = {
    ...house.ports,
    authenticate: (token: string) => (token === TOKEN ? caller : null),
    countRequest: () => overrun && { ...overrun, until: Date.now() + WAIT_MS[overrun.window] },
  }
  gateway = await startGateway({ host: '127.0.0.1', port: 0, ports, onBug: bug => expect(bug).toBeUndefined() })
})
afterAll(() => gateway.close())
afterEach(() => {
  caller = { id: 'caller-1', services: null }
  overrun = null
})
caller = { id: 'caller-1', services: null }

const WAIT_MS = { minute: 20_000, day: 3_600_000, month: 86_400_000 }
const base = (service: Service) => `http://127.0.0.1:${gateway.port}/${service}`

/** One call of each SDK; resolves with the error it throws, or hands back. */
const FAIL: Record<Service, (apiKey: string) => Promise<unknown>> = {
  openai: apiKey =>
    thrown(
      new OpenAI({ apiKey, maxRetries: 0, baseURL: `${base('openai')}/v1` }).chat.completions.create({
        model: MODEL,
        messages: ASKED,
      }),
    ),
  groq: apiKey =>
    thrown(
      new Groq({ apiKey, maxRetries: 0, baseURL: base('groq') }).chat.completions.create({
        model: MODEL,
        messages: ASKED,
      }),
    ),
  anthropic: apiKey =>
    thrown(
      new Anthropic({ apiKey, maxRetries: 0, baseURL: base('anthropic') }).messages.create({
        model: MODEL,
        max_tokens: 9,
        messages: ASKED,
      }),
    ),
  gemini: apiKey =>
    thrown(
      new GoogleGenAI({ apiKey, httpOptions: { baseUrl: base('gemini') } }).models.generateContent({
        model: MODEL,
        contents: 'hello',
      }),
    ),
  resend: async apiKey => {
    const mail = { from: 'a@mail.example', to: 'b@mail.example', subject: 'hello', text: 'hello' }
    return (await new Resend(apiKey, { baseUrl: base('resend') }).emails.send(mail)).error
  },
}

async function thrown(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('it was answered')
}

type Expected = Record<Service, [type: abstract new (...args: never[]) => unknown, facts: object]>

async function meets(expected: Expected, sentence: RegExp, apiKey = TOKEN): Promise<void> {
  for (const service of SERVICES) {
    const error = await FAIL[service](apiKey)
    const [type, facts] = expected[service]
    expect(error, service).toBeInstanceOf(type)
    expect(error, service).toMatchObject(facts)
    const told = service === 'resend' ? JSON.stringify(error) : String(error)
    expect(told, service).toMatch(sentence)
    if (service !== 'resend') expect(told.match(new RegExp(sentence, 'g')), service).toHaveLength(1)
  }
}

test('a wrong client token is an AuthenticationError', async () => {
  await meets(
    {
      openai: [OpenAI.AuthenticationError, { status: 401, code: 'invalid_api_key', type: 'authentication_error' }],
      groq: [Groq.AuthenticationError, { status: 401 }],
      anthropic: [Anthropic.AuthenticationError, { status: 401, type: 'authentication_error' }],
      gemini: [ApiError, { status: 401 }],
      resend: [Object, { statusCode: 401, name: 'invalid_api_key' }],
    },
    /The client token was not found/,
    'kw_wrong',
  )
})

test('a service that the token may not use is a PermissionDeniedError', async () => {
  caller = { id: 'caller-1', services: ['mistral'] }
  await meets(
    {
      openai: [OpenAI.PermissionDeniedError, { status: 403, code: 'not-allowed' }],
      groq: [Groq.PermissionDeniedError, { status: 403 }],
      anthropic: [Anthropic.PermissionDeniedError, { status: 403, type: 'permission_error' }],
      gemini: [ApiError, { status: 403 }],
      resend: [Object, { statusCode: 403, name: 'restricted_api_key' }],
    },
    /This client token may not use \w+/,
  )
})

test.each([
  ['minute', 'rate_limit_exceeded', 'rate_limit_exceeded'],
  ['day', 'rate_limit_exceeded', 'daily_quota_exceeded'],
  ['month', 'insufficient_quota', 'monthly_quota_exceeded'],
] as const)('a limit of the %s is a RateLimitError', async (window, openAiCode, resendName) => {
  overrun = { window, limit: 2 }
  await meets(
    {
      openai: [OpenAI.RateLimitError, { status: 429, code: openAiCode }],
      groq: [Groq.RateLimitError, { status: 429 }],
      anthropic: [Anthropic.RateLimitError, { status: 429, type: 'rate_limit_error' }],
      gemini: [ApiError, { status: 429 }],
      resend: [Object, { statusCode: 429, name: resendName }],
    },
    window === 'month' ? /has spent its budget of \$2\.00/ : /has made the 2 requests it may make/,
  )
})

test('a service without a usable key is an InternalServerError', async () => {
  await meets(
    {
      openai: [OpenAI.InternalServerError, { status: 503, type: 'server_error' }],
      groq: [Groq.InternalServerError, { status: 503 }],
      anthropic: [Anthropic.InternalServerError, { status: 503, type: 'overloaded_error' }],
      gemini: [ApiError, { status: 503 }],
      resend: [Object, { statusCode: 503, name: 'application_error' }],
    },
    /\w+ has no key/,
  )
})

test('SDKs that try again wait as long as they are told, and not at all when it is too long', async () => {
  const asked = { model: MODEL, messages: ASKED }
  const openai = new OpenAI({ apiKey: TOKEN, maxRetries: 2, baseURL: `${base('openai')}/v1` })
  overrun = { window: 'day', limit: 2 }
  const before = house.attempts.length
  const error = await thrown(openai.chat.completions.create(asked))
  if (!(error instanceof OpenAI.RateLimitError)) throw error
  expect(error.headers.get('x-should-retry')).toBe('false')
  expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(3590)
  expect(house.attempts.slice(before)).toMatchObject([
    { refusal: 'token-day-limit', ending: 'refused', caller: 'caller-1' },
  ])
})

const RETRY_INFO = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: expect.stringMatching(/^\d+s$/) }

test.each([
  ['openai', { error: { type: 'requests', code: 'rate_limit_exceeded', param: null, message: expect.any(String) } }],
  ['groq', { error: { type: 'requests', code: 'rate_limit_exceeded', param: null, message: expect.any(String) } }],
  ['anthropic', { type: 'error', error: { type: 'rate_limit_error', message: expect.any(String) } }],
  ['gemini', { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [RETRY_INFO] } }],
  ['resend', { statusCode: 429, name: 'rate_limit_exceeded', message: expect.any(String) }],
] as const)('the refusal of %s is its error object and a problem document at once', async (service, words) => {
  overrun = { window: 'minute', limit: 2 }
  const answer = await fetch(`${base(service)}/v1/x`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([429, 'application/problem+json'])
  const problem = { title: expect.any(String), status: 429, code: 'token-minute-limit', detail: expect.any(String) }
  expect(await answer.json()).toMatchObject({ ...problem, retryAt: expect.stringMatching(/Z$/), ...words })
})

test('whoever accepts problem documents gets one, and nothing else', async () => {
  overrun = { window: 'minute', limit: 2 }
  const headers = { authorization: `Bearer ${TOKEN}`, accept: 'application/problem+json' }
  const problem = await (await fetch(`${base('anthropic')}/v1/messages`, { headers })).json()
  expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'retryAt', 'status', 'title', 'type'])
  expect(problem.type).toBe('urn:keywheel:problem:token-minute-limit')
})
