import OpenAI from 'openai'
import { describe, expect, test, vi } from 'vitest'
import { readChunkNumbers } from '@/lib/simulator/chunk-text'
import { type FaultKind, FURTHER_SERVICES, type FurtherService } from '@/lib/simulator/vocabulary'
import { openSdkWorld, secretOf, TOKEN } from './sdk-world.fixture'

/** Upstreams without an SDK of their own here: the `openai` SDK by its base URL, and plain HTTP for the rest. */

const MODEL = 'a-model'
const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const ASKED = [{ role: 'user' as const, content: 'count [[chunks=10 pace=1 bytes=40]]' }]

const { simulator, attempts, at, outcomes, switchOff } = openSdkWorld(FURTHER_SERVICES)
/** Where each has OpenAI's dialect. */
const BASES = {
  openrouter: '/api/v1',
  mistral: '/v1',
  deepseek: '',
  cohere: '/compatibility/v1',
  xai: '/v1',
  cerebras: '/v1',
  together: '/v1',
} as const
type Compatible = keyof typeof BASES
const COMPATIBLE = FURTHER_SERVICES.filter((id): id is Compatible => id in BASES)

const sdkOf = (service: Compatible) =>
  new OpenAI({ apiKey: TOKEN, maxRetries: 0, baseURL: at(`${service}${BASES[service]}`) })

const MAIL_FORM = new URLSearchParams({
  from: 'a@mail.example',
  to: 'b@mail.example, c@mail.example',
  subject: 'hello',
  text: 'hello',
})
const MAIL_JSON = {
  personalizations: [{ to: [{ email: 'b@mail.example' }, { email: 'c@mail.example' }] }],
  from: { email: 'a@mail.example' },
  subject: 'hello',
  content: [{ type: 'text/plain', value: 'hello' }],
}

/** A mail or a chat in each service's own dialect, as its own client would ask. */
const OWN = {
  cohere: () => post('cohere/v2/chat', `Bearer ${TOKEN}`, JSON.stringify({ model: MODEL, messages: ASKED })),
  sendgrid: () => post('sendgrid/v3/mail/send', `Bearer ${TOKEN}`, JSON.stringify(MAIL_JSON)),
  mailgun: () => post('mailgun/v3/mg.example/messages', `Basic ${btoa(`api:${TOKEN}`)}`, MAIL_FORM),
} as const

function post(path: string, authorization: string, body: string | URLSearchParams): Promise<Response> {
  const headers = { authorization, ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}) }
  return fetch(at(path), { method: 'POST', headers, body })
}

const call = (service: FurtherService): Promise<unknown> =>
  service === 'sendgrid' || service === 'mailgun'
    ? OWN[service]()
    : sdkOf(service).chat.completions.create({ model: MODEL, messages: ASKED })

describe.each(COMPATIBLE)('the openai SDK, pointed at %s', service => {
  test('gets its answer and its use is counted', async () => {
    const answer = await sdkOf(service).chat.completions.create({ model: MODEL, messages: ASKED })
    expect(answer.choices[0]?.message.content).toHaveLength(40)
    const [seen] = simulator().seen()
    expect(seen).toMatchObject({ service, secret: secretOf(service, 1), status: 200 })
    expect(JSON.stringify(seen)).not.toContain(TOKEN)
    await outcomes(service, ['1:success'])
    expect(attempts()[0]).toMatchObject({ tokensOut: 10, model: MODEL })
  })

  test('reads its stream whole', async () => {
    const asked = { model: MODEL, messages: ASKED, stream: true, stream_options: { include_usage: true } } as const
    let text = ''
    for await (const chunk of await sdkOf(service).chat.completions.create(asked)) {
      text += chunk.choices[0]?.delta.content ?? ''
    }
    expect(readChunkNumbers(text)).toEqual(TEN)
    await outcomes(service, ['1:success'])
    expect(attempts()[0]?.tokensOut).toBeGreaterThan(0)
  })
})

/** What each refusal is judged to be, where it is not the usual. */
const FAILOVERS: readonly [FaultKind, string, Partial<Record<FurtherService, string>>][] = [
  ['minute-limit', 'rate-limited', {}],
  ['day-limit', 'quota-exhausted', { mailgun: 'rate-limited' }],
  ['bad-key', 'key-rejected', {}],
  ['suspended', 'key-suspended', {}],
  ['overloaded', 'overloaded', {}],
  ['out-of-credit', 'out-of-credit', { sendgrid: 'quota-exhausted' }],
]

describe.each(FURTHER_SERVICES)('%s', service => {
  test.each(FAILOVERS)('answers by the second key when the first meets %s', async (kind, usual, unusual) => {
    simulator().fault({ service, kind, secret: secretOf(service, 1) })
    expect(await call(service)).toBeTruthy()
    await outcomes(service, [`1:${unusual[service] ?? usual}`, '2:success'])
  })

  test('believes the hint, wherever it stands', async () => {
    simulator().fault({ service, kind: 'minute-limit', retryAfterMs: 42_000 })
    await call(service).catch(() => null)
    await vi.waitFor(() => expect(attempts().filter(({ keyId }) => keyId !== null)).toHaveLength(3))
    for (const { effects, startedAt } of attempts().filter(({ keyId }) => keyId !== null)) {
      const [rested] = effects
      if (rested?.kind !== 'rested') throw new Error(`${service} did not rest`)
      expect(rested.provenance).toBe('hint')
      expect(rested.until - startedAt).toSatisfy((ms: number) => ms > 38_000 && ms < 45_000)
    }
  })
})

test('Cohere’s own dialect is counted by what it bills', async () => {
  const answer = await OWN.cohere()
  expect(await answer.json()).toMatchObject({ message: { content: [{ type: 'text' }] } })
  await outcomes('cohere', ['1:success'])
  expect(attempts()[0]).toMatchObject({ tokensOut: 10, model: MODEL })
  expect(attempts()[0]?.tokensIn).toBeLessThan(66)
})

test.each(['sendgrid', 'mailgun'] as const)('%s: a mail is sent once and counted in recipients', async service => {
  const answer = await OWN[service]()
  expect(answer.status).toBe(service === 'sendgrid' ? 202 : 200)
  await answer.text()
  expect(simulator().mails()).toMatchObject([{ recipients: ['b@mail.example', 'c@mail.example'] }])
  await vi.waitFor(() => expect(attempts()).toMatchObject([{ units: 2, outcome: 'success' }]))
})

test.each(['sendgrid', 'mailgun'] as const)('%s: a mail of unknown fate is not sent again', async service => {
  simulator().fault({ service, kind: 'reset-before-head', times: 1 })
  const answer = await OWN[service]()
  expect(answer.status).toBeGreaterThanOrEqual(500)
  await vi.waitFor(() => expect(attempts()).toHaveLength(2))
  expect(attempts()).toMatchObject([{ outcome: 'unreachable' }, { keyId: null, outcome: 'refused' }])
  expect(simulator().total()).toBe(1)
})

test('a service that is switched off is refused in one sentence, and nothing goes up', async () => {
  switchOff('mistral')
  const answer = await fetch(at('mistral/v1/models'), { headers: { 'x-api-key': TOKEN } })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ code: 'service-off', detail: 'Mistral is switched off.' })
  expect(simulator().total()).toBe(0)
  expect(attempts()).toMatchObject([{ keyId: null, refusal: 'service-off' }])
})

test('a wrong client token in Basic authentication is refused, and none of it goes up', async () => {
  const answer = await post('mailgun/v3/mg.example/messages', `Basic ${btoa(`api:${TOKEN}-not`)}`, MAIL_FORM)
  expect(answer.status).toBe(401)
  expect(simulator().total()).toBe(0)
})

test('a token in Basic authentication works for every service', async () => {
  const asked = JSON.stringify({ model: MODEL, messages: ASKED })
  const answer = await post('mistral/v1/chat/completions', `Basic ${btoa(`api:${TOKEN}`)}`, asked)
  expect(answer.status).toBe(200)
  await answer.text()
})
