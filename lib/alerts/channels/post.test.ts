import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { post } from './post'
import { signatureOf } from './webhook'

const NOW = 1_000_000
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function listen(answer: RequestListener) {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

const posted = (url: string, more: object = {}) =>
  post({ url, headers: {}, body: '{}', allowsPrivate: true, ...more }, () => NOW)

test('a redirect is not followed', async () => {
  const { heard, url } = await listen((_, response) => response.writeHead(302, { location: '/inside' }).end())
  expect(await posted(url)).toMatchObject({
    kind: 'failed',
    trouble: { key: 'channelRedirected', values: { status: 302 } },
  })
  expect(heard).toEqual(['POST /hook'])
})

test('a receiver that does not answer is given up in time', async () => {
  const { url } = await listen(() => {})
  expect(await posted(url, { limitMs: 150 })).toMatchObject({ trouble: { key: 'channelLate' } })
})

test('an answer without an end is an answer', async () => {
  const { url } = await listen((_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'.repeat(32 * 1024)), 1)
    response.on('close', () => clearInterval(timer))
  })
  expect(await posted(url, { limitMs: 3000 })).toEqual({ kind: 'sent' })
})

test.each([
  ['90', 90_000],
  ['999999', 3_600_000],
])('a wish to be left alone for %s s is heard, within bounds', async (wish, heardMs) => {
  const { url } = await listen((_, response) => response.writeHead(429, { 'retry-after': wish }).end())
  expect(await posted(url)).toMatchObject({ kind: 'failed', retryAt: NOW + heardMs })
})

test('what goes wrong is told by a code, never by a message that could repeat the address', async () => {
  const { url } = await listen(request => request.socket.destroy())
  const broken = await posted(`${url}?token=canary`)
  expect(JSON.stringify(broken)).not.toContain('canary')
  expect(broken).toMatchObject({ trouble: { key: 'channelUnreachable' } })
})

test('an address in a private network is refused at the connection, by name and by number', async () => {
  const { heard, url } = await listen((_, response) => response.end())
  for (const address of [url, url.replace('127.0.0.1', 'localhost'), url.replace('127.0.0.1', '[::ffff:127.0.0.1]')]) {
    expect(await posted(address, { allowsPrivate: false })).toMatchObject({ trouble: { key: 'channelAddressPrivate' } })
  }
  expect(await posted('http://169.254.169.254/latest')).toMatchObject({ trouble: { key: 'channelAddressNever' } })
  expect(heard).toEqual([])
})

test('nothing is signed with an empty secret', () => {
  expect(() => signatureOf('', '1', '{}')).toThrow('empty secret')
})
