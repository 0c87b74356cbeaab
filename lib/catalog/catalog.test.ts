import { describe, expect, test } from 'vitest'
import { anthropic } from './anthropic'
import { cerebras } from './cerebras'
import { cohere } from './cohere'
import { deepseek } from './deepseek'
import { gemini } from './gemini'
import { describeGeneric } from './generic'
import { groq } from './groq'
import { CATALOG, findService } from './index'
import { mailgun } from './mailgun'
import { mistral } from './mistral'
import { openai } from './openai'
import { openrouter } from './openrouter'
import { resend } from './resend'
import { sendgrid } from './sendgrid'
import type { ServiceDefinition } from './service'
import { together } from './together'
import { xai } from './xai'

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

test('each service is found by its id, and no other is', () => {
  expect(CATALOG.map(({ id }) => id)).toEqual([
    ...['gemini', 'groq', 'resend', 'openai', 'anthropic'],
    ...['openrouter', 'mistral', 'deepseek', 'cohere', 'xai', 'cerebras', 'together', 'sendgrid', 'mailgun'],
  ])
  for (const service of CATALOG) expect(findService(service.id)).toBe(service)
  expect(findService('constructor')).toBeUndefined()
})

test.each(CATALOG)('$label: what others rely on is well formed', service => {
  expect(new URL(service.origin).origin).toBe(service.origin)
  expect(service.auth.header).toBe(service.auth.header.toLowerCase())
  expect(service.probe.path).toMatch(/^\//)
  expect(service.envName).toMatch(/^[A-Z]+_API_KEY$/)
  expect(service.isSafeToRepeat('GET', service.probe.path)).toBe(true)
  expect(() => new Intl.DateTimeFormat('en', { timeZone: service.policy.dayZone })).not.toThrow()
})

test('without a hint Groq rests a minute, Resend five, Gemini an hour', () => {
  const minutes = Object.fromEntries(CATALOG.map(({ id, policy }) => [id, policy.rateLimitRestMs / 60_000]))
  expect(minutes).toMatchObject({ gemini: 60, groq: 1, resend: 5, openai: 1, anthropic: 1 })
  const roundRobin = CATALOG.filter(({ policy }) => policy.strategy === 'round-robin').map(({ id }) => id)
  expect(roundRobin).toEqual(['groq', 'resend', 'sendgrid', 'mailgun'])
})

test.each<[ServiceDefinition, string]>([
  [gemini, `AIzaSy${'a'.repeat(33)}`],
  [gemini, `AQ.${'a'.repeat(40)}`],
  [groq, `gsk_${'a'.repeat(52)}`],
  [resend, 're_abcdefgh_abcdefghijklmnopqrstuvwx'],
  [openai, `sk-proj-${'a'.repeat(20)}T3BlbkFJ${'b'.repeat(20)}`],
  [openai, `sk-${'a'.repeat(20)}T3BlbkFJ${'b'.repeat(20)}`],
  [anthropic, `sk-ant-api03-${'a'.repeat(93)}AA`],
  [openrouter, `sk-or-v1-${'0a'.repeat(32)}`],
  [mistral, 'aB3'.repeat(10).concat('xy')],
  [deepseek, `sk-${'0a'.repeat(16)}`],
  [cohere, 'aB3d'.repeat(10)],
  [xai, `xai-${'aB3d'.repeat(20)}`],
  [cerebras, `csk-${'a3d'.repeat(16)}`],
  [together, '0a'.repeat(32)],
  [together, `tgp_v1_${'a-_'.repeat(14)}b`],
  [sendgrid, `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`],
  [mailgun, `key-${'0a'.repeat(16)}`],
  [mailgun, `${'0a'.repeat(16)}-${'b'.repeat(8)}-${'c'.repeat(8)}`],
])('$label knows its keys: %s', (service, key) => {
  expect(key).toMatch(service.keyFormat)
  for (const other of CATALOG) if (other !== service) expect(key).not.toMatch(other.keyFormat)
})

describe('safe to repeat', () => {
  test.each<[ServiceDefinition, string, string, boolean]>([
    [openai, 'GET', '/v1/files', true],
    [openai, 'POST', '/v1/chat/completions', true],
    [openai, 'POST', '/v1/chat/completions?x=/v1/files', true],
    [openai, 'POST', '/v1/responses', true],
    [openai, 'POST', '/v1/responses/resp_1/cancel', false],
    [openai, 'POST', '/v1/embeddings', true],
    [openai, 'POST', '/v1/audio/transcriptions', true],
    [openai, 'POST', '/v1/files', false],
    [openai, 'POST', '/v1/files?x=/v1/chat/completions', false],
    [openai, 'POST', '/v1/batches', false],
    [openai, 'POST', '/v1/fine_tuning/jobs', false],
    [openai, 'DELETE', '/v1/files/f', false],
    [groq, 'POST', '/openai/v1/chat/completions', true],
    [groq, 'POST', '/openai/v1/batches', false],
    [gemini, 'POST', '/v1beta/models/gemini-2.5-flash:generateContent', true],
    [gemini, 'POST', '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', true],
    [gemini, 'POST', '/v1beta/models/veo-3:predictLongRunning', false],
    [gemini, 'POST', '/v1beta/models/gemini-2.5-flash:batchGenerateContent', false],
    [gemini, 'POST', '/upload/v1beta/files', false],
    [gemini, 'POST', '/v1beta/openai/chat/completions', true],
    [gemini, 'POST', '/v1beta/interactions', true],
    [anthropic, 'POST', '/v1/messages', true],
    [anthropic, 'POST', '/v1/messages/count_tokens', true],
    [anthropic, 'POST', '/v1/messages/batches', false],
    [openrouter, 'POST', '/api/v1/chat/completions', true],
    [openrouter, 'POST', '/api/v1/keys', false],
    [mistral, 'POST', '/v1/chat/completions', true],
    [mistral, 'POST', '/v1/fim/completions', true],
    [mistral, 'POST', '/v1/ocr?x=1', true],
    [mistral, 'POST', '/v1/batch/jobs', false],
    [deepseek, 'POST', '/chat/completions', true],
    [cohere, 'POST', '/v2/chat', true],
    [cohere, 'POST', '/v1/rerank', true],
    [cohere, 'POST', '/compatibility/v1/chat/completions', true],
    [cohere, 'POST', '/v1/embed-jobs', false],
    [xai, 'POST', '/v1/messages', true],
    [xai, 'POST', '/v1/files', false],
    [sendgrid, 'GET', '/v3/scopes', true],
    [sendgrid, 'POST', '/v3/mail/send', false],
    [mailgun, 'GET', '/v3/domains', true],
    [mailgun, 'POST', '/v3/mg.x.dev/messages', false],
    [resend, 'GET', '/emails/1', true],
    [resend, 'POST', '/emails', false],
    [resend, 'POST', '/emails/batch', false],
    [resend, 'DELETE', '/domains/1', false],
  ])('$0.label $1 $2: $3', (service, method, path, isSafe) => expect(service.isSafeToRepeat(method, path)).toBe(isSafe))
})

describe('the model', () => {
  test.each<[ServiceDefinition, string, unknown, string | null]>([
    [gemini, '/v1beta/models/gemini-2.5-flash:generateContent', { model: 'other' }, 'gemini-2.5-flash'],
    [gemini, '/v1beta/models/gemini-2.5-flash?x=1', null, 'gemini-2.5-flash'],
    [gemini, '/v1beta/tunedModels/mine-1:generateContent', null, 'tunedModels/mine-1'],
    [gemini, '/v1beta/models?pageSize=1', null, null],
    [gemini, '/v1beta/models/a%2Fb:generateContent', null, 'a/b'],
    [gemini, '/v1beta/models/%zz:generateContent', null, '%zz'],
    [gemini, '/v1beta/openai/chat/completions', { model: 'gemini-2.5-flash' }, 'gemini-2.5-flash'],
    [gemini, '/v1beta/interactions', { model: 'models/gemini-2.5-flash' }, 'gemini-2.5-flash'],
    [groq, '/openai/v1/chat/completions', { messages: [{ model: 'x' }], model: 'm' }, 'm'],
    [anthropic, '/v1/messages', { max_tokens: 1, model: 'claude' }, 'claude'],
    [openai, '/v1/models', null, null],
    [resend, '/emails', { model: 'm' }, null],
  ])('$0.label $1', (service, path, body, model) =>
    expect(service.readModel(path, body === null ? null : bytes(body))).toBe(model),
  )

  test('of an audio upload stands in its form, before or behind the file', () => {
    const field = '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-large-v3\r\n'
    const file = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n${'\u0000'.repeat(90_000)}\r\n`
    for (const form of [`${field}${file}--b--\r\n`, `${file}${field}--b--\r\n`]) {
      expect(groq.readModel('/openai/v1/audio/transcriptions', bytes(form))).toBe('whisper-large-v3')
    }
    expect(groq.readModel('/openai/v1/audio/transcriptions', bytes(`${file}--b--\r\n`))).toBeNull()
  })
})

describe('mail is counted in recipients', () => {
  const mail = { from: 'a@x.dev', to: ['b@x.dev', 'c@x.dev'], cc: 'd@x.dev', bcc: ['e@x.dev'], html: '"to":["x"]' }
  test.each<[string, string, unknown, number]>([
    ['POST', '/emails', mail, 4],
    ['POST', '/emails', { to: 'b@x.dev' }, 1],
    ['POST', '/emails', { html: 'x'.repeat(200_000), to: ['b@x.dev', 'c@x.dev'] }, 2],
    ['POST', '/emails/batch', [mail, { to: 'b@x.dev' }, {}], 6],
    ['POST', '/emails', '{"to":["a","b"', 1],
    ['POST', '/emails/batch', '[{"to":', 1],
    ['POST', '/emails', { to: [] }, 1],
    ['POST', '/emails', { to: 7 }, 1],
    ['POST', '/emails', [mail], 1],
    ['GET', '/emails/1', null, 1],
    ['POST', '/domains', { to: ['a', 'b'] }, 1],
  ])('%s %s', (method, path, body, units) =>
    expect(resend.countUnits(method, path, body === null ? null : bytes(body))).toBe(units),
  )

  test.each<[string, unknown, number]>([
    ['/v3/mail/send', { personalizations: [{ to: [{ email: 'a@x.dev' }, { email: 'b@x.dev' }] }] }, 2],
    [
      '/v3/mail/send',
      {
        personalizations: [
          { to: [{}], cc: [{}] },
          { to: [{}], bcc: [{}, {}] },
        ],
        from: {},
      },
      5,
    ],
    ['/v3/mail/send', { personalizations: [] }, 1],
    ['/v3/mail/send', '{"personalizations":[{"to":[', 1],
    ['/v3/mail/batch', { personalizations: [{ to: [{}, {}] }] }, 1],
  ])('SendGrid %s %j', (path, body, units) => expect(sendgrid.countUnits('POST', path, bytes(body))).toBe(units))

  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain\r\n\r\n${value}\r\n`
  const file = `--b\r\nContent-Disposition: form-data; name="attachment"; filename="to"\r\n\r\n${'x'.repeat(90_000)}\r\n`
  test.each<[string, string, string, number]>([
    ['many in one field', '/v3/mg.x.dev/messages', `${part('to', '"Doe, John" <j@x.dev>, b@x.dev')}--b--\r\n`, 2],
    ['repeated fields', '/v3/mg.x.dev/messages', `${part('to', 'a@x.dev')}${part('to', 'b@x.dev')}--b--\r\n`, 2],
    ['behind a file', '/v3/mg.x.dev/messages', `${part('text', 'a@b')}${file}${part('bcc', 'a@x.dev')}--b--`, 1],
    ['MIME', '/v3/mg.x.dev/messages.mime', `${part('to', 'a@x.dev,b@x.dev,c@x.dev')}${file}--b--\r\n`, 3],
    ['urlencoded', '/v3/mg.x.dev/messages', 'from=a%40x.dev&to=b%40x.dev%2Cc%40x.dev&cc=d%40x.dev', 3],
    ['nothing to read', '/v3/mg.x.dev/messages', '--b\r\n', 1],
    ['another call', '/v3/mg.x.dev/events', 'to=b%40x.dev%2Cc%40x.dev', 1],
  ])('Mailgun: %s', (_, path, body, units) => expect(mailgun.countUnits('POST', path, bytes(body))).toBe(units))

  test('a megabyte of parts without an end holds nobody up', () => {
    const hostile = `--b${'\r\n name="to"\r\n\r\n'.repeat(60_000)}`
    const startedAt = performance.now()
    expect(mailgun.countUnits('POST', '/v3/mg.x.dev/messages', bytes(hostile))).toBe(1)
    expect(mailgun.countUnits('POST', '/v3/mg.x.dev/messages', bytes('--b\r\n'.repeat(200_000)))).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  test('attachments do not hide them', () => {
    const attachments = [{ content: 'A'.repeat(500_000), filename: 'a.pdf' }]
    expect(resend.countUnits('POST', '/emails', bytes({ attachments, to: ['a', 'b', 'c'] }))).toBe(3)
  })
})

describe('a service an operator describes', () => {
  test('needs no more than a name and an origin', () => {
    const acme = describeGeneric({ id: 'acme-2', label: 'Acme', origin: 'https://api.acme.example/' })
    expect(acme).toMatchObject({
      origin: 'https://api.acme.example',
      auth: { header: 'authorization', prefix: 'Bearer ' },
      envName: 'ACME_2_API_KEY',
      policy: { strategy: 'score', limitScope: 'key-model', rateLimitRestMs: 60_000, dayZone: 'UTC' },
      rules: [],
    })
    expect(acme.readModel('/v1/chat/completions', bytes({ model: 'm' }))).toBe('m')
  })

  test('may say the rest', () => {
    const acme = describeGeneric({
      id: 'acme',
      label: 'Acme',
      origin: 'https://api.acme.example',
      auth: { header: 'X-Acme-Key', prefix: '' },
      policy: { limitScope: 'account', maxAttempts: 2 },
      probePath: '/ping',
      safePosts: ['/generate'],
    })
    expect(acme).toMatchObject({ auth: { header: 'x-acme-key' }, probe: { path: '/ping' }, policy: { maxAttempts: 2 } })
    expect(acme.isSafeToRepeat('POST', '/v2/generate?x=1')).toBe(true)
    expect(acme.isSafeToRepeat('POST', '/v2/send')).toBe(false)
  })
})
