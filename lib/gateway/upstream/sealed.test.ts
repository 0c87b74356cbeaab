import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate.fixture'
import type { Connections } from './connections'
import { Asked, ask, connectionsTo } from './connections.fixture'

let server: Server
let connections: Connections
/** Of each connection, whether it went on with the session of an earlier one. */
let resumed: boolean[] = []

beforeEach(async () => {
  server = createServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (request, response) => {
    if (request.url === '/close') response.shouldKeepAlive = false
    if (request.url?.startsWith('/slow')) setTimeout(() => response.end('slow'), Number(request.url.slice(5)))
    else if (request.url === '/long') response.end(Buffer.alloc(20_000_000, 'x'))
    else request.pipe(response)
  })
  resumed = []
  server.on('secureConnection', socket => resumed.push(socket.isSessionReused()))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  connections = connectionsTo(`https://localhost:${portOf(server)}`)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  connections.end()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

/** What Node itself reads before each handshake. */
const trustAnyone = () => vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')

test('nothing is said to a server whose certificate nobody vouches for', async () => {
  const bytes = Buffer.from('secret')
  const ended = await ask(connections, { method: 'POST', body: { kind: 'held', bytes } })
  expect(ended).toEqual({ kind: 'fault', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
})

test('requests and answers pass through TLS, and later connections go on with its session', async () => {
  trustAnyone()
  const echo = (path: string, text: string) =>
    ask(connections, { method: 'POST', path, body: { kind: 'held', bytes: Buffer.from(text) } })
  for (const path of ['/', '/', '/close', '/close', '/']) {
    expect(await echo(path, `hello ${path}`)).toMatchObject({ kind: 'answer', body: `hello ${path}` })
  }
  expect(resumed).toEqual([false, true, true])
})

test('a slow reader holds an answer up through TLS too', async () => {
  trustAnyone()
  const asked = new Asked(() => false)
  const ended = ask(connections, { path: '/long' }, asked)
  await vi.waitFor(() => expect(asked.byteCount).toBeGreaterThan(0))
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(asked.byteCount).toBeLessThan(256 * 1024)
  const goOn = setInterval(() => asked.wire?.resume())
  expect(await ended).toMatchObject({ kind: 'answer' })
  clearInterval(goOn)
  expect(asked.byteCount).toBe(20_000_000)
})

test('a connection that does not open fails nobody for whom another one is about to', async () => {
  trustAnyone()
  // the second one to come is cut off before its handshake, the third waits for its own
  const front = createFront((number, goOn, cut) => {
    if (number === 2) setTimeout(cut, 150)
    else setTimeout(goOn, number === 3 ? 300 : 0)
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  const throughFront = connectionsTo(`https://localhost:${portOf(front)}`)
  await ask(throughFront)
  // the first has the connection there is, the second gets it next, and the third is left with the one that opens
  const all = await Promise.all(['/slow50', '/slow1000', '/slow0'].map(path => ask(throughFront, { path })))
  throughFront.end()
  front.close()
  expect(all).toEqual(Array(3).fill(expect.objectContaining({ kind: 'answer', body: 'slow' })))
})

/** Passes connections on to the server as it is told of each. */
function createFront(meet: (number: number, goOn: () => void, cut: () => void) => void) {
  let count = 0
  return createTcpServer(socket => {
    count += 1
    const goOn = () => {
      const inner = connect(portOf(server), '127.0.0.1')
      inner.on('error', () => socket.destroy())
      socket.on('error', () => inner.destroy())
      socket.pipe(inner).pipe(socket)
    }
    meet(count, goOn, () => socket.destroy())
  })
}

function portOf(listening: { address(): AddressInfo | string | null }): number {
  const address = listening.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
