import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Exchange, type Forwarded } from './exchange'
import { DEFAULT_LIMITS } from './limits'
import { Asked, ask, connectionsTo, QUESTION, startRaw } from './upstream/connections.fixture'

const LONG = 64 * 1024 * 1024

test('a caller that was slow for an answer now over lets nobody else’s flow', async () => {
  const upstream = await startRaw((socket, heard) => {
    const body = heard.includes('/long') ? Buffer.alloc(LONG) : Buffer.from('hi')
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
    // apart from its head, so that it finds who takes it
    setTimeout(() => socket.write(body), 20)
  })
  const connections = connectionsTo(upstream.origin, { count: 1 })
  const first = exchange()
  const forwarded = new Promise<Forwarded>(resolve => first.start(resolve))
  connections.dispatch(QUESTION, first)
  await forwarded
  const ended = new Promise<void>(resolve => {
    first.attach({ write: () => false, end: () => resolve(), fail: () => resolve() })
  })
  await ended
  const second = new Asked(() => false)
  void ask(connections, { path: '/long' }, second)
  while (second.byteCount === 0) await pause(5)
  const held = second.byteCount
  first.resume()
  await pause(100)
  expect(upstream.sockets).toHaveLength(1)
  expect(second.byteCount).toBe(held)
  connections.end()
  await upstream.close()
})

function exchange(): Exchange {
  const request = { method: 'GET', path: '/', headers: [], body: { kind: 'none' as const } }
  const key = { model: null, secret: 'sk-canary-first-9b1c2d3e', masked: 'sk-can…0' }
  return new Exchange({ ...request, ...key, deadlineAt: Date.now() + 5000, limits: DEFAULT_LIMITS, now: Date.now })
}
