import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BulkAction } from '@/lib/contract/key-edit'
import { isUndoable } from '@/lib/contract/undo'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { findAudit, listAudit } from '@/lib/store/audit'
import { purgeRemovedKeys } from '@/lib/store/change-keys'
import { findKey } from '@/lib/store/keys'
import { ADMIN, attempt, newKey, openWorld, START, secretOf, VIEWER, type World } from './control.fixture'
import { importKeys } from './import-keys'
import { changeKeys } from './key-bulk'
import { listKeyEvents } from './key-events'
import { rollKeySecret } from './key-secret-roll'
import { disableKey, enableKey, removeKey, restoreKey } from './key-switches'
import { addKey, changeKey, listKeys } from './keys'
import { reset } from './reset'
import { undo } from './undo'

let world: World
let server: Awaited<ReturnType<World['startServer']>>
beforeEach(async () => {
  world = await openWorld()
  server = await world.startServer()
})
afterEach(() => world.close())

const live = () => world.context(ADMIN, server.live)
const add = async (name: string) => (await addKey({ ctx: live(), input: newKey(name) })).id
const takeBack = (auditId: number | null) => undo({ ctx: live(), input: { auditId: auditId ?? 0 } })
const stateOf = (keyId: string) => server.pools.find(keyId)?.state

describe('an undo of one deed', () => {
  test('brings a paused key back to what it was, a rejection too, with its reason and since when', async () => {
    const keyId = await add('one')
    attempt(server.pools, 'key-rejected', 'key')
    const before = stateOf(keyId)
    world.clock.now += 60_000
    const { auditId } = await disableKey({ ctx: live(), input: { keyId } })
    expect(stateOf(keyId)?.status).toBe('paused')
    expect(await takeBack(auditId)).toMatchObject({ verb: 'disableKey', count: 1 })
    const { status, statusReason, statusSince } = before ?? {}
    expect(stateOf(keyId)).toMatchObject({ status, statusReason, statusSince })
    expect(status).toBe('rejected')
    const { events } = await listKeyEvents({ ctx: live(), input: { key: keyId, limit: 10 } })
    expect(events[0]).toMatchObject({ kind: 'out', status, rule: statusReason, operator: ADMIN.id })
  })

  test('does not say of a new secret what the old one was out for', async () => {
    const keyId = await add('one')
    attempt(server.pools, 'key-rejected', 'key')
    const { auditId } = await disableKey({ ctx: live(), input: { keyId } })
    await rollKeySecret({ ctx: live(), input: { keyId, apiKey: secretOf('other') } })
    await expect(takeBack(auditId)).rejects.toMatchObject({ code: 'conflict' })
    expect(stateOf(keyId)?.status).toBe('paused')
  })

  test('gives settings back and leaves what was changed beside', async () => {
    const keyId = await add('one')
    const { auditId } = await changeKey({ ctx: live(), input: { keyId, settings: { priority: 7, labels: ['prod'] } } })
    await changeKey({ ctx: live(), input: { keyId, settings: { note: 'kept' } } })
    await takeBack(auditId)
    expect(await findKey(world.store, keyId)).toMatchObject({ key: { priority: 1 }, labels: [], note: 'kept' })
    expect(server.pools.find(keyId)?.key.priority).toBe(1)
  })

  test('brings a removed key back to work, and takes a restored or added one out of sight', async () => {
    const added = await addKey({ ctx: live(), input: newKey('one') })
    const keyId = added.id
    await takeBack((await removeKey({ ctx: live(), input: { keyId } })).auditId)
    expect(server.pools.lease('groq', { model: null, units: 1 })).toMatchObject({ keyId })
    await removeKey({ ctx: live(), input: { keyId } })
    await takeBack((await restoreKey({ ctx: live(), input: { keyId } })).auditId)
    expect(server.pools.find(keyId)).toBe(null)
    const second = await addKey({ ctx: live(), input: newKey('two') })
    await takeBack(second.auditId)
    expect(await listKeys({ ctx: live(), input: { isRemoved: true } })).toHaveLength(2)
  })

  test('is refused once things changed since, names what, and changes nothing', async () => {
    const keyId = await add('one')
    const { auditId } = await changeKey({ ctx: live(), input: { keyId, settings: { priority: 7 } } })
    await changeKey({ ctx: live(), input: { keyId, settings: { priority: 9 } } })
    const entries = await listAudit(world.store, { limit: 9 })
    await expect(takeBack(auditId)).rejects.toMatchObject({
      code: 'conflict',
      message: 'one was changed since: its priority. Nothing was undone.',
      more: { said: { key: 'changedSince', values: { name: 'one', fact: 'priority' } } },
    })
    expect(server.pools.find(keyId)?.key.priority).toBe(9)
    expect(await listAudit(world.store, { limit: 9 })).toEqual(entries)
  })

  test('is refused for a pause that is another one by now', async () => {
    const keyId = await add('one')
    const { auditId } = await disableKey({ ctx: live(), input: { keyId } })
    await enableKey({ ctx: live(), input: { keyId } })
    world.clock.now += 1000
    await disableKey({ ctx: live(), input: { keyId } })
    await expect(takeBack(auditId)).rejects.toThrow(/changed since: its status/)
    expect(stateOf(keyId)?.status).toBe('paused')
  })

  test('is done once, is a deed of its own, and is not undone itself', async () => {
    const keyId = await add('one')
    const { auditId } = await changeKey({ ctx: live(), input: { keyId, settings: { priority: 7 } } })
    const undone = await takeBack(auditId)
    expect(await findAudit(world.store, undone.auditId ?? 0)).toMatchObject({
      verb: 'undo',
      target: keyId,
      operator: ADMIN.id,
      detail: { undoneId: auditId, undone: 'changeKey', before: { priority: 7 }, after: { priority: 1 } },
    })
    await changeKey({ ctx: live(), input: { keyId, settings: { priority: 7 } } })
    await expect(takeBack(auditId)).rejects.toThrow(/undone already/)
    await expect(takeBack(undone.auditId)).rejects.toThrow(/cannot be undone/)
  })

  test('of a reset, of nothing, after 30 days, and by a viewer is refused', async () => {
    const keyId = await add('one')
    attempt(server.pools, 'rate-limited', 'key')
    await reset({ ctx: live(), input: { keyId } })
    const [entry] = await listAudit(world.store, { limit: 1 })
    await expect(takeBack(entry?.id ?? 0)).rejects.toThrow(/cannot be undone/)
    await expect(takeBack(999)).rejects.toMatchObject({ code: 'not-found' })
    const { auditId } = await removeKey({ ctx: live(), input: { keyId } })
    const asViewer = world.context(VIEWER, server.live)
    await expect(undo({ ctx: asViewer, input: { auditId: auditId ?? 0 } })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    world.clock.now += 30 * DAY_MS
    await expect(takeBack(auditId)).rejects.toThrow(/cannot be undone/)
  })

  test('says that a key is gone for good', async () => {
    const keyId = await add('one')
    const { auditId } = await removeKey({ ctx: live(), input: { keyId } })
    await purgeRemovedKeys(world.store, world.clock.now + 1)
    await expect(takeBack(auditId)).rejects.toThrow(/gone for good/)
  })
})

describe('an undo of a deed to many', () => {
  test('takes back an import whole', async () => {
    const rows = ['a', 'b', 'c'].map(name => newKey(name))
    const { auditId } = await importKeys({ ctx: live(), input: { rows, isDryRun: false } })
    expect(server.pools.keyCount('groq')).toBe(3)
    expect(await takeBack(auditId)).toMatchObject({ verb: 'importKeys', count: 3 })
    expect(server.pools.keyCount('groq')).toBe(0)
    expect((await listAudit(world.store, { limit: 9 })).map(({ verb }) => verb)).toEqual(['undo', 'importKeys'])
  })

  test('gives each key its own back, or none of them when one changed since', async () => {
    const ids = [await add('a'), await add('b')]
    const [first = '', second = ''] = ids
    await changeKey({ ctx: live(), input: { keyId: first, settings: { priority: 3 } } })
    const change: BulkAction = { kind: 'change', settings: { priority: 9, addLabels: ['x'] } }
    const done = await changeKeys({ ctx: live(), input: { keyIds: ids, action: change } })
    await takeBack(done.auditId)
    expect(ids.map(id => server.pools.find(id)?.key.priority)).toEqual([3, 1])
    const again = await changeKeys({ ctx: live(), input: { keyIds: ids, action: change } })
    await changeKey({ ctx: live(), input: { keyId: second, settings: { labels: [] } } })
    await expect(takeBack(again.auditId)).rejects.toThrow(/b was changed since: its labels/)
    expect(ids.map(id => server.pools.find(id)?.key.priority)).toEqual([9, 9])
  })
})

test('an undo is offered for what says what was before, and for 30 days', () => {
  const entry = { verb: 'changeKey', at: START, detail: { after: { priority: 2 } } }
  expect(isUndoable(entry, START + 30 * DAY_MS - 1)).toBe(true)
  expect(isUndoable(entry, START + 30 * DAY_MS)).toBe(false)
  expect(isUndoable({ ...entry, detail: { priority: 2 } }, START)).toBe(false)
  expect(isUndoable({ ...entry, verb: 'rollKeySecret' }, START)).toBe(false)
})
