import { afterEach, expect, test } from 'vitest'
import { newChannelSchema } from '@/lib/contract/alert-channels'
import { startReceiver, webhookTo } from '@/lib/server/alert-world.fixture'
import { findChannel } from '@/lib/store/alert-channels'
import { listAudit } from '@/lib/store/audit'
import { addChannel } from './alert-channels'
import { testChannel } from './channel-test'
import { ADMIN, openWorld, VIEWER } from './control.fixture'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function openChannel(status: number) {
  const world = await openWorld()
  const receiver = await startReceiver(() => status)
  ends.push(world.close, receiver.close)
  const { live } = await world.startServer()
  const ctx = world.context(ADMIN, live)
  const { id } = await addChannel({ ctx, input: newChannelSchema.parse(webhookTo(receiver.url)) })
  return { world, receiver, live, ctx, input: { channelId: id } }
}

test('a test reaches the receiver, and the channel and the audit say so', async () => {
  const { world, receiver, ctx, input } = await openChannel(200)
  expect(await testChannel({ ctx, input })).toMatchObject({ trouble: null })
  expect(receiver.heard.map(({ body }) => JSON.parse(body).kind)).toEqual(['test'])
  expect(await findChannel(world.store, input.channelId)).toMatchObject({ trouble: null, triedAt: ctx.now() })
  const [entry] = await listAudit(world.store, { verb: 'testChannel', limit: 1 })
  expect(entry).toMatchObject({ target: input.channelId, detail: { name: 'hook', outcome: 'sent' } })
})

test('what the receiver answered instead is told, and kept with the channel', async () => {
  const { world, ctx, input } = await openChannel(500)
  const trouble = { key: 'channelAnswered', values: { status: 500 } }
  expect(await testChannel({ ctx, input })).toMatchObject({ trouble })
  expect(await findChannel(world.store, input.channelId)).toMatchObject({ trouble })
})

test('nothing is sent for a viewer, or where no server runs', async () => {
  const { world, receiver, live, input } = await openChannel(200)
  const call = (ctx: Parameters<typeof testChannel>[0]['ctx']) => testChannel({ ctx, input })
  await expect(call(world.context(VIEWER, live))).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(call(world.context())).rejects.toMatchObject({ code: 'conflict' })
  expect(receiver.heard).toEqual([])
})
