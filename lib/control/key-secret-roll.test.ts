import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { listAudit } from '@/lib/store/audit'
import { addEnvKeys } from '@/lib/store/env-keys'
import { findSealed } from '@/lib/store/keys'
import { ADMIN, attempt, newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { openSecret } from './key-secret'
import { rollKeySecret } from './key-secret-roll'
import { addKey } from './keys'
import { storableEnvKey } from './new-key'

let world: World
let server: Awaited<ReturnType<World['startServer']>>
beforeEach(async () => {
  world = await openWorld()
  server = await world.startServer()
})
afterEach(() => world.close())

const live = () => world.context(ADMIN, server.live)
const add = async (name: string) => (await addKey({ ctx: live(), input: newKey(name) })).id
const roll = (keyId: string, apiKey: string) => rollKeySecret({ ctx: live(), input: { keyId, apiKey } })

test('a rollover keeps the key, seals the new secret, and the pools use it at once', async () => {
  const keyId = await add('one')
  attempt(server.pools, 'success', 'nobody')
  const answer = await roll(keyId, secretOf('two'))
  expect(answer).toMatchObject({ id: keyId, name: 'one', masked: 'gsk_tw…yc', isUnusual: false })
  expect(server.secrets.get(keyId)).toBe(secretOf('two'))
  const sealed = await findSealed(world.store, keyId)
  expect(sealed && openSecret(world.masterKey, keyId, sealed)).toBe(secretOf('two'))
  const candidate = server.pools.find(keyId)
  expect(candidate?.key.masked).toBe('gsk_tw…yc')
  expect(candidate?.state.totals.requests).toBe(1)
  expect(JSON.stringify([answer, await listAudit(world.store, { limit: 9 })])).not.toContain('canary')
  expect(world.bytesOnDisk().includes('canary')).toBe(false)
})

test('a rejected key works again with another secret, and a paused one stays paused', async () => {
  const keyId = await add('one')
  attempt(server.pools, 'key-rejected', 'key')
  await roll(keyId, secretOf('two'))
  expect(server.pools.find(keyId)?.state).toMatchObject({ status: 'active', statusReason: null, cooldowns: [] })
  expect(attempt(server.pools, 'success', 'nobody')).toBe(keyId)
})

test('a request under way with the old secret says nothing of the new one', async () => {
  const keyId = await add('one')
  const lease = server.pools.lease('groq', { model: null, units: 1 })
  if ('kind' in lease) throw new Error('no key may work')
  await roll(keyId, secretOf('two'))
  const facts = { status: 401, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
  server.pools.settle(lease, { kind: 'key-rejected', blame: 'key', rule: 'unauthorised', ...facts }, NO_USAGE)
  expect(server.pools.find(keyId)?.state).toMatchObject({ status: 'active', inFlight: 0 })
  attempt(server.pools, 'key-rejected', 'key')
  expect(server.pools.find(keyId)?.state.status).toBe('rejected')
})

test('a secret that is kept already, the same one, and a key of the environment are refused', async () => {
  const [one] = [await add('one'), await add('two')]
  await expect(roll(one ?? '', secretOf('two'))).rejects.toMatchObject({ code: 'key-exists' })
  await expect(roll(one ?? '', secretOf('one'))).rejects.toThrow('one has this secret already.')
  const env = storableEnvKey(
    world.masterKey,
    { service: 'groq', name: 'ENV', secret: secretOf('env') },
    world.clock.now,
  )
  await addEnvKeys(world.store, [env])
  await expect(roll(env.key.id, secretOf('three'))).rejects.toThrow(/ENV comes from the environment/)
  await expect(roll('nobody', secretOf('three'))).rejects.toMatchObject({ code: 'not-found' })
  const asViewer = world.context(VIEWER, server.live)
  const input = { keyId: one ?? '', apiKey: secretOf('three') }
  await expect(rollKeySecret({ ctx: asViewer, input })).rejects.toMatchObject({ code: 'not-allowed' })
  expect(server.secrets.get(one ?? '')).toBe(secretOf('one'))
})

test('an unusual secret is taken, and said to be one', async () => {
  const keyId = await add('one')
  expect(await roll(keyId, 'not-like-a-groq-key')).toMatchObject({ isUnusual: true })
})
