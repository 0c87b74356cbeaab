import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeChannelSchema, newChannelSchema } from '@/lib/contract/alert-channels'
import { isUndoable, UNDO_DAYS } from '@/lib/contract/undo'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { readAiRoutes } from '@/lib/store/ai-routes'
import { findChannel, purgeRemovedChannels } from '@/lib/store/alert-channels'
import { listAudit as listStored } from '@/lib/store/audit'
import { changeAiRoutes } from './ai'
import { addChannel, changeChannel, listChannels, removeChannel } from './alert-channels'
import { openSecrets } from './channel-secret'
import { openWorld, type World } from './control.fixture'
import { undo } from './undo'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const HOOK = { kind: 'webhook' as const, url: 'https://hooks.example/canary-path', secret: 'canary-signing-secret' }
const ctx = () => world.context()
const takeBack = (auditId: number | null) => undo({ ctx: ctx(), input: { auditId: auditId ?? 0 } })
const add = () => addChannel({ ctx: ctx(), input: newChannelSchema.parse({ name: 'room', target: HOOK }) })
const change = (channelId: string, fields: object) =>
  changeChannel({ ctx: ctx(), input: changeChannelSchema.parse({ channelId, ...fields }) })
const secretsOf = async (id: string) => {
  const channel = await findChannel(world.store, id)
  return channel && openSecrets(world.masterKey, channel)
}

test('a channel gets back what was changed of it, and keeps what was changed beside', async () => {
  const { id } = await add()
  const target = { kind: 'webhook' as const, allowsPrivate: true }
  const { auditId } = await change(id, { name: 'other', services: ['groq'], target })
  await change(id, { locale: 'az' })
  expect(await takeBack(auditId)).toMatchObject({ verb: 'changeChannel', count: 0 })
  const settings = { allowsPrivate: false }
  expect(await findChannel(world.store, id)).toMatchObject({ name: 'room', services: null, locale: 'az', settings })
  expect(await secretsOf(id)).toEqual({ url: HOOK.url, secret: HOOK.secret })
  await expect(takeBack(auditId)).rejects.toThrow('undone already')
})

test('so does one that mails by a server of its own', async () => {
  const target = {
    ...{ kind: 'email' as const, via: 'smtp' as const, from: 'a@mail.example', to: ['b@mail.example'] },
    ...{ host: 'mail.example', port: 465, security: 'tls' as const, username: 'ada', password: 'canary-password' },
  }
  const { id } = await addChannel({ ctx: ctx(), input: newChannelSchema.parse({ name: 'mail', target }) })
  const { password: _, ...kept } = target
  expect(await change(id, { target: kept })).toMatchObject({ auditId: null })
  const { auditId } = await change(id, { target: { ...kept, to: ['c@mail.example'] } })
  await takeBack(auditId)
  expect(await findChannel(world.store, id)).toMatchObject({ settings: { to: ['b@mail.example'] } })
  expect(await secretsOf(id)).toEqual({ password: 'canary-password' })
})

test('nothing that somebody changed since is written over, in one sentence', async () => {
  const { id } = await add()
  const { auditId } = await change(id, { name: 'other' })
  await change(id, { name: 'third' })
  await expect(takeBack(auditId)).rejects.toThrow('other was changed since. Nothing was undone.')
  const removed = await removeChannel({ ctx: ctx(), input: { channelId: id } })
  await expect(takeBack(auditId)).rejects.toMatchObject({ code: 'conflict' })
  await takeBack(removed.auditId)
  expect(await findChannel(world.store, id)).toMatchObject({ name: 'third' })
})

test('a secret that was replaced is gone, and nobody offers to undo that', async () => {
  const { id } = await add()
  expect(await change(id, { target: { ...HOOK, secret: 'canary-another-secret' } })).toMatchObject({ auditId: null })
  const [entry] = await listStored(world.store, { verb: 'changeChannel', limit: 1 })
  expect(entry && isUndoable(entry, ctx().now())).toBe(false)
  await expect(takeBack(entry?.id ?? 0)).rejects.toThrow('cannot be undone')
})

test('what changes nothing is no deed', async () => {
  const { id } = await add()
  expect(await change(id, { name: 'room', target: HOOK })).toMatchObject({ name: 'room', auditId: null })
  expect(await listStored(world.store, { limit: 9 })).toHaveLength(1)
})

test('a removed channel comes back with its secrets, as long as it is kept', async () => {
  const { id } = await add()
  const { auditId } = await removeChannel({ ctx: ctx(), input: { channelId: id } })
  expect((await listChannels({ ctx: ctx() })).channels).toEqual([])
  await expect(change(id, { name: 'x' })).rejects.toMatchObject({ code: 'not-found' })
  await takeBack(auditId)
  expect((await listChannels({ ctx: ctx() })).channels).toMatchObject([{ id, name: 'room' }])
  expect(await secretsOf(id)).toEqual({ url: HOOK.url, secret: HOOK.secret })

  await removeChannel({ ctx: ctx(), input: { channelId: id } })
  expect(await purgeRemovedChannels(world.store, ctx().now() - UNDO_DAYS * DAY_MS)).toBe(0)
  expect(await purgeRemovedChannels(world.store, ctx().now() + 1)).toBe(1)
})

test('an AI task asks again what it asked before, its own choice or what it came with', async () => {
  const task = 'cover-letter' as const
  const set = (model: string | null) =>
    changeAiRoutes({ ctx: ctx(), input: { task, routes: model === null ? null : [{ service: 'groq', model }] } })
  const first = await set('a')
  await changeAiRoutes({ ctx: ctx(), input: { task: 'cv-translation', routes: [{ service: 'groq', model: 'z' }] } })
  const second = await set('b')
  expect(await set('b')).toMatchObject({ auditId: null })
  await expect(takeBack(first.auditId)).rejects.toThrow('It was changed since. Nothing was undone.')
  await takeBack(second.auditId)
  expect((await readAiRoutes(world.store))[task]).toEqual([{ service: 'groq', model: 'a' }])
  await takeBack(first.auditId)
  expect(await readAiRoutes(world.store)).toEqual({ 'cv-translation': [{ service: 'groq', model: 'z' }] })
})
