import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gemini } from '@/lib/catalog/gemini'
import { setPriceSchema } from '@/lib/contract/prices'
import { newTokenSchema } from '@/lib/contract/token'
import { setPrice } from '@/lib/control/prices'
import { createToken } from '@/lib/control/tokens'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

/** Bodies in which a token with a budget could hide what it pays for: none of them reaches an upstream. */

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const
const MEGABYTE = 1024 * 1024

let upstream: Server
/** What reached the upstream: a line for each request. */
let ledger: string[] = []
let folder = ''
let engine: Engine
let gateway: Gateway
let limited = ''
let plain = ''

beforeAll(async () => {
  upstream = createServer((request, response) => {
    ledger.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"text":"a","usage":{"prompt_tokens":1,"completion_tokens":1}}')
    })
  })
  await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve))
  const address = upstream.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  folder = mkdtempSync(join(tmpdir(), 'keywheel-bodies-'))
  const env: Record<string, string> = { KEYWHEEL_DATA_DIR: folder }
  for (const service of ['OPENAI', 'GEMINI', 'RESEND']) {
    env[`KEYWHEEL_${service}_ORIGIN`] = origin
    env[`${service}_API_KEY`] = `${service}-key-canary-0001`
  }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    ports: engine.ports,
    onBug: bug => expect(bug).toBeNull(),
  })
  limited = await tokenOf({ budgetUsdPerMonth: 5 })
  plain = await tokenOf({})
  // whatever names no model, or any other, has a price: nothing is refused for want of one
  await price({ service: 'openai', model: '*', inputUsd: 1, outputUsd: 1 })
  await price({ service: 'openai', model: 'dear', inputUsd: 1000, outputUsd: 1000 })
})
afterAll(async () => {
  await gateway.close()
  await engine.close()
  upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

const ctx = () => engine.context(ADMIN)
const tokenOf = async (limits: object) =>
  (await createToken({ ctx: ctx(), input: newTokenSchema.parse({ name: 'app', ...limits }) })).token
const price = (input: object) => setPrice({ ctx: ctx(), input: setPriceSchema.parse(input) })

type Sent = { path: string; type: string; body: string | Buffer; encoding?: string }

async function send(token: string, { path, type, body, encoding }: Sent) {
  ledger = []
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'content-type': type }
  if (encoding !== undefined) headers['content-encoding'] = encoding
  const url = `http://127.0.0.1:${gateway.port}${path}`
  const bytes = typeof body === 'string' ? body : new Uint8Array(body)
  const answer = await fetch(url, { method: 'POST', headers, body: bytes })
  return { status: answer.status, said: await answer.text() }
}

const JSON_TYPE = 'application/json'
const chat = (body: string | Buffer, more: Partial<Sent> = {}): Sent => ({
  ...{ path: '/openai/v1/chat/completions', type: JSON_TYPE, body },
  ...more,
})
const pairs = (body: string) => chat(body, { type: 'application/x-www-form-urlencoded; charset=utf-8' })
const form = (...parts: string[]) => ({
  ...{ path: '/openai/v1/audio/transcriptions', type: 'multipart/form-data; boundary=b' },
  body: parts
    .map(part => `--b\r\n${part}\r\n`)
    .join('')
    .concat('--b--\r\n'),
})
const field = (name: string, value: string) => `Content-Disposition: form-data; name=${name}\r\n\r\n${value}`
const MODEL = field('"model"', 'cheap')
const FILE = `${field('"file"; filename="a.wav"', 'x'.repeat(9000))}`

const HIDING: [string, Sent, RegExp][] = [
  [
    'behind what is held of a body',
    chat(`{"model":"cheap","user":"${'x'.repeat(11 * MEGABYTE)}","model":"dear"}`),
    /too long/,
  ],
  [
    'work in the background behind it',
    chat(`{"model":"cheap","input":"${'x'.repeat(11 * MEGABYTE)}","background":true}`, {
      path: '/openai/v1/responses',
    }),
    /too long/,
  ],
  ['in letters that some readers do not mind', chat('{"model":"cheap","Model":"dear"}'), /twice/],
  [
    'behind a long text, where any model has a price',
    chat(`{"user":"${'x'.repeat(80_000)}","model":"dear"}`),
    /names no model/,
  ],
  ['in a compressed body', chat(gzipSync('{"model":"dear"}'), { encoding: 'gzip' }), /more than one way/],
  ['behind a byte order mark', chat('\ufeff{"model":"dear"}'), /more than one way/],
  ['in letters of two bytes', chat(Buffer.from('{"model":"dear"}', 'utf16le')), /more than one way/],
  [
    'behind what is no JSON',
    chat('{"model":"cheap" /* */, "model":"dear"}', { type: 'text/plain' }),
    /more than one way/,
  ],
  ['in a form that names two', form(MODEL, FILE, field('"model"', 'dear')), /twice/],
  ['in a form that names one in other letters', form(MODEL, FILE, field('Model', 'dear')), /twice/],
  ['in the middle of a form', form(FILE, MODEL, FILE), /names no model/],
  [
    'before a form, which no reader of forms reads',
    { ...form(field('"model"', 'dear')), body: `{"model":"cheap"}\r\n${form(field('"model"', 'dear')).body}` },
    /more than one way/,
  ],
  [
    'in a form within another boundary',
    { ...form(MODEL), type: 'multipart/form-data; boundary=c' },
    /more than one way/,
  ],
  ['under a name said twice', form(MODEL, field('"x"; name="model"', 'dear')), /more than one way/],
  ['under a name in an encoding', form(MODEL, field('"x"; name*=utf-8\'\'model', 'dear')), /more than one way/],
  [
    'in a second head',
    form(MODEL, `Content-Type: a\nContent-Disposition: form-data; name="model"\r\n${field('"x"', 'dear')}`),
    /more than one way/,
  ],
  ['in fields written as an address is', pairs('user=a&%6dodel=dear'), /more than one way/],
  ['work in the background there', pairs('Background=true'), /more than one way/],
  ['behind many of them', pairs(`user=${'x'.repeat(70_000)}&model=dear`), /too long/],
  [
    'a batch in other letters',
    chat('{}', { path: '/gemini/v1beta/models/gemini-2.5-flash:b%61tchGenerateContent' }),
    /after its answer/,
  ],
  [
    'a batch behind a long path',
    chat('{"model":"cheap"}', { path: `/openai/v1${'/'.repeat(600)}batches` }),
    /after its answer/,
  ],
  [
    'a video that is made later',
    chat('{"model":"sora-2","prompt":"a"}', { path: '/openai/v1/videos' }),
    /after its answer/,
  ],
]

test.each(HIDING)('a token with a budget cannot hide what it pays for: %s', async (_, sent, sentence) => {
  const refused = await send(limited, sent)
  expect(refused.status).toBe(403)
  const said = sent.path.startsWith('/gemini') ? { status: 'PERMISSION_DENIED' } : { type: 'permission_error' }
  expect(JSON.parse(refused.said)).toMatchObject({ error: { ...said, message: expect.stringMatching(sentence) } })
  expect(ledger).toEqual([])
  expect((await send(plain, sent)).status).toBe(200)
  expect(ledger).toHaveLength(1)
})

const OPEN: [string, Sent][] = [
  ['JSON', chat('{"model":"cheap","background":null,"deferred":false}\n')],
  ['a form that names its model first', form(MODEL, FILE)],
  ['a form that names it last', form(FILE, field('model', 'cheap'))],
  ['a form with a file of any name', form(MODEL, field('"file"; filename="name=model; name=\\"a.wav"', 'x'))],
  ['fields written as an address is that name no model', pairs('query=model%20trains&limit=3')],
  ['no body of a model', chat('', { path: '/openai/v1/responses/resp_1/cancel' })],
  ['a long body that is held', chat(`{"model":"cheap","user":"${'x'.repeat(9 * MEGABYTE)}"}`)],
]

test.each(OPEN)('%s passes', async (_, sent) => {
  expect(await send(limited, sent)).toMatchObject({ status: 200 })
  expect(ledger).toHaveLength(1)
})

test('a query that looks like a path names no model', () => {
  const body = Buffer.from('{"model":"gemini-2.5-pro"}')
  expect(gemini.readModel('/v1beta/openai/chat/completions?a=/models/gemini-2.5-flash', body)).toBe('gemini-2.5-pro')
})

test('an official SDK uploads its file', async () => {
  const openai = new OpenAI({ apiKey: limited, maxRetries: 0, baseURL: `http://127.0.0.1:${gateway.port}/openai/v1` })
  const file = await toFile(Buffer.alloc(20_000, 7), 'náme "x".wav')
  expect((await openai.audio.transcriptions.create({ file, model: 'whisper-1' })).text).toBe('a')
})

test('mail costs nothing, however long, until it has a price; then its recipients are seen', async () => {
  const mail = (body: string): Sent => ({ path: '/resend/emails', type: JSON_TYPE, body })
  const long = mail(`{"text":"${'x'.repeat(11 * MEGABYTE)}","to":["a@x.dev","b@x.dev"]}`)
  expect((await send(limited, long)).status).toBe(200)
  await price({ service: 'resend', model: '*', inputUsd: null, outputUsd: null, unitUsd: 0.01 })
  for (const sent of [long, mail(`{"text":"${'x'.repeat(2 * MEGABYTE)}","to":"a"}`), mail('{"to":"a","to":["a","b"]}')])
    expect([(await send(limited, sent)).status, ledger]).toEqual([403, []])
  expect((await send(limited, mail('{"to":["a","b"],"cc":[]}'))).status).toBe(200)
  const { type } = pairs('')
  expect((await send(limited, { ...mail(`to=a&text=${'x'.repeat(70_000)}`), type })).status).toBe(200)
})
