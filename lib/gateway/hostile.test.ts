import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  ask,
  readAll,
  speakRaw,
  startTestGateway,
  startUpstream,
  type TestGateway,
  type TestUpstream,
  TOKEN,
} from './gateway.fixture'

let upstream: TestUpstream
let gateway: TestGateway
/** What reached the upstream: one line per request. */
let ledger: string[] = []

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    void readAll(request).then(body => {
      ledger.push(`${request.method} ${request.url} ${body.length}`)
      response.end('ok')
    })
  })
  gateway = await startTestGateway({ origin: upstream.origin })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  expect(gateway.bugs).toEqual([])
})
beforeEach(() => {
  ledger = []
})

const HEAD = `Host: g\r\nAuthorization: Bearer ${TOKEN}\r\n`
const post = (headers: string, body: string) => `POST /mock/a HTTP/1.1\r\n${HEAD}${headers}\r\n${body}`
const INNER = `GET /mock/smuggled HTTP/1.1\r\n${HEAD}\r\n`

const SMUGGLING: [string, string][] = [
  ['CL.TE', post(`Content-Length: ${INNER.length + 5}\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${INNER}`)],
  ['TE.CL', post('Transfer-Encoding: chunked\r\nContent-Length: 3\r\n', `1\r\na\r\n0\r\n\r\n${INNER}`)],
  ['two lengths', post('Content-Length: 1\r\nContent-Length: 0\r\n', `a${INNER}`)],
  ['two lengths in two cases', post('Content-Length: 1\r\ncontent-length: 1\r\n', `a${INNER}`)],
  ['a list of lengths', post('Content-Length: 1, 1\r\n', `a${INNER}`)],
  ['a signed length', post('Content-Length: +1\r\n', `a${INNER}`)],
  ['chunked twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${INNER}`)],
  ['an encoding after chunked', post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${INNER}`)],
  ['a disguised encoding', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${INNER}`)],
  ['a space before the colon', post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${INNER}`)],
  ['a folded header', post('X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n', '')],
  ['a NUL in a header', post('X-A: b\0c\r\nContent-Length: 0\r\n', '')],
  ['bare line feeds', `POST /mock/a HTTP/1.1\n${HEAD.replaceAll('\r\n', '\n')}Content-Length: 0\n\n`],
  ['a broken chunk size', post('Transfer-Encoding: chunked\r\n', `zz\r\n\r\n${INNER}`)],
  ['a chunk size too big', post('Transfer-Encoding: chunked\r\n', `fffffffffffffffff\r\n\r\n${INNER}`)],
  ['two hosts', `POST /mock/a HTTP/1.1\r\nHost: other\r\n${HEAD}Content-Length: 0\r\n\r\n`],
]

test.each(SMUGGLING)('%s never becomes a second request upstream', async (_, bytes) => {
  const reply = await speakRaw(gateway.port, bytes)
  expect(ledger.some(line => line.includes('smuggled'))).toBe(false)
  expect(ledger.length).toBeLessThanOrEqual(1)
  const statuses = [...reply.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
  // Either one plain answer to the one request there was, or a refusal and the end of the connection.
  expect(statuses.at(-1) ?? 400).toSatisfy((status: number) => status === 200 || status === 400)
  expect(statuses.filter(status => status === 200).length).toBe(ledger.length)
})

test('two honest requests in one write are two requests, in order', async () => {
  const two = post('Content-Length: 3\r\n', 'abc') + INNER
  const reply = await speakRaw(gateway.port, two)
  expect(reply.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  expect(ledger).toEqual(['POST /a 3', 'GET /smuggled 0'])
})

const PATHS = [
  ...['/mock/../other', '/mock/./a', '/mock/a/..', '/mock/%2e%2e/a', '/mock/a/.%2E/b', '/mock/%2E', '/mock/..%2fa'],
  ...[
    '/mock/a\\b',
    '/mock/%5c..',
    '/mock/a%00',
    '/%6dock/a',
    '/mo%2fck/a',
    '//mock/a',
    '/MOCK/a',
    'http://evil.test/mock/a',
  ],
  ...['/mock/a%2f..%2fb', '/mock/..;/a', '/', '*'],
]

test.each(PATHS)('a path that two readers could read differently goes nowhere: %s', async path => {
  const reply = await speakRaw(gateway.port, `GET ${path} HTTP/1.1\r\n${HEAD}\r\n`)
  expect(reply).toMatch(/^HTTP\/1\.1 (400|404) /)
  expect(ledger).toEqual([])
})

test.each([
  ['no token', {}, 401, 'client-token-missing'],
  ['a wrong token', { authorization: 'Bearer wrong' }, 401, 'client-token-invalid'],
  [
    'a wrong token and an unknown service',
    { authorization: 'Bearer wrong', path: '/nope/x' },
    401,
    'client-token-invalid',
  ],
  ['an unknown service', { path: '/nope/x' }, 404, 'unknown-service'],
  ['a WebSocket', { connection: 'Upgrade', upgrade: 'websocket' }, 405, 'method-not-allowed'],
])(
  '%s is refused as problem+json',
  async (_, { path = '/mock/a', ...headers }: Record<string, string>, status, code) => {
    const auth = headers.authorization ?? (code === 'client-token-missing' ? 'Basic x' : `Bearer ${TOKEN}`)
    const reply = await ask(gateway.origin, { method: 'GET', path, headers: { ...headers, authorization: auth } })
    expect([reply.status, reply.headers['content-type']]).toEqual([status, 'application/problem+json'])
    expect(JSON.parse(reply.body.toString())).toMatchObject({ status, code, type: `urn:keywheel:problem:${code}` })
    expect(reply.headers['x-keywheel-request-id']).toBeTypeOf('string')
    expect(ledger).toEqual([])
  },
)

test('TRACE, which would show our key, and CONNECT go nowhere', async () => {
  const trace = await speakRaw(gateway.port, `TRACE /mock/a HTTP/1.1\r\n${HEAD}\r\n`)
  expect(trace).toMatch(/^HTTP\/1\.1 405 /)
  const connect = await speakRaw(gateway.port, `CONNECT evil.test:443 HTTP/1.1\r\n${HEAD}\r\n`)
  expect(connect).not.toMatch(/ 200 /)
  expect(ledger).toEqual([])
})

test('headers past the limit get a 431, and the gateway goes on', async () => {
  const reply = await speakRaw(gateway.port, `GET /mock/a HTTP/1.1\r\n${HEAD}X-Big: ${'a'.repeat(64 * 1024)}\r\n\r\n`)
  expect(reply).toMatch(/^HTTP\/1\.1 431 /)
  expect((await ask(gateway.origin, { body: '{}' })).status).toBe(200)
})

test.each(['bearer', 'BEARER'])('the token is found wherever an SDK puts it, and %s is written any way', async word => {
  const places: [string, Record<string, string>][] = [
    ['/mock/a', { authorization: `${word} ${TOKEN}` }],
    ['/mock/a', { authorization: '', 'x-api-key': TOKEN }],
    ['/mock/a', { authorization: '', 'x-goog-api-key': TOKEN }],
    [`/mock/a?key=${TOKEN}`, { authorization: '' }],
  ]
  for (const [path, headers] of places) expect((await ask(gateway.origin, { path, headers })).status).toBe(200)
  expect(new Set(ledger)).toEqual(new Set(['POST /a 0']))
})
