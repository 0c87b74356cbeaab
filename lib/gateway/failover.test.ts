import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { ClassifyRule } from '@/lib/engine/classify-rule'
import {
  ask,
  SECRETS,
  startTestGateway,
  startUpstream,
  type TestGateway,
  type TestUpstream,
  TOKEN,
} from './gateway.fixture'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

const SLOW_DOWN: ClassifyRule = {
  name: 'slow down',
  field: { path: 'error.type', equals: ['rate_limit_error'] },
  means: { outcome: 'rate-limited' },
}

type Trouble = (request: IncomingMessage, response: ServerResponse) => void

/** The first key meets trouble, every other key gets an answer. */
async function withTrouble(trouble: Trouble, keyCount = 2): Promise<{ upstream: TestUpstream; gateway: TestGateway }> {
  const upstream = await startUpstream((request, response) => {
    request.resume().on('end', () => {
      if (request.headers.authorization === `Bearer ${SECRETS[0]}`) return trouble(request, response)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"ok":true,"usage":{"prompt_tokens":7,"completion_tokens":11}}')
    })
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount, rules: [SLOW_DOWN] })
  open.push(upstream, gateway)
  return { upstream, gateway }
}

const ERROR = (message: string) => JSON.stringify({ error: { message } })
const TROUBLES: [string, Trouble, string][] = [
  ['429', (_, r) => void r.writeHead(429, { 'retry-after': '7' }).end(ERROR('Rate limit reached')), 'rate-limited'],
  ['401', (_, r) => void r.writeHead(401).end(ERROR('Incorrect API key provided')), 'key-rejected'],
  ['503', (_, r) => void r.writeHead(503).end(ERROR('overloaded')), 'overloaded'],
  ['500', (_, r) => void r.writeHead(500).end(ERROR('oops')), 'service-error'],
  ['a reset before the head', q => void q.socket.destroy(), 'unreachable'],
  [
    'an error as the first event of a stream',
    (_, r) => {
      r.writeHead(200, { 'content-type': 'text/event-stream' })
      r.write(': hello\n\nevent: error\ndata: {"type":"error","error":')
      setTimeout(() => r.end('{"type":"rate_limit_error","message":"slow down"}}\n\n'), 20)
    },
    'rate-limited',
  ],
]

test.each(TROUBLES)('after %s the same call succeeds with the next key', async (_, trouble, outcome) => {
  const { gateway } = await withTrouble(trouble)
  const reply = await ask(gateway.origin, { body: '{"model":"m1"}' })
  expect(reply.status).toBe(200)
  expect(JSON.parse(reply.body.toString()).ok).toBe(true)
  const steps = String(reply.headers['x-keywheel-attempts']).split(',')
  expect(steps).toHaveLength(2)
  expect(steps[0]).toBe(`sk-can...0:${outcome}`)
  expect(steps[1]).toBe('sk-can...1:success')
  expect(gateway.attempts.map(({ number, keyId }) => [number, keyId])).toEqual([
    [1, 'key0'],
    [2, 'key1'],
  ])
  expect(gateway.attempts[1]).toMatchObject({ outcome: 'success', tokensIn: 7, tokensOut: 11, model: 'm1' })
  expect(gateway.pools.leaseCount()).toBe(0)
  expect(gateway.bugs).toEqual([])
})

test('when all keys rest, the caller gets 429 with Retry-After, each key and its reason', async () => {
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.writeHead(429, { 'retry-after': '90' }).end(ERROR('Rate limit reached'))
  })
  const gateway = await startTestGateway({ origin: upstream.origin })
  open.push(upstream, gateway)
  const reply = await ask(gateway.origin, { body: '{}' })
  expect(reply.status).toBe(429)
  expect(reply.headers['content-type']).toBe('application/problem+json')
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(85)
  expect(reply.headers['x-should-retry']).toBe('false')
  expect(reply.headers['x-keywheel-attempts']).toBe('sk-can...0:rate-limited,sk-can...1:rate-limited')
  const problem = JSON.parse(reply.body.toString())
  expect(problem).toMatchObject({ status: 429, code: 'exhausted', error: { code: 'rate_limit_exceeded' } })
  expect(problem.keys.map((key: { reason: string }) => key.reason)).toEqual(['rate-limited', 'rate-limited'])
  expect(gateway.attempts.map(({ outcome }) => outcome)).toEqual(['rate-limited', 'rate-limited', 'refused'])
  expect(gateway.attempts.map(({ ending }) => ending)).toEqual([null, null, 'lost'])
  expect(gateway.attempts[0]?.effects).toMatchObject([{ kind: 'rested', reason: 'rate-limited', provenance: 'hint' }])
  expect(gateway.attempts[2]).toMatchObject({
    detail: problem.detail,
    choice: { keyCount: 2, outCounts: { 'rate-limited': 2 } },
  })
})

test('of a request that is refused, exactly the last row says what it came to', async () => {
  const { gateway } = await withTrouble((_, r) => void r.writeHead(401).end(ERROR('Incorrect API key')), 1)
  await ask(gateway.origin, { body: '{}' })
  await ask(gateway.origin, { path: '/mock/v1/models', headers: { upgrade: 'websocket' } })
  expect(gateway.attempts.map(({ outcome, ending }) => [outcome, ending])).toEqual([
    ['key-rejected', null],
    ['refused', 'lost'],
    ['refused', 'refused'],
  ])
})

test("a caller's own mistake comes back unchanged, from one attempt", async () => {
  const body = ERROR('messages is required')
  const { gateway } = await withTrouble((_, r) => void r.writeHead(400, { 'x-request-id': 'up-1' }).end(body))
  const reply = await ask(gateway.origin, { body: '{}' })
  expect(reply.status).toBe(400)
  expect(reply.body.toString()).toBe(body)
  expect(reply.headers['x-request-id']).toBe('up-1')
  expect(gateway.attempts).toHaveLength(1)
})

test('an upstream that is not there gives 502, and one that does not answer gives 504', async () => {
  const upstream = await startUpstream(request => void request.resume())
  const gateway = await startTestGateway({
    origin: upstream.origin,
    keyCount: 1,
    policy: { firstByteDeadlineMs: 200, wholeAnswerDeadlineMs: 600 },
  })
  open.push(upstream, gateway)
  const startedAt = performance.now()
  expect((await ask(gateway.origin, { body: '{"stream":true}' })).status).toBe(504)
  expect(performance.now() - startedAt).toBeLessThan(600)
  gateway.pools.reset({})
  expect((await ask(gateway.origin, { body: '{}' })).status).toBe(504)
  expect(performance.now() - startedAt).toBeGreaterThan(800)
  const absent = await startTestGateway({ origin: 'http://127.0.0.1:1', keyCount: 3 })
  open.push(absent)
  const reply = await ask(absent.origin, { body: '{}' })
  expect([reply.status, JSON.parse(reply.body.toString()).code]).toEqual([502, 'upstream-unreachable'])
})

test('a refusal tells people what befell, by the name of the service', async () => {
  const stranger = createServer(socket =>
    socket
      .resume()
      .on('error', () => {})
      .write('SSH-2.0-OpenSSH_9.6\r\n'),
  )
  await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve))
  const { port } = stranger.address() as AddressInfo
  const gateway = await startTestGateway({ origin: `http://127.0.0.1:${port}`, keyCount: 3 })
  open.push(gateway)
  const detail = async () => JSON.parse((await ask(gateway.origin, { body: '{}' })).body.toString()).detail
  expect(await detail()).toBe('Mock gave an answer that is no HTTP/1.1.')
  expect(await detail()).toMatch(/^Mock keeps failing, so it is left alone until /)
  await new Promise(resolve => stranger.close(resolve))
})

test('our key, even where the upstream quotes it in an error, never reaches the caller, nor its token the upstream', async () => {
  const seen: string[] = []
  const upstream = await startUpstream((request, response) => {
    seen.push(request.url ?? '', JSON.stringify(request.rawHeaders))
    request.resume()
    const quoted = ERROR(`Consumer 'api_key:${SECRETS[0]}' has been suspended`)
    response.writeHead(400, { 'x-echo': `key ${SECRETS[0]}`, 'content-length': quoted.length }).end(quoted)
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  open.push(upstream, gateway)
  const path = `/mock/v1/models?key=${TOKEN}&alt=sse&extra=a${TOKEN}`
  const headers = { 'x-api-key': TOKEN, 'x-goog-api-key': TOKEN, 'x-note': `was ${TOKEN}`, cookie: `t=${TOKEN}` }
  const reply = await ask(gateway.origin, { path, headers, body: '{}' })
  expect(reply.status).toBe(400)
  expect(reply.body.toString() + JSON.stringify(reply.rawHeaders)).not.toContain(SECRETS[0])
  expect(reply.body.toString()).toContain('sk-can…0')
  expect(seen[0]).toBe('/v1/models?alt=sse')
  expect(seen.join()).not.toContain(TOKEN)
  expect(JSON.stringify(gateway.attempts)).not.toContain(TOKEN)
  expect(JSON.stringify(gateway.attempts)).not.toContain(SECRETS[0])
})
