import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { AlertMessage } from '../message'
import { type SmtpTarget, sendBySmtp } from './email'

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

const TARGET = {
  from: 'a@mail.example',
  to: ['b@mail.example'],
  host: '127.0.0.1',
  security: 'none',
  login: null,
  allowsPrivate: true,
} as const

async function startMailServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ authOptional: true, logger: false, ...options })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  closers.push(() => server.close())
  return (server.server.address() as AddressInfo).port
}

test('what keeps a mail server from being reached is told so that a person can mend it', async () => {
  const refuse: SMTPServerOptions['onAuth'] = (_, __, done) => done(new Error('no'))
  // the server's own certificate is signed by nobody
  const encrypted = await startMailServer({ secure: true })
  const plain = await startMailServer({ disabledCommands: ['STARTTLS'], onAuth: refuse })
  const troubleOf = async (more: Partial<SmtpTarget> & { port: number }) => {
    const delivered = await sendBySmtp({ ...TARGET, ...more }, MESSAGE)
    return delivered.kind === 'failed' ? delivered.trouble : null
  }
  expect(await troubleOf({ port: plain, security: 'tls' })).toMatchObject({ key: 'channelNotEncrypted' })
  expect(await troubleOf({ port: plain, security: 'starttls' })).toMatchObject({ key: 'channelNotEncrypted' })
  expect(await troubleOf({ port: encrypted, security: 'tls' })).toMatchObject({ key: 'channelCertificate' })
  const login = { user: 'ada', pass: 'canary-password' }
  expect(await troubleOf({ port: plain, login })).toEqual({ key: 'channelMailLogin', values: { status: 535 } })
  const gone = await startServer(() => {})
  closers.pop()?.()
  const refused = { key: 'channelUnreachable', values: { code: 'ECONNREFUSED' } }
  expect(await troubleOf({ port: gone })).toEqual(refused)
})
