import { randomBytes } from 'node:crypto'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ask,
  collect,
  readAll,
  speakRaw,
  startTestGateway,
  startUpstream,
  type TestGateway,
  type TestUpstream,
  TOKEN,
} from './gateway.fixture'
import { startRaw } from './upstream/connections.fixture'

type Script = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void
let script: Script
let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    void readAll(request).then(body => script(request, response, body))
  })
  gateway = await startTestGateway({ origin: `${upstream.origin}/behind/a/prefix` })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  expect(gateway.bugs).toEqual([])
})

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'QUERY']
const bytes = fc
  .tuple(fc.constantFrom(0, 1, 100, 4096, 8193, 70_000, 700_000), fc.nat(50))
  .map(([size, more]) => size + more)

test('an answer in chunks that is all here is passed on as one piece of its length; HEAD is told no length of nothing', async () => {
  script = (asked, response) => {
    response.flushHeaders()
    response.end(asked.method === 'HEAD' ? undefined : '{"ok":true}')
  }
  const head = (method: string) => `${method} /mock/a HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`
  const raw = (await speakRaw(gateway.port, head('GET'))).toLowerCase()
  expect(raw).toMatch(/\r\n\r\n\{"ok":true\}$/)
  expect(raw).toContain('content-length: 11\r\n')
  expect(raw).not.toContain('transfer-encoding')
  expect((await speakRaw(gateway.port, head('HEAD'))).toLowerCase()).not.toContain('content-length')
})

test('bodies arrive bit for bit, both ways, whatever their size, splits, method and encoding', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...METHODS),
      bytes,
      bytes,
      fc.array(fc.nat(60_000), { maxLength: 6 }),
      fc.constantFrom('length', 'chunked', 'gzip'),
      fc.constantFrom(200, 201, 302, 400, 404, 413),
      async (method, sentSize, answerSize, splits, framing, status) => {
        const sent = randomBytes(sentSize)
        const answer = framing === 'gzip' ? gzipSync(randomBytes(answerSize)) : randomBytes(answerSize)
        let seen: Buffer | null = null
        let path: string | undefined = ''
        script = (request, response, body) => {
          seen = body
          path = request.url
          if (framing === 'gzip') response.setHeader('content-encoding', 'gzip')
          if (framing !== 'chunked') response.setHeader('content-length', answer.length)
          response.writeHead(status, { 'content-type': 'application/octet-stream', 'x-mark': 'up', location: '/next' })
          let from = 0
          for (const split of splits) {
            if (split > 0) response.write(answer.subarray(from, from + split))
            from = Math.min(answer.length, from + split)
          }
          response.end(answer.subarray(from))
        }
        const reply = await ask(gateway.origin, { method, path: '/mock/v1/things?a=%2F&b=1', body: sent })
        expect(seen).not.toBeNull()
        expect(sent.equals(seen ?? Buffer.alloc(0))).toBe(true)
        expect(path).toBe('/behind/a/prefix/v1/things?a=%2F&b=1')
        expect(reply.status).toBe(status)
        expect(reply.isComplete).toBe(true)
        expect(reply.body.equals(answer)).toBe(true)
        expect([reply.headers['x-mark'], reply.headers.location]).toEqual(['up', '/next'])
      },
    ),
    { numRuns: 120, endOnFailure: true },
  )
}, 60_000)

test('5 MB pass in both directions', async () => {
  const big = randomBytes(5 * 1024 * 1024)
  script = (_, response, body) => response.end(body)
  const reply = await ask(gateway.origin, { body: big })
  expect(reply.body.equals(big)).toBe(true)
})

test('answers without a body end at their head: HEAD, 204 and 304', async () => {
  script = (_, response) => void response.writeHead(200, { 'content-length': 12_345, 'x-mark': 'head' }).end()
  const head = await ask(gateway.origin, { method: 'HEAD', path: '/mock/v1/models' })
  expect([head.status, head.headers['content-length'], head.body.length, head.isComplete]).toEqual([
    200,
    '12345',
    0,
    true,
  ])
  for (const status of [204, 304]) {
    script = (_, response) => void response.writeHead(status, { etag: '"1"' }).end()
    const reply = await ask(gateway.origin, { method: 'GET' })
    expect([reply.status, reply.headers.etag, reply.body.length, reply.isComplete]).toEqual([status, '"1"', 0, true])
  }
})

test.each([
  ['HEAD', 'Content-Length: 2\r\n\r\n', ''],
  ['GET', 'Content-Length: 2\r\n\r\nhi', 'hi'],
  ['GET', 'Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n', 'hi'],
])('trailers that are announced and do not come spoil no answer: %s, %j', async (method, rest, body) => {
  const upstream = await startRaw(socket => void socket.write(`HTTP/1.1 200 OK\r\nTrailer: x-checksum\r\n${rest}`))
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  const reply = await ask(gateway.origin, { method })
  await gateway.close()
  await upstream.close()
  expect(reply).toMatchObject({ status: 200, isComplete: true })
  expect(reply.body.toString()).toBe(body)
  expect(gateway.bugs).toHaveLength(0)
  expect(gateway.pools.leaseCount()).toBe(0)
})

test('trailers follow the body they belong to', async () => {
  script = (_, response) => {
    response.writeHead(200, { trailer: 'x-checksum' })
    response.write('some ')
    setTimeout(() => {
      response.addTrailers({ 'x-checksum': 'abc' })
      response.end('text')
    }, 10)
  }
  const reply = await ask(gateway.origin)
  expect(reply.body.toString()).toBe('some text')
  expect(reply.trailers).toEqual({ 'x-checksum': 'abc' })
})

test('who waits for a 100 gets it once admitted, and never when refused', async () => {
  script = (request, response, body) => response.end(`${request.headers.expect ?? 'none'} ${body.length}`)
  const call = (token: string) =>
    new Promise<{ wasAskedOn: boolean; status: number; text: string }>(resolve => {
      let wasAskedOn = false
      const headers = { authorization: `Bearer ${token}`, expect: '100-continue', 'content-length': 5 }
      const out = request(`${gateway.origin}/mock/x`, { method: 'POST', headers }, answer => {
        void collect(answer).then(({ status, body }) => {
          out.destroy()
          resolve({ wasAskedOn, status, text: body.toString() })
        })
      })
      out.on('continue', () => {
        wasAskedOn = true
        out.end('12345')
      })
      out.on('error', () => {})
      out.flushHeaders()
    })
  expect(await call(TOKEN)).toEqual({ wasAskedOn: true, status: 200, text: 'none 5' })
  expect(await call('wrong')).toMatchObject({ wasAskedOn: false, status: 401 })
})

test('redirects are passed on, not followed', async () => {
  let count = 0
  script = (_, response) => {
    count += 1
    response.writeHead(307, { location: `${upstream.origin}/elsewhere` }).end()
  }
  const reply = await ask(gateway.origin, { body: '{}' })
  expect([reply.status, reply.headers.location, count]).toEqual([307, `${upstream.origin}/elsewhere`, 1])
})
