import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeKeysSchema } from '@/lib/contract/key-edit'
import { listAudit } from '@/lib/store/audit'
import { addEnvKeys } from '@/lib/store/env-keys'
import { ADMIN, attempt, newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { importKeys } from './import-keys'
import { changeKeys, previewChanges } from './key-bulk'
import { listKeys } from './keys'
import { storableEnvKey } from './new-key'

let world: World
let server: Awaited<ReturnType<World['startServer']>>
beforeEach(async () => {
  world = await openWorld()
  server = await world.startServer()
})
afterEach(() => world.close())

const live = () => world.context(ADMIN, server.live)
async function addMany(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => newKey(`k${index}`))
  const { added } = await importKeys({ ctx: live(), input: { rows, isDryRun: false } })
  return added.map(({ id }) => id)
}
const act = (keyIds: string[], action: unknown) => {
  return changeKeys({ ctx: live(), input: changeKeysSchema.parse({ keyIds, action }) })
}

test('a preview says what would change, old and new, and changes nothing', async () => {
  const keyIds = await addMany(2)
  const input = changeKeysSchema.parse({ keyIds, action: { kind: 'change', settings: { priority: 5 } } })
  const preview = await previewChanges({ ctx: live(), input })
  expect(preview).toMatchObject({ changedCount: 2, skipped: {}, auditId: null })
  expect(preview.changed[0]).toMatchObject({ name: 'k0', before: { priority: 1 }, after: { priority: 5 } })
  expect(keyIds.map(id => server.pools.find(id)?.key.priority)).toEqual([1, 1])
  const done = await changeKeys({ ctx: live(), input })
  expect({ ...done, auditId: null }).toEqual(preview)
  expect(keyIds.map(id => server.pools.find(id)?.key.priority)).toEqual([5, 5])
})

test('labels are added and taken away key by key', async () => {
  const [one = '', two = ''] = await addMany(2)
  await act([one], { kind: 'change', settings: { addLabels: ['old', 'keep'] } })
  await act([one, two], { kind: 'change', settings: { addLabels: ['new'], removeLabels: ['old'] } })
  const listed = await listKeys({ ctx: live(), input: { isRemoved: false } })
  expect(listed.map(({ labels }) => labels)).toEqual([['keep', 'new'], ['new']])
})

test('what an action may not do, or would not change, is left out and counted', async () => {
  const [one = '', two = ''] = await addMany(2)
  const env = storableEnvKey(
    world.masterKey,
    { service: 'groq', name: 'ENV', secret: secretOf('env') },
    world.clock.now,
  )
  await addEnvKeys(world.store, [env])
  await act([one], { kind: 'pause' })
  expect(await act([one, two, two, 'nobody'], { kind: 'pause' })).toMatchObject({
    changedCount: 1,
    skipped: { unknown: 1, unchanged: 1 },
  })
  expect(await act([env.key.id], { kind: 'remove' })).toMatchObject({
    skipped: { 'from-environment': 1 },
    auditId: null,
  })
  await act([one, two], { kind: 'enable' })
  const rejected = attempt(server.pools, 'key-rejected', 'key')
  expect(await act([rejected], { kind: 'enable' })).toMatchObject({ skipped: { 'needs-reset': 1 } })
  expect(await act([rejected], { kind: 'reset' })).toMatchObject({ changedCount: 1 })
  expect(server.pools.find(rejected)?.state.status).toBe('active')
})

test('a reset counts the keys whose rests it ends, and leaves a paused one paused', async () => {
  const [idle = '', other = ''] = await addMany(2)
  const rested = attempt(server.pools, 'rate-limited', 'key')
  const keyIds = [idle, other]
  const untouched = keyIds.find(id => id !== rested) ?? ''
  const input = changeKeysSchema.parse({ keyIds, action: { kind: 'reset' } })
  expect(await previewChanges({ ctx: live(), input })).toMatchObject({ changedCount: 1, skipped: { unchanged: 1 } })
  await act([rested], { kind: 'pause' })
  const done = await act([rested, untouched], { kind: 'reset' })
  expect(done).toMatchObject({ changedCount: 1, changed: [{ id: rested }], skipped: { unchanged: 1 } })
  expect(done.changed[0]?.after).toEqual({})
  expect(server.pools.find(rested)?.state).toMatchObject({ status: 'paused', cooldowns: [] })
})

test('each key has its own entry in the audit, and the deed one for all', async () => {
  const keyIds = await addMany(3)
  await act(keyIds, { kind: 'remove' })
  const [whole] = await listAudit(world.store, { limit: 1 })
  expect(whole).toMatchObject({ verb: 'changeKeys', detail: { action: 'remove', count: 3 } })
  const [part] = await listAudit(world.store, { target: keyIds[0] ?? '', limit: 1 })
  expect(part).toMatchObject({ verb: 'removeKey', batch: whole?.detail.batch })
})

test('a viewer may neither do nor preview it', async () => {
  const input = changeKeysSchema.parse({ keyIds: ['k'], action: { kind: 'pause' } })
  const ctx = world.context(VIEWER, server.live)
  for (const verb of [changeKeys, previewChanges]) {
    await expect(verb({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' })
  }
})

test('ten thousand keys change in one go, in the pools too', async () => {
  const keyIds = await addMany(10_000)
  const startedAt = performance.now()
  const { changedCount, changed } = await act(keyIds, { kind: 'pause' })
  const tookMs = performance.now() - startedAt
  expect([changedCount, changed.length]).toEqual([10_000, 100])
  expect(server.pools.keysOf('groq').every(({ state }) => state.status === 'paused')).toBe(true)
  expect(tookMs).toBeLessThan(10_000)
})
