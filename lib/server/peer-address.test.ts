import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { addressOf, markPeers, PEER_HEADER } from './peer-address'

/** The headers that a server sees of a request with a forged peer. */
async function seen(mark: (port: number) => void): Promise<IncomingHttpHeaders> {
  let headers: IncomingHttpHeaders = {}
  const server = createServer((request, response) => {
    headers = request.headers
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  mark(port)
  await fetch(`http://127.0.0.1:${port}/`, { headers: { [PEER_HEADER]: '6.6.6.6' } })
  server.close()
  return headers
}

test('a request carries its true peer whatever the client sends, and those of the gateway are left alone', async () => {
  expect((await seen(port => markPeers(port)))[PEER_HEADER]).toBe('6.6.6.6')
  expect((await seen(() => markPeers(1)))[PEER_HEADER]).toBe('127.0.0.1')
})

test.each([
  [
    'a direct client that forges whom it forwards',
    { [PEER_HEADER]: '203.0.113.9', 'x-forwarded-for': '10.0.0.1' },
    '203.0.113.9',
  ],
  [
    'a client behind a server on this machine',
    { [PEER_HEADER]: '127.0.0.1', 'x-forwarded-for': '6.6.6.6, 203.0.113.9' },
    '203.0.113.9',
  ],
  ['the same over IPv6', { [PEER_HEADER]: '::1', 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
  ['a person at this machine', { [PEER_HEADER]: '::ffff:127.0.0.1' }, '::ffff:127.0.0.1'],
  ['nobody known', {}, ''],
])('the address of %s', (_, headers, address) => {
  expect(addressOf(headers)).toBe(address)
})
