import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { changeChannel, removeChannel } from '@/lib/control/alert-channels'
import { undo } from '@/lib/control/undo'
import { listChannels } from '@/lib/store/alert-channels'
import { countWaiting, listDeliveries } from '@/lib/store/alert-deliveries'
import { claimBatch } from '@/lib/store/alert-outbox'
import { listAlerts, snoozeAlert } from '@/lib/store/alerts'
import { type AlertProcess, fail, openAlertWorld, SECRET, startReceiver, webhookTo } from './alert-world.fixture'

type World = Awaited<ReturnType<typeof openAlertWorld>>
let world: World
let server: AlertProcess
const receivers: { close(): Promise<unknown> }[] = []

beforeEach(async () => {
  world = await openAlertWorld()
  server = await world.startProcess()
})

afterEach(async () => {
  await Promise.all(receivers.splice(0).map(each => each.close()))
  await world.close()
})

async function receiver(...answer: Parameters<typeof startReceiver>) {
  const made = await startReceiver(...answer)
  receivers.push(made)
  return made
}

const groqKeys = (count: number) => {
  for (let index = 0; index < count; index++) server.addKey({ service: 'groq' })
}
/** Time passes, a look a second. */
const pass = async (seconds: number) => {
  for (let second = 0; second < seconds; second++) {
    world.clock.now += 1000
    await server.look()
  }
}

/** One key of three is rejected, and a channel to the receiver hears of it. */
const raiseRejected = async ({ url }: { url: string }) => {
  groqKeys(3)
  await server.add(webhookTo(url))
  fail(server.pools, 'groq', 'key-rejected')
  await pass(8)
}
const titlesOf = ({ heard }: Awaited<ReturnType<typeof receiver>>) => heard.map(({ body }) => JSON.parse(body).title)

test('a channel that was removed by mistake is told what stands when it is had back', async () => {
  const hook = await receiver()
  groqKeys(3)
  const { id } = await server.add(webhookTo(hook.url))
  fail(server.pools, 'groq', 'key-rejected')
  // it is raised, and waits for others to come with it
  await vi.waitFor(async () => {
    await pass(1)
    expect((await countWaiting(server.store)).get(id)?.count).toBe(1)
  })
  const { auditId } = await removeChannel({ ctx: server.context, input: { channelId: id } })
  await pass(8)
  expect(hook.heard).toEqual([])
  await undo({ ctx: server.context, input: { auditId: auditId ?? 0 } })
  await pass(8)
  expect(hook.heard).toHaveLength(1)
})

test('an alert is told once on each channel that wants it, signed, and so is its end', async () => {
  const hook = await receiver()
  const other = await receiver()
  groqKeys(3)
  await server.add(webhookTo(hook.url, { services: ['groq'] }))
  await server.add(webhookTo(other.url, { services: ['resend'] }))
  await server.add(webhookTo(other.url, { codes: ['usage-high'] }))
  await server.add(webhookTo(other.url, { isEnabled: false }))
  fail(server.pools, 'groq', 'key-rejected')
  await pass(20)
  expect(hook.heard).toHaveLength(1)
  const [first] = hook.heard
  const {
    'x-keywheel-timestamp': timestamp,
    'x-keywheel-signature': signature,
    'x-keywheel-id': id,
  } = first?.headers ?? {}
  const signed = createHmac('sha256', SECRET).update(`${timestamp}.${first?.body}`).digest('hex')
  expect(signature).toBe(`sha256=${signed}`)
  const body = JSON.parse(first?.body ?? '')
  expect(body).toMatchObject({
    id,
    kind: 'alert',
    title: 'Key rejected · Groq, key-1',
    link: 'http://dash.example/alerts',
  })
  expect(body.alerts).toMatchObject([{ kind: 'raised', code: 'key-rejected', severity: 'grave', service: 'groq' }])
  expect(body.text).toContain('2 of 3 keys of Groq can serve.')

  server.pools.reset({})
  await pass(20)
  expect(titlesOf(hook)).toEqual(['Key rejected · Groq, key-1', 'Over: Key rejected · Groq, key-1'])
  expect(other.heard).toEqual([])
})

test('a receiver that fails is tried again, later each time, with the same message', async () => {
  const hook = await receiver((_, count) => (count <= 2 ? 500 : 200))
  await raiseRejected(hook)
  expect(hook.heard).toHaveLength(1)
  expect((await listChannels(server.store))[0]?.trouble).toEqual({ key: 'channelAnswered', values: { status: 500 } })
  await pass(10)
  expect(hook.heard).toHaveLength(2)
  await pass(20)
  expect(hook.heard).toHaveLength(2)
  await pass(20)
  expect(hook.heard).toHaveLength(3)
  expect(new Set(hook.heard.map(({ body }) => body)).size).toBe(1)
  expect(new Set(hook.heard.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  const [channel] = await listChannels(server.store)
  expect(channel?.trouble).toBeNull()
  const [alert] = await listAlerts(server.store, { limit: 1 })
  const [delivery] = await listDeliveries(server.store, { alertId: alert?.id ?? '', limit: 9 })
  expect(delivery).toMatchObject({ state: 'sent', tries: 3, kind: 'raised' })
})

test('an alert that is over before its channel could be told of it is told as over alone', async () => {
  let status = 500
  const hook = await receiver(() => status)
  await raiseRejected(hook)
  expect(hook.heard).toHaveLength(1)
  server.pools.reset({})
  status = 200
  await pass(30)
  expect(titlesOf(hook)).toEqual(['Key rejected · Groq, key-1', 'Over: Key rejected · Groq, key-1'])
  const [alert] = await listAlerts(server.store, { limit: 1 })
  const deliveries = await listDeliveries(server.store, { alertId: alert?.id ?? '', limit: 9 })
  expect(deliveries.map(({ kind, state }) => [kind, state])).toEqual([
    ['raised', 'dropped'],
    ['resolved', 'sent'],
  ])
})

test('a receiver that asks for an hour of rest has it, whatever rises meanwhile, until its channel is changed', async () => {
  let status = 429
  const hook = await receiver(() => status)
  groqKeys(4)
  const channel = await server.add(webhookTo(hook.url))
  fail(server.pools, 'groq', 'key-rejected')
  await pass(8)
  expect(hook.heard).toHaveLength(1)
  fail(server.pools, 'groq', 'key-rejected')
  await pass(8)
  world.clock.now += 1_800_000
  await pass(2)
  expect(hook.heard).toHaveLength(1)
  status = 200
  await changeChannel({ ctx: server.context, input: { channelId: channel.id, name: 'repaired' } })
  await pass(1)
  expect(hook.heard.slice(1).map(({ body }) => JSON.parse(body).title)).toEqual(
    expect.arrayContaining(['Key rejected · Groq, key-1', 'Key rejected · Groq, key-2']),
  )
})

test('a message that a process died over is told by the next, under the same id, and only once its lease is over', async () => {
  const hook = await receiver()
  groqKeys(3)
  const channel = await server.add(webhookTo(hook.url))
  fail(server.pools, 'groq', 'key-rejected')
  world.clock.now += 1000
  await server.alerter.look()
  world.clock.now += 6000
  const dead = await claimBatch(server.store, channel.id, 180_000)
  expect(dead?.deliveries).toHaveLength(1)

  const next = await world.startProcess()
  await next.deliverer.look()
  await next.deliverer.idle()
  expect(hook.heard).toEqual([])
  world.clock.now += 181_000
  await next.deliverer.look()
  await next.deliverer.idle()
  expect(hook.heard.map(({ headers }) => headers['x-keywheel-id'])).toEqual([dead?.batch])
})

test('two processes raise and deliver an alert once', async () => {
  const hook = await receiver()
  const second = await world.startProcess()
  groqKeys(3)
  for (let index = 0; index < 3; index++) second.addKey({ service: 'groq' })
  await server.add(webhookTo(hook.url))
  for (const { pools } of [server, second]) fail(pools, 'groq', 'key-rejected')
  for (let count = 0; count < 10; count++) {
    world.clock.now += 1000
    await Promise.all([server.look(), second.look()])
  }
  expect(hook.heard).toHaveLength(1)
})

test('many that rise at once are told in one message', async () => {
  const hook = await receiver()
  groqKeys(20)
  await server.add(webhookTo(hook.url, { locale: 'az' }))
  for (let count = 0; count < 6; count++) fail(server.pools, 'groq', 'key-rejected')
  await pass(10)
  expect(hook.heard).toHaveLength(1)
  const body = JSON.parse(hook.heard[0]?.body ?? '')
  expect(body).toMatchObject({ kind: 'digest', title: '6 xəbərdarlıq: Groq' })
  expect(body.alerts).toHaveLength(6)
})

test('what comes and goes is told once, and one fact is not told twice', async () => {
  const hook = await receiver()
  groqKeys(2)
  await server.add(webhookTo(hook.url, { codes: ['exhausted', 'few-healthy'] }))
  for (let round = 0; round < 6; round++) {
    while (
      server.pools.keysOf('groq').some(({ state }) => state.cooldowns.every(({ until }) => until <= world.clock.now))
    ) {
      fail(server.pools, 'groq', 'rate-limited', world.clock.now + 5000)
    }
    await pass(10)
  }
  expect(titlesOf(hook)).toEqual(['No key may work · Groq'])
  await pass(60)
  expect(titlesOf(hook)).toEqual(['No key may work · Groq', 'Over: No key may work · Groq'])
}, 20_000)

test('a weaker alert that was about to be told gives way to a stronger one, and is told when that has ended', async () => {
  const hook = await receiver()
  groqKeys(3)
  await server.add(webhookTo(hook.url, { codes: ['exhausted', 'few-healthy'] }))
  for (let count = 0; count < 2; count++) fail(server.pools, 'groq', 'rate-limited', world.clock.now + 600_000)
  await pass(1)
  fail(server.pools, 'groq', 'rate-limited', world.clock.now + 10_000)
  await pass(8)
  expect(titlesOf(hook)).toEqual(['No key may work · Groq'])
  await pass(50)
  expect(titlesOf(hook).slice(1).sort()).toEqual(['Few keys can serve · Groq', 'Over: No key may work · Groq'])
})

test('an alert whose snooze has ended and that lasts is told once more', async () => {
  const hook = await receiver()
  await raiseRejected(hook)
  const [alert] = await listAlerts(server.store, { limit: 1 })
  await snoozeAlert(server.store, alert?.id ?? '', world.clock.now + 20_000)
  await server.alerter.steer()
  await pass(15)
  expect(hook.heard).toHaveLength(1)
  await pass(15)
  expect(titlesOf(hook)).toEqual(['Key rejected · Groq, key-1', 'Still: Key rejected · Groq, key-1'])
})

test('a reminder that the database refused is told at the next look', async () => {
  const hook = await receiver()
  await raiseRejected(hook)
  const [alert] = await listAlerts(server.store, { limit: 1 })
  await snoozeAlert(server.store, alert?.id ?? '', world.clock.now + 5000)
  await server.alerter.steer()
  world.clock.now += 6000
  const refusal = `BEFORE UPDATE ON "alerts" BEGIN SELECT RAISE(ABORT, 'disk full'); END`
  await server.store.db.$executeRawUnsafe(`CREATE TRIGGER refusal ${refusal}`)
  await expect(server.alerter.look()).rejects.toThrow()
  await server.store.db.$executeRawUnsafe('DROP TRIGGER refusal')
  await pass(8)
  expect(titlesOf(hook)).toEqual(['Key rejected · Groq, key-1', 'Still: Key rejected · Groq, key-1'])
})

test('a dashboard that starts ends no alert of one that runs, and those of one that is gone', async () => {
  const hook = await receiver()
  await raiseRejected(hook)
  const next = await world.startProcess()
  for (let index = 0; index < 3; index++) next.addKey({ service: 'groq' })
  const standing = async () => (await listAlerts(server.store, { isStanding: true, limit: 9 })).length
  const passThere = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      world.clock.now += 1000
      await next.look()
    }
  }
  await passThere(8)
  expect([await standing(), hook.heard.length]).toEqual([1, 1])
  await passThere(40)
  expect([await standing(), hook.heard.length]).toEqual([0, 2])
})

test('a slow receiver keeps no other waiting, and what hangs ends with it', async () => {
  const slow = await receiver(() => 'never')
  const quick = await receiver()
  groqKeys(3)
  await server.add(webhookTo(slow.url, { name: 'slow' }))
  await server.add(webhookTo(quick.url))
  fail(server.pools, 'groq', 'key-rejected')
  for (let second = 0; second < 8; second++) {
    world.clock.now += 1000
    await server.alerter.look()
    await server.deliverer.look()
  }
  await vi.waitFor(() => expect([slow.heard.length, quick.heard.length]).toEqual([1, 1]))
  await slow.close()
  await server.deliverer.stop()
  const channel = (await listChannels(server.store)).find(({ name }) => name === 'slow')
  expect(channel?.trouble?.key).toBe('channelUnreachable')
})

test('an address in a private network is refused where the channel does not allow it, and nothing is sent', async () => {
  const hook = await receiver()
  groqKeys(3)
  await server.add({ name: 'hook', target: { kind: 'webhook', url: hook.url, secret: SECRET } })
  await server.add({ name: 'room', target: { kind: 'slack', url: hook.url.replace('127.0.0.1', 'localhost') } })
  fail(server.pools, 'groq', 'key-rejected')
  await pass(8)
  expect(hook.heard).toEqual([])
  const troubles = (await listChannels(server.store)).map(({ trouble }) => trouble?.key)
  expect(troubles).toEqual(['channelAddressPrivate', 'channelAddressPrivate'])
})

test('no secret of a channel is in the database as it is', async () => {
  const hook = await receiver()
  await server.add(webhookTo(hook.url))
  const stored = JSON.stringify(await listChannels(server.store), (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
  expect(stored).toContain('http://127.0.0.1')
  expect(stored).not.toContain('canary')
})
