import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import type { NewChannelInput } from '@/lib/contract/alert-channels'
import { startSimulator } from '@/lib/simulator/simulator'
import { listChannels } from '@/lib/store/alert-channels'
import { type AlertProcess, fail, openAlertWorld, startReceiver } from './alert-world.fixture'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function openServer(...world: Parameters<typeof openAlertWorld>) {
  const made = await openAlertWorld(...world)
  closers.push(() => made.close())
  return { world: made, server: await made.startProcess() }
}

type Received = { user: string | null; from: string; to: string[]; text: string }

/** A real mail server; `code`: what it answers to every sender. */
async function startMailServer(code?: number) {
  const mails: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _, done) => {
      if (password === 'canary-password') done(null, { user: username ?? '' })
      else done(Object.assign(new Error('no'), { responseCode: 535 }))
    },
    onMailFrom: (_, __, done) =>
      done(code === undefined ? null : Object.assign(new Error('no'), { responseCode: code })),
    onData: async (stream, session, done) => {
      const text = await readText(stream)
      const { mailFrom, rcptTo } = session.envelope
      const from = mailFrom === false ? '' : mailFrom.address
      mails.push({ user: session.user ?? null, from, to: rcptTo.map(({ address }) => address), text })
      done()
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise<void>(resolve => server.close(() => resolve())))
  return { mails, port: (server.server.address() as AddressInfo).port }
}

function mailTo(port: number, more: object = {}): NewChannelInput {
  const login = { host: '127.0.0.1', port, security: 'none' as const, allowsPrivate: true }
  const people = { from: 'Keywheel <alerts@mail.example>', to: ['ada@mail.example', 'bob@mail.example'] }
  return { name: 'mail', target: { kind: 'email', via: 'smtp', ...people, ...login }, ...more }
}

async function rejectOne({
  world,
  server,
}: {
  world: Awaited<ReturnType<typeof openAlertWorld>>
  server: AlertProcess
}) {
  for (let index = 0; index < 3; index++) server.addKey({ service: 'groq' })
  fail(server.pools, 'groq', 'key-rejected')
  for (let second = 0; second < 8; second++) {
    world.clock.now += 1000
    await server.look()
  }
}

test('a mail through an SMTP server reaches every address, in the language and zone of its channel', async () => {
  const { mails, port } = await startMailServer()
  const opened = await openServer()
  await opened.server.add(mailTo(port, { locale: 'az', zone: 'Asia/Baku' }))
  await rejectOne(opened)
  expect(mails).toHaveLength(1)
  const [mail] = mails
  expect(mail).toMatchObject({ from: 'alerts@mail.example', to: ['ada@mail.example', 'bob@mail.example'] })
  expect(mail?.text).toMatch(/^Message-ID: <[\w-]+@keywheel>/im)
  expect(mail?.text).toContain('Subject: =?UTF-8?')
  expect(mail?.text).toContain('http://dash.example/alerts')
  expect((await listChannels(opened.server.store))[0]?.trouble).toBeNull()
})

test('what a mail server refuses is told by its number, and tried again', async () => {
  const { mails, port } = await startMailServer(451)
  const opened = await openServer()
  await opened.server.add(mailTo(port))
  await rejectOne(opened)
  expect(mails).toEqual([])
  expect((await listChannels(opened.server.store))[0]?.trouble).toEqual({
    key: 'channelMailServer',
    values: { status: 451 },
  })
})

test('a mail server in a private network is called only where the channel allows it', async () => {
  const { mails, port } = await startMailServer()
  const opened = await openServer()
  const { target, ...plain } = mailTo(port)
  await opened.server.add({ ...plain, target: { ...target, allowsPrivate: false } as NewChannelInput['target'] })
  await rejectOne(opened)
  expect(mails).toEqual([])
  expect((await listChannels(opened.server.store))[0]?.trouble?.key).toBe('channelAddressPrivate')
})

const RESEND_KEYS = ['re_simulated_00000001', 're_simulated_00000002'].map(secret => ({
  service: 'resend' as const,
  secret,
}))
const BY_RESEND: NewChannelInput = {
  name: 'mail',
  target: { kind: 'email', via: 'resend', from: 'alerts@mail.example', to: ['ada@mail.example'] },
}

test('a mail goes by the next Resend key while the first is limited, and is sent once', async () => {
  const simulator = await startSimulator({ keys: RESEND_KEYS })
  closers.push(() => simulator.close())
  simulator.fault({ service: 'resend', secret: RESEND_KEYS[0]?.secret ?? '', kind: 'minute-limit' })
  const services = CATALOG.map(service =>
    service.id === 'resend' ? { ...service, origin: simulator.origin('resend') } : service,
  )
  const opened = await openServer(undefined, services)
  for (const { secret } of RESEND_KEYS) opened.server.addKey({ service: 'resend' }, secret)
  await opened.server.add({ ...BY_RESEND, services: ['groq'] })
  await rejectOne(opened)
  const mails = simulator.mails()
  expect(mails).toHaveLength(1)
  expect(mails[0]).toMatchObject({ recipients: ['ada@mail.example'], secret: RESEND_KEYS[1]?.secret })
  expect(mails[0]?.idempotencyKey).toMatch(/^[\w-]+$/)
  expect(simulator.counts().some(({ secret, status }) => secret === RESEND_KEYS[0]?.secret && status === 429)).toBe(
    true,
  )
})

test('without a Resend key the mail waits, and says why', async () => {
  const opened = await openServer()
  await opened.server.add(BY_RESEND)
  await rejectOne(opened)
  expect((await listChannels(opened.server.store))[0]?.trouble).toEqual({ key: 'channelNoKey' })
})

test('while Resend is switched off the mail waits, and says that', async () => {
  const services = CATALOG.map(service => (service.id === 'resend' ? { ...service, isOff: true } : service))
  const opened = await openServer(undefined, services)
  await opened.server.add(BY_RESEND)
  await rejectOne(opened)
  expect((await listChannels(opened.server.store))[0]?.trouble).toEqual({ key: 'channelServiceOff' })
})

test('a room of Slack hears plain text in which no name becomes a link or a mention', async () => {
  const room = await startReceiver()
  closers.push(() => room.close())
  const opened = await openServer()
  await opened.server.add({ name: 'room', target: { kind: 'slack', url: room.url, allowsPrivate: true } })
  opened.server.addKey({ service: 'groq', name: '<!channel> & co' })
  fail(opened.server.pools, 'groq', 'key-rejected')
  await rejectOne(opened)
  const text = room.heard.map(({ body }) => JSON.parse(body).text).join('\n')
  expect(text).toContain('Groq, &lt;!channel&gt; &amp; co')
  expect(text).not.toContain('<!channel>')
  expect(text).toContain('<http://dash.example/alerts|Open the alerts>')
})
