import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { AlertMessage } from '../message'
import { sendBySmtp } from './email'

const closers: (() => unknown)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const LINK = { url: 'http://dash.example', text: 'Alerts' }
const MESSAGE: AlertMessage = { id: 'm1', kind: 'test', title: 'A test', lines: [], alerts: [], link: LINK }

async function startServer(serve: (socket: Socket) => void) {
  const server = createServer(serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => server.close())
  return (server.address() as AddressInfo).port
}

test('a mail server that never ends its answer is left after the limit, and its connection is closed', async () => {
  let closed: Promise<unknown> = Promise.resolve()
  const port = await startServer(socket => {
    socket.on('error', () => {})
    closed = new Promise(resolve => socket.on('close', resolve))
    socket.write('220 mail.example\r\n')
    const timer = setInterval(() => socket.write('250-wait\r\n'), 50)
    closers.push(() => clearInterval(timer))
  })
  const target = { from: 'a@mail.example', to: ['b@mail.example'], host: '127.0.0.1', port, security: 'none' } as const
  const delivered = await sendBySmtp({ ...target, login: null, allowsPrivate: true, limitMs: 700 }, MESSAGE)
  expect(delivered).toMatchObject({ kind: 'failed', trouble: { key: 'channelLate' } })
  await closed
})
