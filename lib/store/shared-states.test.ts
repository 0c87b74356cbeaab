import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshKey } from '@/lib/engine/fresh'
import { clearKey, restoreKey } from '@/lib/engine/reset'
import { takeOut } from '@/lib/engine/settle'
import type { KeyState } from '@/lib/engine/state'
import type { Cooldown, Instant } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { openStore } from './client'
import { type Databases, startDatabases } from './databases.fixture'
import { loadPools } from './load-pools'
import { DAY_END, livedAccount, NOW, settledOf } from './rows.fixture'
import type { Store } from './session'
import { findKeyState, saveKeyStates } from './states'

/** Two processes on one database, each with what it remembers of key `k1`. */
describe.each(['sqlite', 'postgres'] as const)('states of two processes on %s', dialect => {
  let databases: Databases
  let one: Store
  let other: Store
  let now = NOW
  beforeAll(async () => {
    databases = await startDatabases(dialect)
  })
  afterAll(() => databases.stop())
  beforeEach(async () => {
    now = NOW
    const url = await databases.create()
    one = await openStore({ url, now: () => now })
    other = await openStore({ url, now: () => now })
    return () => Promise.all([one.close(), other.close()])
  })

  const active = freshKey('UTC', NOW)
  const save = (store: Store, state: KeyState) =>
    appendAttempts(store, { attempts: [settledOf()], keys: [{ keyId: 'k1', state }], accounts: [] })
  const kept = () => findKeyState(one, 'k1')
  const rest = (model: string | null, startedAt: Instant, until: Instant): Cooldown => ({
    ...{ scope: model === null ? 'key' : 'key-model', model, reason: 'rate-limited', provenance: 'hint' },
    ...{ startedAt, until },
  })

  it('a key that one found rejected stays so, however often the other writes what it remembers', async () => {
    await save(other, active)
    await save(one, takeOut(active, 'rejected', 'invalid', NOW + 5))
    for (let round = 1; round <= 3; round++) await save(other, { ...active, leaseOrder: round })
    expect(await kept()).toMatchObject({ status: 'rejected', statusReason: 'invalid', leaseOrder: 3 })
    expect((await kept())?.totals.requests).toBe(5)
  })

  it('a rejection ends with a later reset, and is not written back by a process that has not heard of it', async () => {
    const rejected = { ...takeOut(active, 'rejected', 'invalid', NOW + 5), cooldowns: [rest(null, NOW, NOW + 99_000)] }
    await save(one, rejected)
    now = NOW + 10
    await saveKeyStates(other, [{ keyId: 'k1', state: clearKey(rejected) }])
    for (let round = 0; round < 2; round++) await save(one, rejected)
    expect(await kept()).toMatchObject({ status: 'active', statusReason: null, cooldowns: [] })
    await save(one, takeOut(active, 'suspended', 'leaked', NOW + 20))
    expect((await kept())?.status).toBe('suspended')
  })

  it('a rejection ends when a probe contradicted it later', async () => {
    const rejected = takeOut(active, 'rejected', 'invalid', NOW + 5)
    await save(one, rejected)
    await save(other, active)
    await save(one, restoreKey(rejected, NOW + 10))
    expect((await kept())?.status).toBe('active')
    await save(other, rejected)
    expect((await kept())?.status).toBe('active')
  })

  it('a key that an operator disabled stays so beside busy processes', async () => {
    await save(one, active)
    await saveKeyStates(other, [{ keyId: 'k1', state: takeOut(active, 'paused', 'a person', NOW) }])
    for (const store of [one, other, one]) await save(store, active)
    expect((await kept())?.status).toBe('paused')
  })

  it('of rests alike the one that ends last stays, others stand side by side, and those that ended go', async () => {
    await save(one, { ...active, cooldowns: [rest('a', NOW, NOW + 60_000), rest('b', NOW, NOW + 10)] })
    await save(other, { ...active, cooldowns: [rest('a', NOW, NOW + 30_000), rest(null, NOW, NOW + 5000)] })
    const ends = async () => (await kept())?.cooldowns.map(({ model, until }) => [model, until - NOW])
    expect(await ends()).toEqual([
      ['a', 60_000],
      [null, 5000],
      ['b', 10],
    ])
    now = NOW + 100
    await save(one, { ...active, cooldowns: [rest('a', NOW, NOW + 60_000)] })
    expect(await ends()).toEqual([
      ['a', 60_000],
      [null, 5000],
    ])
  })

  it('a process alone keeps just what it knows, so that a rest it lifted is gone', async () => {
    await save(one, { ...active, cooldowns: [rest('a', NOW, NOW + 60_000)] })
    await save(one, active)
    expect((await kept())?.cooldowns).toEqual([])
  })

  it('an account’s rests and the higher count of its day stay', async () => {
    const resting: Cooldown = { ...rest(null, NOW, NOW + 60_000), scope: 'account' }
    const append = (store: Store, state: ReturnType<typeof livedAccount>) =>
      appendAttempts(store, { attempts: [], keys: [], accounts: [{ service: 'groq', account: 'team', state }] })
    await append(one, { ...livedAccount(), cooldowns: [resting] })
    await append(other, { ...livedAccount(), day: { used: 7, resetAt: DAY_END } })
    const { accounts } = await loadPools(one)
    expect(accounts.map(({ state }) => [state.cooldowns, state.day.used])).toEqual([[[resting], 41]])
  })

  it('neither waits for the other for ever, whatever keys and models their batches hold', async () => {
    const keyIds = Array.from({ length: 40 }, (_, i) => `k${i}`)
    const batch = (turned: boolean) => {
      const order = turned ? [...keyIds].reverse() : keyIds
      return {
        attempts: order.flatMap((keyId, i) => [
          settledOf({ keyId, model: `m${i % 7}` }),
          settledOf({ keyId: null, outcome: 'refused', model: keyId }, null),
        ]),
        keys: order.filter((_, i) => i % 2 === Number(turned)).map(keyId => ({ keyId, state: active })),
        accounts: [],
      }
    }
    for (let round = 0; round < 10; round++) {
      await Promise.all([appendAttempts(one, batch(false)), appendAttempts(other, batch(true))])
    }
    expect((await findKeyState(one, 'k0'))?.totals.requests).toBe(20)
  })
})
