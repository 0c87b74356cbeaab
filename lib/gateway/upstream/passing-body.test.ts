import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import { answer, ask, connectionsTo, endWorlds, OK, onEnd, world } from './connections.fixture'

afterEach(endWorlds)

test('a body too long to be joined to its head arrives whole', async () => {
  const { port, stop } = await startCounting()
  onEnd(stop)
  const connections = connectionsTo(`http://127.0.0.1:${port}`)
  onEnd(() => connections.end())
  const bytes = Buffer.alloc(9_000_000, 'x')
  expect(await ask(connections, { method: 'POST', body: { kind: 'held', bytes } })).toEqual(answer('9000000'))
})

test.each([
  ['chunks', null],
  ['a length that was said', 6_000_000],
])('a body that passes once arrives in %s', async (_, length) => {
  const { port, stop } = await startCounting()
  onEnd(stop)
  const connections = connectionsTo(`http://127.0.0.1:${port}`)
  onEnd(() => connections.end())
  const stream = new PassThrough()
  const ended = ask(connections, { method: 'POST', body: { kind: 'passing', stream, length } })
  for (let count = 0; count < 60; count++) {
    if (!stream.write(Buffer.alloc(100_000, 'x'))) await new Promise(resolve => stream.once('drain', resolve))
  }
  stream.end()
  expect(await ended).toEqual(answer('6000000'))
})

test('a passing body that is shorter or longer than it was said to be, or breaks off, is never taken for whole', async () => {
  const { connections } = await world(() => {})
  const pass = (length: number, act: (stream: PassThrough) => void) => {
    const stream = new PassThrough()
    const ended = ask(connections, { method: 'POST', body: { kind: 'passing', stream, length } })
    act(stream)
    return ended
  }
  expect((await pass(10, stream => stream.end('short'))).kind).toBe('fault')
  expect((await pass(2, stream => stream.end('long'))).kind).toBe('fault')
  expect((await pass(10, stream => stream.write('sho') && setTimeout(() => stream.destroy(), 20))).kind).toBe('fault')
})

test('an upstream that answers before it has read its request serves no other on that connection', async () => {
  const { connections, upstream } = await world((socket, _heard, number) => {
    socket.write(number === 1 ? OK('enough') : OK('next'))
  })
  const stream = new PassThrough()
  stream.write('a')
  const body = { kind: 'passing' as const, stream, length: 100 }
  expect(await ask(connections, { method: 'POST', body })).toEqual(answer('enough'))
  await vi.waitFor(() => expect(stream.destroyed).toBe(true))
  expect(await ask(connections)).toEqual(answer('next'))
  expect(upstream.sockets).toHaveLength(2)
})

/** A real HTTP server that says how long the body was. */
async function startCounting(): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    let count = 0
    request.on('data', chunk => {
      count += chunk.length
    })
    request.on('end', () => response.end(String(count)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port, stop }
}
