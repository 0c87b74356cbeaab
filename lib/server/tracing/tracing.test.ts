import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { attemptOf } from '@/lib/store/rows.fixture'
import { type Engine, openEngine } from '../engine'
import { readSettings } from '../env'
import { openQuietLog } from '../log'
import { readTraceParent } from './traceparent'
import { Tracer } from './tracer'

const SECRET = (letter: string) => `gsk_${letter.repeat(52)}`
const CLIENT = 'a-client-token-of-tests'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

const value = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ intValue: z.string() }).transform(({ intValue }) => Number(intValue)),
  z.object({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
])
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform(pairs => Object.fromEntries(pairs.map(pair => [pair.key, pair.value])))
const span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: z.string().regex(/^\d{19}$/),
  endTimeUnixNano: z.string().regex(/^\d{19}$/),
  attributes,
  status: z.strictObject({ code: z.literal(2).optional(), message: z.string().optional() }),
})
/** As OTLP's protocol has it; a collector would refuse what does not fit. */
const exported = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.strictObject({ scope: z.object({ name: z.string(), version: z.string() }), spans: z.array(span) }),
      ),
    }),
  ),
})
type Span = z.output<typeof span>

let folder = ''
let simulator: Simulator
let collector: Server
let collected: { headers: IncomingHttpHeaders; spans: Span[]; service: unknown }[] = []
let answerWith = 200
let answer: object = {}
let closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-tracing-'))
  simulator = await startSimulator({ keys: ['A', 'B'].map(letter => ({ service: 'groq', secret: SECRET(letter) })) })
  collected = []
  answerWith = 200
  answer = {}
  collector = createServer(async (request, response) => {
    const body = exported.parse(JSON.parse(await text(request)))
    expect(request.url).toBe('/v1/traces')
    for (const { resource, scopeSpans } of body.resourceSpans) {
      const spans = scopeSpans.flatMap(scope => scope.spans)
      collected.push({ headers: request.headers, spans, service: resource.attributes['service.name'] })
    }
    response.writeHead(answerWith).end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  closing = []
})
afterEach(async () => {
  for (const close of closing) await close()
  await simulator.close()
  collector.close()
  rmSync(folder, { recursive: true })
})

async function start(
  more: Record<string, string> = {},
  lines: string[] = [],
): Promise<{ engine: Engine; gateway: Gateway; end(): Promise<void> }> {
  const address = collector.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const env = {
    KEYWHEEL_DATA_DIR: folder,
    KEYWHEEL_CLIENT_TOKEN: CLIENT,
    GROQ_API_KEY: SECRET('A'),
    GROQ_API_KEY_2: SECRET('B'),
    KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b',
    ...more,
  }
  const log = openQuietLog('fatal')
  log.warn = (line: unknown) => void lines.push(String(line))
  const engine = await openEngine(readSettings(env), env, { log })
  const onBug = (error: unknown) => {
    throw error
  }
  const gateway = await startGateway({ host: '127.0.0.1', port: 0, ports: engine.ports, onBug })
  let isEnded = false
  const end = async () => {
    if (isEnded) return
    isEnded = true
    await gateway.drain(100)
    await engine.close()
  }
  closing.push(end)
  return { engine, gateway, end }
}

async function chat({ port }: Gateway, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/groq/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CLIENT}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'llama-3.3-70b-versatile', messages: [{ role: 'user', content: 'Hello' }] }),
  })
  await answer.text()
  return answer.status
}

test('a request is a span, each attempt one below it, in the trace of the caller; what waits is sent at the end', async () => {
  const { gateway, end } = await start()
  simulator.fault({ service: 'groq', secret: SECRET('A'), kind: 'minute-limit', retryAfterMs: 60_000, times: 1 })
  expect(await chat(gateway, { traceparent: `00-${TRACE}-${PARENT}-01` })).toBe(200)
  await end()
  const spans = collected.flatMap(({ spans }) => spans)
  expect(spans.map(({ kind }) => kind)).toEqual([2, 3, 3])
  const [whole, failed, answered] = spans
  expect(whole).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, name: 'POST /groq', status: {} })
  expect(whole?.attributes).toMatchObject({ 'keywheel.ending': 'rescued', 'keywheel.attempts': 2 })
  for (const each of [failed, answered]) expect(each).toMatchObject({ traceId: TRACE, parentSpanId: whole?.spanId })
  expect(failed).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'rate-limited' } })
  expect(answered).toMatchObject({
    name: 'chat llama-3.3-70b-versatile',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'groq',
      'gen_ai.request.model': 'llama-3.3-70b-versatile',
      'gen_ai.usage.output_tokens': expect.any(Number),
      'http.response.status_code': 200,
    },
  })
  expect(collected[0]).toMatchObject({ service: 'keywheel', headers: { 'x-tenant': 'a b' } })
  const sent = JSON.stringify(collected)
  for (const secret of [SECRET('A'), SECRET('B'), CLIENT]) expect(sent).not.toContain(secret)
})

test('a trace that its caller does not sample is not sent, and a broken traceparent begins a new one', async () => {
  const { gateway, end } = await start()
  await chat(gateway, { traceparent: `00-${TRACE}-${PARENT}-00` })
  await chat(gateway, { traceparent: 'nonsense' })
  await end()
  const [whole, ...rest] = collected.flatMap(({ spans }) => spans)
  expect(rest).toHaveLength(1)
  expect(whole?.traceId).not.toBe(TRACE)
  expect(whole?.parentSpanId).toBeUndefined()
})

test('a collector that is away or refuses harms no request, and the spans count as dropped', async () => {
  const { gateway, end } = await start({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' })
  for (let count = 0; count < 5; count += 1) expect(await chat(gateway)).toBe(200)
  await end()
  answerWith = 503
  const second = await start()
  expect(await chat(second.gateway)).toBe(200)
  await second.end()
  expect(second.engine.tracer?.counts()).toEqual({ sent: 0, dropped: 2 })
})

test('what a collector that is away did not take comes when it is back, with one line at each turn', async () => {
  answerWith = 503
  const lines: string[] = []
  const { engine, gateway, end } = await start({}, lines)
  expect(await chat(gateway)).toBe(200)
  await vi.waitFor(() => expect(collected.length).toBeGreaterThan(1), { timeout: 15_000 })
  expect(engine.tracer?.counts()).toEqual({ sent: 0, dropped: 0 })
  answerWith = 200
  await vi.waitFor(() => expect(engine.tracer?.counts()).toEqual({ sent: 2, dropped: 0 }), { timeout: 30_000 })
  await end()
  expect(lines).toEqual([
    expect.stringMatching(/takes no spans: status 503/),
    expect.stringMatching(/takes spans again/),
  ])
}, 60_000)

test('a collector that is away for long costs a bounded number of spans in memory, and one line', async () => {
  const url = 'http://127.0.0.1:9/v1/traces'
  const lines: string[] = []
  const tracer = new Tracer({ url, headers: {}, serviceName: 'keywheel', goesUp: false }, '1', line => lines.push(line))
  for (let round = 0; round < 20; round += 1) {
    for (let count = 0; count < 1000; count += 1) {
      tracer.record(attemptOf({ requestId: `r-${round}-${count}`, ending: 'first-try' }))
    }
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  // of 40,000 spans 4,096 wait, and those of a batch that is on its way
  const { sent, dropped } = tracer.counts()
  expect(sent).toBe(0)
  expect(40_000 - dropped).toBeLessThanOrEqual(4096 + BATCH_SPANS)
  await tracer.close()
  expect(tracer.counts()).toEqual({ sent: 0, dropped: 40_000 })
  expect(lines).toHaveLength(1)
}, 30_000)

test('spans that a collector refuses of a batch it takes count as dropped', async () => {
  answer = { partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' } }
  const lines: string[] = []
  const { engine, gateway, end } = await start({}, lines)
  expect(await chat(gateway)).toBe(200)
  await end()
  expect(engine.tracer?.counts()).toEqual({ sent: 1, dropped: 1 })
  expect(lines).toEqual([expect.stringMatching(/refuses spans, which are lost: 1 of 2. too old/)])
})

const BATCH_SPANS = 512
/** Spans of three batches, of which each is sent by itself. */
function tracerWithThreeBatches(lines: string[] = []) {
  const address = collector.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}/v1/traces`
  const tracer = new Tracer({ url, headers: {}, serviceName: 'keywheel', goesUp: false }, '1', line => lines.push(line))
  const count = (3 * BATCH_SPANS) / 2
  for (let i = 0; i < count; i += 1) tracer.record(attemptOf({ requestId: `three-${i}`, ending: 'first-try' }))
  return tracer
}

test.each([
  [200, '1', { sent: 3 * (BATCH_SPANS - 1), dropped: 3 }],
  [200, '-5', { sent: 3 * BATCH_SPANS, dropped: 0 }],
  [200, '9000000', { sent: 0, dropped: 3 * BATCH_SPANS }],
  [400, '0', { sent: 0, dropped: 3 * BATCH_SPANS }],
])(
  'a collector that answers %i with %s spans refused is sent the next batch at the end',
  async (status, refused, counts) => {
    answerWith = status
    answer = { partialSuccess: { rejectedSpans: refused } }
    const lines: string[] = []
    const tracer = tracerWithThreeBatches(lines)
    await tracer.close()
    expect(collected).toHaveLength(3)
    expect(tracer.counts()).toEqual(counts)
    expect(lines).toHaveLength(counts.dropped > 0 ? 1 : 0)
  },
)

test.each([200, 400])('refused spans do not make the next ones wait longer (status %i)', async status => {
  answerWith = status
  answer = { partialSuccess: { rejectedSpans: '1' } }
  const tracer = tracerWithThreeBatches()
  // one after two seconds, the others half a second apart; with a pause after each they would take eight
  await vi.waitFor(() => expect(collected).toHaveLength(3), { timeout: 5000 })
  await tracer.close()
})

test.each([
  ['false', undefined],
  ['true', `00-${TRACE}-${PARENT}-01`],
])('with KEYWHEEL_TRACE_UPSTREAM=%s an upstream sees the traceparent %s', async (asked, seen) => {
  const upstreamSaw: (string | string[] | undefined)[] = []
  const upstream = createServer((request, response) => {
    upstreamSaw.push(request.headers.traceparent)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const address = upstream.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const origin = `http://127.0.0.1:${port}`
  const { gateway } = await start({ KEYWHEEL_TRACE_UPSTREAM: asked, KEYWHEEL_GROQ_ORIGIN: origin })
  await chat(gateway, { traceparent: `00-${TRACE}-${PARENT}-01` })
  expect(upstreamSaw).toEqual([seen])
  upstream.close()
})

test.each([
  [`00-${TRACE}-${PARENT}-01`, true],
  [`cc-${TRACE}-${PARENT}-01-what-the-future-brings`, true],
  [`ff-${TRACE}-${PARENT}-01`, false],
  [`00-${'0'.repeat(32)}-${PARENT}-01`, false],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, false],
  [`00-${TRACE.toUpperCase()}-${PARENT}-01`, false],
  ['', false],
])('%s is a traceparent: %s', (text, isOne) => {
  expect(readTraceParent(text) !== null).toBe(isOne)
})
