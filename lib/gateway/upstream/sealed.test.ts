import { createServer, type Server } from 'node:https'
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
    if (request.url === '/long') response.end(Buffer.alloc(20_000_000, 'x'))
    else request.pipe(response)
  })
  resumed = []
  server.on('secureConnection', socket => resumed.push(socket.isSessionReused()))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  connections = connectionsTo(`https://localhost:${port}`)
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
