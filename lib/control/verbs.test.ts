import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { statusSchema } from '@/lib/contract/status'
import { newTokenSchema } from '@/lib/contract/token'
import { listAudit } from '@/lib/store/audit'
import { readChanges } from '@/lib/store/changes'
import { findSealed } from '@/lib/store/keys'
import { loadKeys } from '@/lib/store/load-pools'
import { saveKeyStates } from '@/lib/store/states'
import { findToken } from '@/lib/store/tokens'
import { hashToken } from '@/lib/vault/fingerprint'
import { ADMIN, attempt, newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { ControlError } from './control-error'
import { importKeys } from './import-keys'
import { openSecret } from './key-secret'
import { disableKey, enableKey, removeKey, restoreKey } from './key-switches'
import { addKey, changeKey, findKeyId, listKeys } from './keys'
import { createFirstOperator, createOperator } from './operators'
import { reset } from './reset'
import { verifyOperator } from './sign-in'
import { status } from './status'
import { createToken, listTokens, revokeToken } from './tokens'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function codeOf(done: Promise<unknown>): Promise<string> {
  const error = await done.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ControlError ? error.code : 'no ControlError'
}
const audits = async () => (await listAudit(world.store, { limit: 100 })).map(({ verb }) => verb)
const changes = async () => (await readChanges(world.store, 0, 100)).map(({ kind }) => kind)
const statusNow = async () => statusSchema.parse(await status({ ctx: world.context(), input: {} }))
const groqKeys = async () => (await statusNow()).services.groq?.keys ?? []

describe('a viewer', () => {
  test('may look and change nothing', async () => {
    const ctx = world.context(VIEWER)
    const { id: keyId } = await addKey({ ctx: world.context(), input: newKey('one') })
    const before = [await audits(), await changes()]
    const forbidden = [
      addKey({ ctx, input: newKey('two') }),
      importKeys({ ctx, input: { rows: [newKey('two')], isDryRun: true } }),
      changeKey({ ctx, input: { keyId, settings: { priority: 2 } } }),
      ...[disableKey, enableKey, removeKey, restoreKey].map(verb => verb({ ctx, input: { keyId } })),
      reset({ ctx, input: {} }),
      createToken({ ctx, input: newTokenSchema.parse({ name: 'x' }) }),
      revokeToken({ ctx, input: { token: 'x' } }),
      createOperator({ ctx, input: { email: 'a@b.example', password: 'long enough', name: null, role: 'admin' } }),
    ]
    for (const call of forbidden) expect(await codeOf(call)).toBe('not-allowed')
    expect(await listKeys({ ctx, input: { isRemoved: false } })).toHaveLength(1)
    expect((await status({ ctx, input: {} })).services.groq?.total).toBe(1)
    expect([await audits(), await changes()]).toEqual(before)
  })
})

describe('adding keys', () => {
  test('seals the secret, masks it in the answer, audits and announces it; nothing on disk holds it', async () => {
    const input = newKey('one', { dailyLimit: 5, labels: ['prod'] })
    const added = await addKey({ ctx: world.context(), input })
    expect(added).toMatchObject({ service: 'groq', name: 'one', masked: 'gsk_on…yc', warnings: [] })
    const sealed = await findSealed(world.store, added.id)
    expect(sealed && openSecret(world.masterKey, added.id, sealed)).toBe(secretOf('one'))
    expect(await audits()).toEqual(['addKey'])
    expect(await changes()).toEqual(['key-added'])
    expect(JSON.stringify([added, await listAudit(world.store, { limit: 9 })])).not.toContain('canary')
    expect(world.bytesOnDisk().includes('canary')).toBe(false)
  })

  test('knows a key again, removed ones included, and says what it is called', async () => {
    const ctx = world.context()
    const { id: keyId } = await addKey({ ctx, input: newKey('one') })
    const again = { ...newKey('two'), apiKey: secretOf('one') }
    await expect(addKey({ ctx, input: again })).rejects.toThrow(/already kept as one/)
    await removeKey({ ctx, input: { keyId } })
    await expect(addKey({ ctx, input: again })).rejects.toThrow(/was removed: restore it/)
    expect(await audits()).toEqual(['removeKey', 'addKey'])
  })

  test('of an unknown service is refused', async () => {
    expect(await codeOf(addKey({ ctx: world.context(), input: newKey('one', { service: 'grok' }) }))).toBe(
      'unknown-service',
    )
  })
})

describe('importing keys', () => {
  test('adds all at once under one audit entry; known ones are skipped', async () => {
    const ctx = world.context()
    await addKey({ ctx, input: newKey('one') })
    const rows = [newKey('one'), newKey('two'), newKey('three')]
    const answer = await importKeys({ ctx, input: { rows, isDryRun: false } })
    expect(answer.added.map(({ name }) => name)).toEqual(['two', 'three'])
    expect(answer.skipped).toMatchObject([{ name: 'one', reason: 'it is already kept as one' }])
    expect(await audits()).toEqual(['importKeys', 'addKey'])
    expect(await changes()).toEqual(['key-added', 'keys-imported'])
  })

  test('a dry run answers the same and leaves nothing', async () => {
    const ctx = world.context()
    const rows = [newKey('one'), newKey('two')]
    const preview = await importKeys({ ctx, input: { rows, isDryRun: true } })
    expect(await listKeys({ ctx, input: { isRemoved: false } })).toEqual([])
    expect([await audits(), await changes()]).toEqual([[], []])
    const done = await importKeys({ ctx, input: { rows, isDryRun: false } })
    expect(preview.added.map(({ name, masked }) => [name, masked])).toEqual(
      done.added.map(({ name, masked }) => [name, masked]),
    )
  })

  test('with one unknown service adds none', async () => {
    const rows = [newKey('one'), newKey('two', { service: 'grok' })]
    expect(await codeOf(importKeys({ ctx: world.context(), input: { rows, isDryRun: false } }))).toBe('unknown-service')
    expect(await groqKeys()).toEqual([])
  })
})

describe('a key', () => {
  test('is changed in what is given only', async () => {
    const ctx = world.context()
    const { id: keyId } = await addKey({ ctx, input: newKey('one', { dailyLimit: 5 }) })
    await changeKey({ ctx, input: { keyId, settings: { priority: 7 } } })
    expect((await loadKeys(world.store, [keyId])).get(keyId)?.key).toMatchObject({
      name: 'one',
      priority: 7,
      dailyLimit: 5,
    })
    expect(await codeOf(changeKey({ ctx, input: { keyId: 'nope', settings: {} } }))).toBe('not-found')
  })

  test('is disabled and enabled, and stays so for the next process', async () => {
    const ctx = world.context()
    const { id: keyId } = await addKey({ ctx, input: newKey('one') })
    await disableKey({ ctx, input: { keyId } })
    await disableKey({ ctx, input: { keyId } })
    expect(await groqKeys()).toMatchObject([
      { status: 'paused', available: false, statusReason: 'disabled by an operator' },
    ])
    await enableKey({ ctx, input: { keyId } })
    expect(await groqKeys()).toMatchObject([{ status: 'active', available: true }])
  })

  test.each(['key-suspended', 'key-rejected', 'out-of-credit'] as const)(
    'that is out by %s can be put aside, keeps saying why it was out, and comes back active',
    async kind => {
      const { id: keyId } = await addKey({ ctx: world.context(), input: newKey('one') })
      const server = await world.startServer()
      const ctx = world.context(ADMIN, server.live)
      attempt(server.pools, kind, 'key')
      await disableKey({ ctx, input: { keyId } })
      const statusReason = expect.stringMatching(/^disabled by an operator \(was [a-z-]+: .+\)$/)
      expect(server.pools.find(keyId)?.state).toMatchObject({ status: 'paused', statusReason })
      expect(await groqKeys()).toMatchObject([{ status: 'paused', statusReason, effectivePriority: 1 }])
      expect((await status({ ctx, input: {} })).alerts.filter(alert => alert.keyId === keyId)).toEqual([])
      await enableKey({ ctx, input: { keyId } })
      expect(server.pools.find(keyId)?.state).toMatchObject({ status: 'active', statusReason: null })
    },
  )

  test('is removed out of sight and restored as it was', async () => {
    const ctx = world.context()
    const { id: keyId } = await addKey({ ctx, input: newKey('one', { priority: 4 }) })
    await removeKey({ ctx, input: { keyId } })
    expect(await groqKeys()).toEqual([])
    expect(await codeOf(removeKey({ ctx, input: { keyId } }))).toBe('not-found')
    expect(await listKeys({ ctx, input: { isRemoved: true } })).toMatchObject([{ id: keyId, status: 'removed' }])
    await restoreKey({ ctx, input: { keyId } })
    expect(await groqKeys()).toMatchObject([{ id: keyId, priority: 4 }])
  })

  test('is found by its id, or by a name that only one key has', async () => {
    const ctx = world.context()
    const one = await addKey({ ctx, input: newKey('one') })
    await addKey({ ctx, input: newKey('twin', { apiKey: secretOf('first') }) })
    await addKey({ ctx, input: newKey('twin', { apiKey: secretOf('second') }) })
    const find = (key: string) => findKeyId({ ctx, input: { key, isRemoved: false } })
    expect([await find('one'), await find(one.id)]).toEqual([one.id, one.id])
    expect(await codeOf(find('twin'))).toBe('conflict')
    expect(await codeOf(find('nobody'))).toBe('not-found')
  })
})

describe('a reset without a server', () => {
  test('ends rests and rejections of the service, says of which keys, and leaves disabled ones', async () => {
    const ctx = world.context()
    for (const name of ['one', 'two', 'three']) await addKey({ ctx, input: newKey(name) })
    const server = await world.startServer()
    const restingId = attempt(server.pools, 'rate-limited', 'key')
    const rejectedId = attempt(server.pools, 'key-rejected', 'key')
    const live = world.context(ADMIN, server.live)
    const disabledId = server.pools.keysOf('groq').find(({ state }) => state.totals.requests === 0)?.key.id ?? ''
    await disableKey({ ctx: live, input: { keyId: disabledId } })
    await saveKeyStates(world.store, server.pools.takeChanged().keys)

    expect(await reset({ ctx, input: { service: 'resend' } })).toEqual({ reset: [] })
    const answer = await reset({ ctx, input: { service: 'groq' } })
    expect(answer.reset.map(({ id }) => id).sort()).toEqual([restingId, rejectedId].sort())
    const byId = new Map((await groqKeys()).map(key => [key.id, key]))
    expect(byId.get(restingId)).toMatchObject({ available: true, cooldowns: [] })
    expect(byId.get(rejectedId)).toMatchObject({ status: 'active', available: true })
    expect(byId.get(disabledId)).toMatchObject({ status: 'paused' })
    expect(await reset({ ctx, input: {} })).toEqual({ reset: [] })
  })

  test('of nobody is refused', async () => {
    const ctx = world.context()
    expect(await codeOf(reset({ ctx, input: { service: 'grok' } }))).toBe('unknown-service')
    expect(await codeOf(reset({ ctx, input: { keyId: 'nope' } }))).toBe('not-found')
  })
})

describe('a running server', () => {
  test('shows its own changes at once', async () => {
    const server = await world.startServer()
    const ctx = world.context(ADMIN, server.live)
    const { id: keyId } = await addKey({ ctx, input: newKey('one') })
    expect(server.secrets.get(keyId)).toBe(secretOf('one'))
    await changeKey({ ctx, input: { keyId, settings: { priority: 5 } } })
    expect(server.pools.find(keyId)?.key.priority).toBe(5)
    await disableKey({ ctx, input: { keyId } })
    expect(server.pools.lease('groq', { model: null, units: 1 })).toMatchObject({ kind: 'exhausted' })
    await enableKey({ ctx, input: { keyId } })
    expect(attempt(server.pools, 'key-rejected', 'key')).toBe(keyId)
    expect(await reset({ ctx, input: { keyId } })).toEqual({ reset: [{ id: keyId, service: 'groq', name: 'one' }] })
    expect(attempt(server.pools, 'success', 'nobody')).toBe(keyId)
    await removeKey({ ctx, input: { keyId } })
    expect([server.pools.find(keyId), server.secrets.has(keyId)]).toEqual([null, false])
  })

  test('picks up what commands did beside it, once and in order, and keeps what it knew', async () => {
    const cli = world.context({ id: 'cli', role: 'admin', via: 'cli' })
    const { id: oldId } = await addKey({ ctx: cli, input: newKey('old') })
    const server = await world.startServer()
    attempt(server.pools, 'rate-limited', 'key')
    await importKeys({ ctx: cli, input: { rows: [newKey('new'), newKey('off')], isDryRun: false } })
    await disableKey({
      ctx: cli,
      input: { keyId: await findKeyId({ ctx: cli, input: { key: 'off', isRemoved: false } }) },
    })
    await createToken({ ctx: cli, input: newTokenSchema.parse({ name: 'app' }) })
    expect(server.pools.keyCount('groq')).toBe(1)
    await Promise.all([server.pickUp(), server.pickUp()])
    expect(
      server.pools
        .keysOf('groq')
        .map(({ key, state }) => [key.name, state.status])
        .sort(),
    ).toEqual([
      ['new', 'active'],
      ['off', 'paused'],
      ['old', 'active'],
    ])
    expect(server.pools.find(oldId)?.state.cooldowns).toHaveLength(1)
    expect(server.tokenReloads).toHaveLength(1)
    await reset({ ctx: cli, input: {} })
    await server.pickUp()
    expect(server.pools.find(oldId)?.state.cooldowns).toEqual([])
    expect(server.resets).toEqual([[{ id: oldId, service: 'groq', name: 'old' }]])
    await reset({ ctx: cli, input: {} })
    await server.pickUp()
    expect(server.resets).toHaveLength(1)
  })
})

describe('client tokens', () => {
  test('are shown once and kept as a hash', async () => {
    const ctx = world.context()
    const made = await createToken({ ctx, input: newTokenSchema.parse({ name: 'app', services: ['groq'] }) })
    expect(await findToken(world.store, { hash: hashToken(world.masterKey, made.token) })).toMatchObject({
      id: made.id,
    })
    const listed = await listTokens({ ctx })
    expect(listed).toMatchObject([{ name: 'app', state: 'active', services: ['groq'], lastUsedAt: null }])
    expect(JSON.stringify([listed, await listAudit(world.store, { limit: 9 })])).not.toContain(made.token)
    expect(world.bytesOnDisk().includes(made.token)).toBe(false)
  })

  test('end by id or by name, once', async () => {
    const ctx = world.context()
    const input = newTokenSchema.parse({ name: 'app' })
    const first = await createToken({ ctx, input })
    await createToken({ ctx, input })
    expect(await codeOf(revokeToken({ ctx, input: { token: 'app' } }))).toBe('conflict')
    await revokeToken({ ctx, input: { token: first.id } })
    expect(await revokeToken({ ctx, input: { token: 'app' } })).toMatchObject({ name: 'app' })
    expect(await codeOf(revokeToken({ ctx, input: { token: 'app' } }))).toBe('not-found')
    expect((await listTokens({ ctx })).map(({ state }) => state)).toEqual(['revoked', 'revoked'])
    expect(await codeOf(createToken({ ctx, input: { ...input, services: ['grok'] } }))).toBe('unknown-service')
  })
})

describe('operators', () => {
  const person = { email: 'a@b.example', password: 'long enough' }

  test('the first is an admin, and there is only one first', async () => {
    const both = await Promise.all([
      createFirstOperator(world.store, person),
      createFirstOperator(world.store, { ...person, email: 'c@d.example' }),
    ])
    expect(both.filter(made => made !== null)).toMatchObject([{ role: 'admin' }])
  })

  test('come in with their password only', async () => {
    const ctx = world.context()
    const made = await createOperator({ ctx, input: { ...person, name: null, role: 'viewer' } })
    expect(await verifyOperator(world.store, person)).toEqual(made)
    expect(made).not.toHaveProperty('passwordHash')
    expect(await verifyOperator(world.store, { ...person, password: 'wrong' })).toBe(null)
    expect(await verifyOperator(world.store, { ...person, email: 'x@y.example' })).toBe(null)
    expect(await codeOf(createOperator({ ctx, input: { ...person, name: null, role: 'admin' } }))).toBe('conflict')
  })
})
