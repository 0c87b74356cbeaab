import { Agent } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { ask, SECRETS, startTestGateway, startUpstream, TOKEN, until } from './gateway.fixture'
import { startGateway } from './listener'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

test('a drain lets what is under way end, takes nothing new, and leaves no connection', async () => {
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"n":1}\n\n')
    setTimeout(() => response.end('data: [DONE]\n\n'), 300)
  })
  const gateway = await startTestGateway({ origin: upstream.origin })
  open.push(upstream, gateway)
  const agent = new Agent({ keepAlive: true })
  const idle = connect(gateway.port, '127.0.0.1')
  const running = ask(gateway.origin, { agent })
  await until(() => gateway.pools.leaseCount() === 1)
  const drained = gateway.drain(5000)
  await expect(ask(gateway.origin)).rejects.toThrow()
  const reply = await running
  expect([reply.isComplete, reply.body.toString()]).toEqual([true, 'data: {"n":1}\n\ndata: [DONE]\n\n'])
  const startedAt = performance.now()
  await drained
  expect(performance.now() - startedAt).toBeLessThan(1000)
  idle.destroy()
  agent.destroy()
})

test('an answer under way says that its connection ends, so that its caller sends nothing more on it', async () => {
  const upstream = await startUpstream((request, response) => {
    request.resume()
    setTimeout(() => response.end('{}'), 200)
  })
  const gateway = await startTestGateway({ origin: upstream.origin })
  open.push(upstream, gateway)
  const agent = new Agent({ keepAlive: true })
  const before = await ask(gateway.origin, { agent })
  const running = ask(gateway.origin, { agent })
  await until(() => gateway.pools.leaseCount() === 1)
  const drained = gateway.drain(5000)
  expect([before.headers.connection, (await running).headers.connection]).toEqual(['keep-alive', 'close'])
  await drained
  agent.destroy()
})

test('a load balancer learns without a token that the port takes requests, and nothing else does', async () => {
  const upstream = await startUpstream((_, response) => response.end())
  const gateway = await startTestGateway({ origin: upstream.origin })
  open.push(upstream, gateway)
  const health = await fetch(`${gateway.origin}/health`)
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
  const head = await fetch(`${gateway.origin}/health`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await fetch(`${gateway.origin}/health`, { method: 'POST', body: 'x' })).status).toBe(401)
  expect((await fetch(`${gateway.origin}/health/more`)).status).toBe(401)
  expect(gateway.pools.leaseCount()).toBe(0)
})

test('what outlasts the grace is cut, and its lease is settled', async () => {
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"n":1}\n\n')
  })
  const gateway = await startTestGateway({ origin: upstream.origin })
  open.push(upstream, gateway)
  const running = ask(gateway.origin)
  await until(() => gateway.pools.leaseCount() === 1)
  await new Promise(resolve => setTimeout(resolve, 50))
  await gateway.drain(100)
  expect((await running).isComplete).toBe(false)
  await until(() => gateway.pools.leaseCount() === 0)
})

test('a port that is taken is an error at the start', async () => {
  const upstream = await startUpstream((_, response) => response.end())
  const gateway = await startTestGateway({ origin: upstream.origin })
  open.push(upstream, gateway)
  const { port } = gateway
  const { pools } = gateway
  const ports = {
    pools,
    now: Date.now,
    record: () => {},
    reveal: () => '',
    authenticate: () => null,
    findService: () => null,
  }
  await expect(startGateway({ host: '127.0.0.1', port, ports, onBug: () => {} })).rejects.toThrow('EADDRINUSE')
})

test('a key whose secret cannot be opened goes out; without another the answer is 503 and nothing leaks', async () => {
  const upstream = await startUpstream((_, response) => response.end())
  const gateway = await startTestGateway({
    origin: upstream.origin,
    reveal: () => {
      throw new Error(`cannot open ${SECRETS[0]}`)
    },
  })
  open.push(upstream, gateway)
  const reply = await ask(gateway.origin, { body: '{}' })
  expect(reply.status).toBe(503)
  expect(JSON.parse(reply.body.toString()).code).toBe('no-usable-key')
  expect(reply.body.toString()).not.toContain(SECRETS[0])
  expect(gateway.bugs).toHaveLength(0)
  expect(gateway.pools.leaseCount()).toBe(0)
})

test('an error answer compressed against our wish is understood, and our key in it masked', async () => {
  const plain = JSON.stringify({ error: { message: `key ${SECRETS[0]} is not valid`, code: 'invalid_api_key' } })
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.writeHead(400, { 'content-encoding': 'gzip' }).end(gzipSync(plain))
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  open.push(upstream, gateway)
  const reply = await ask(gateway.origin, { body: '{}', headers: { authorization: `Bearer ${TOKEN}` } })
  expect(reply.body.toString()).not.toContain(SECRETS[0])
  expect(reply.headers['content-encoding']).toBeUndefined()
})

test('a stream that begins with comments only is held for no longer than two seconds', async () => {
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': working\n\n')
    setTimeout(() => response.end('data: [DONE]\n\n'), 3000)
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  open.push(upstream, gateway)
  const startedAt = performance.now()
  const firstByte = new Promise<number>(resolve => {
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write(`GET /mock/v1/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`)
    socket.once('data', () => {
      resolve(performance.now() - startedAt)
      socket.destroy()
    })
  })
  expect(await firstByte).toSatisfy((ms: number) => ms > 1500 && ms < 2700)
})

test('a caller that sends requests ahead of their answers and leaves is waited for by none of them', async () => {
  let comeCount = 0
  let goneCount = 0
  const upstream = await startUpstream((_request, response) => {
    comeCount += 1
    response.once('close', () => {
      goneCount += 1
    })
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 1 })
  open.push(upstream, gateway)
  const socket = connect(gateway.port, '127.0.0.1')
  socket.write(`GET /mock/v1/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`.repeat(20))
  await until(() => comeCount === 20)
  socket.destroy()
  await until(() => goneCount === 20)
  await until(() => gateway.attempts.length === 20)
  expect(new Set(gateway.attempts.map(({ outcome }) => outcome))).toEqual(new Set(['aborted']))
  expect(gateway.pools.leaseCount()).toBe(0)
})
