import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import {
  ask,
  collect,
  readAll,
  SECRETS,
  speakRaw,
  startTestGateway,
  startUpstream,
  type TestGateway,
  TOKEN,
  until,
} from './gateway.fixture'
import type { GatewayLimits } from './limits'

const MEGABYTE = 1024 * 1024
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

/** The first key is refused after its whole body was read; the second echoes. */
async function refusingFirst(limits: Partial<GatewayLimits> = {}): Promise<{ gateway: TestGateway; seen: number[] }> {
  const seen: number[] = []
  const upstream = await startUpstream((request, response) => {
    void readAll(request).then(body => {
      seen.push(body.length)
      if (request.headers.authorization === `Bearer ${SECRETS[0]}`) response.writeHead(429).end('{"error":{}}')
      else response.end(body)
    })
  })
  const gateway = await startTestGateway({ origin: upstream.origin, limits })
  open.push(upstream, gateway)
  return { gateway, seen }
}

test('a body of 10 MB is sent again, bit for bit, with the next key', async () => {
  const { gateway, seen } = await refusingFirst()
  const body = randomBytes(10 * MEGABYTE)
  const reply = await ask(gateway.origin, { body })
  expect(reply.status).toBe(200)
  expect(reply.body.equals(body)).toBe(true)
  expect(seen).toEqual([body.length, body.length])
})

test.each(['with its length', 'in chunks'])(
  'a longer body passes once %s; its caller is told to send it again, never what our key was told',
  async how => {
    const { gateway, seen } = await refusingFirst()
    const body = randomBytes(10 * MEGABYTE + 1)
    const out = request(`${gateway.origin}/mock/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(how === 'in chunks' ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length }),
      },
    })
    const answered = new Promise<Awaited<ReturnType<typeof collect>>>((resolve, reject) => {
      out.on('response', answer => void collect(answer).then(resolve)).on('error', reject)
    })
    for (let from = 0; from < body.length; from += MEGABYTE) out.write(body.subarray(from, from + MEGABYTE))
    out.end()
    const refused = await answered
    expect([refused.status, JSON.parse(refused.body.toString()).code]).toEqual([503, 'not-repeatable'])
    expect(seen).toEqual([body.length])
    expect(gateway.attempts.map(({ outcome }) => outcome)).toEqual(['rate-limited', 'refused'])
    // The first key rests now: the next long body goes to the second, whole.
    const reply = await ask(gateway.origin, { body })
    expect(reply.body.equals(body)).toBe(true)
  },
)

test('bodies held at once stay under their common limit: past it they pass once, and all arrive', async () => {
  const { gateway } = await refusingFirst({ replayBytesTotal: 300_000 })
  await ask(gateway.origin, { body: '{}' })
  const bodies = Array.from({ length: 10 }, () => randomBytes(200_000))
  const replies = await Promise.all(bodies.map(body => ask(gateway.origin, { body })))
  expect(replies.map((reply, index) => reply.body.equals(bodies[index] ?? Buffer.alloc(0)))).not.toContain(false)
})

test('an upstream that answers before it read a long body does not break the caller’s connection', async () => {
  const upstream = await startUpstream((_, response) => {
    response.writeHead(413, { connection: 'close' }).end('{"error":{"message":"too large"}}')
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  open.push(upstream, gateway)
  const reply = await ask(gateway.origin, { body: Buffer.alloc(12 * MEGABYTE) })
  expect([413, 502]).toContain(reply.status)
  expect(reply.isComplete).toBe(true)
})

test('a caller that leaves while it sends reaches no upstream with half a body', async () => {
  const { gateway, seen } = await refusingFirst()
  const head = `POST /mock/v1/chat/completions HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${TOKEN}\r\n`
  const socket = connect(gateway.port, '127.0.0.1')
  socket.write(`${head}Content-Length: 100\r\n\r\nhalf`)
  await new Promise(resolve => setTimeout(resolve, 50))
  socket.destroy()
  await speakRaw(gateway.port, `${head}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 50)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(seen).toEqual([])
  expect(gateway.attempts).toEqual([])
  expect(gateway.bugs).toEqual([])
})

test('a caller that leaves in the middle of a long body cuts the upstream’s too', async () => {
  let isCut = false
  const upstream = await startUpstream(request => {
    request.resume().on('error', () => {})
    request.on('close', () => {
      isCut = !request.complete
    })
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  open.push(upstream, gateway)
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-length': 20 * MEGABYTE }
  const out = request(`${gateway.origin}/mock/v1/files`, { method: 'POST', headers }).on('error', () => {})
  out.write(Buffer.alloc(MEGABYTE))
  await until(() => gateway.pools.leaseCount() === 1)
  out.destroy()
  await until(() => isCut)
  await until(() => gateway.attempts.length === 1)
  expect(gateway.attempts[0]?.outcome).toBe('aborted')
})
