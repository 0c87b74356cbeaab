import { describe, expect, it } from 'vitest'
import { addKeys } from './add-keys'
import { appendAudit, listAudit } from './audit'
import { changeKey, purgeRemovedKeys, removeKey, replaceSecret, restoreKey } from './change-keys'
import { appendChange, readChanges } from './changes'
import { openEach } from './databases.fixture'
import { syncEnvKeys } from './env-keys'
import { findKey, findKeyByFingerprint, findSealed, listKeys } from './keys'
import { loadKeys, loadPools } from './load-pools'
import { livedAccount, livedState, NOW, newKeyOf } from './rows.fixture'
import type { Store } from './session'
import { findKeyState, saveAccountStates, saveKeyStates } from './states'

describe.each(['sqlite', 'postgres'] as const)('keys on %s', dialect => {
  let store: Store
  let now = NOW
  openEach(
    dialect,
    opened => {
      now = NOW
      store = opened
    },
    () => now,
  )

  const full = newKeyOf(
    {
      account: 'team',
      priority: 7,
      weight: 2.5,
      dailyLimit: 5_000_000_000,
      minuteLimit: 30,
      tokenMinuteLimit: 6000,
      concurrencyLimit: 4,
      models: ['llama', 'qwen "3"'],
      expiresAt: NOW + 1,
    },
    { labels: ['prod', 'ş'], note: 'a note' },
  )

  it('come back as they were added, the sealed bytes too', async () => {
    const [added] = await addKeys(store, [full])
    const { sealed, ...rest } = full
    expect(added).toEqual({ kind: 'added', entry: { ...rest, createdAt: NOW, updatedAt: NOW, removedAt: null } })
    expect(await findKey(store, 'k1')).toEqual(added?.entry)
    expect(new Uint8Array((await findSealed(store, 'k1')) ?? [])).toEqual(sealed)
    const { keys } = await loadPools(store)
    expect(keys).toEqual([{ key: full.key, state: null, sealed, fingerprint: full.fingerprint }])
    expect((await loadKeys(store, ['k1'])).get('k1')).toEqual(keys[0])
  })

  it('are refused when their secret is known to the service, also twice in one list, also removed', async () => {
    const twin = (id: string) => newKeyOf({ id, name: id }, { fingerprint: 'same' })
    const kinds = (await addKeys(store, [twin('a'), twin('b')])).map(({ kind, entry }) => [kind, entry.key.id])
    expect(kinds).toEqual([
      ['added', 'a'],
      ['known', 'a'],
    ])
    await removeKey(store, 'a')
    expect(await addKeys(store, [twin('c')])).toMatchObject([{ kind: 'known', entry: { removedAt: NOW } }])
    const elsewhere = newKeyOf({ id: 'd', service: 'openai' }, { fingerprint: 'same' })
    expect(await addKeys(store, [elsewhere])).toMatchObject([{ kind: 'added' }])
    expect((await findKeyByFingerprint(store, 'groq', 'same'))?.key.id).toBe('a')
  })

  it('of one secret added by ten callers at once are one key', async () => {
    const ids = Array.from({ length: 10 }, (_, i) => `k${i}`)
    const all = await Promise.all(ids.map(id => addKeys(store, [newKeyOf({ id }, { fingerprint: 'same' })])))
    expect(all.flat().filter(({ kind }) => kind === 'added')).toHaveLength(1)
    expect(await listKeys(store, { limit: 100 })).toHaveLength(1)
  })

  it('change only in what is named', async () => {
    await addKeys(store, [full])
    now = NOW + 5
    const changed = await changeKey(store, 'k1', { priority: 2, dailyLimit: null, models: null, labels: ['x'] })
    expect(changed).toMatchObject({
      key: { ...full.key, priority: 2, dailyLimit: null, models: null },
      labels: ['x'],
      note: 'a note',
      updatedAt: NOW + 5,
      createdAt: NOW,
    })
    expect(await changeKey(store, 'nobody', { priority: 2 })).toBeNull()
    const secret = { sealed: Uint8Array.of(9), fingerprint: 'new', masked: 'gsk_zz…zz' }
    expect(await replaceSecret(store, 'k1', secret)).toMatchObject({ fingerprint: 'new', key: { masked: 'gsk_zz…zz' } })
    expect(new Uint8Array((await findSealed(store, 'k1')) ?? [])).toEqual(secret.sealed)
  })

  it('that are removed leave the pools, come back with their state, and are forgotten when purged', async () => {
    await addKeys(store, [newKeyOf({ id: 'a' }), newKeyOf({ id: 'b' })])
    await saveKeyStates(store, [{ keyId: 'a', state: livedState() }])
    expect((await removeKey(store, 'a'))?.removedAt).toBe(NOW)
    expect(await removeKey(store, 'a')).toBeNull()
    expect((await loadPools(store)).keys.map(({ key }) => key.id)).toEqual(['b'])
    expect((await listKeys(store, { isRemoved: true, limit: 9 })).map(({ key }) => key.id)).toEqual(['a'])
    expect((await restoreKey(store, 'a'))?.removedAt).toBeNull()
    expect(await restoreKey(store, 'a')).toBeNull()
    expect((await loadKeys(store, ['a'])).get('a')?.state?.status).toBe('rejected')
    await removeKey(store, 'a')
    expect(await purgeRemovedKeys(store, NOW)).toBe(0)
    expect(await purgeRemovedKeys(store, NOW + 1)).toBe(1)
    expect(await findKey(store, 'a')).toBeNull()
    expect(await findKeyState(store, 'a')).toBeNull()
    expect(await findKey(store, 'b')).not.toBeNull()
  })

  it('from the environment keep id and settings, follow renames, and leave and return with their variable', async () => {
    const env = (id: string, fingerprint: string, name: string) =>
      newKeyOf({ id, name, source: 'env' }, { fingerprint, sealed: null })
    await addKeys(store, [newKeyOf({ id: 'v' }, { fingerprint: 'in-vault' })])
    await syncEnvKeys(store, [env('e1', 'one', 'GROQ_API_KEY'), env('e2', 'two', 'GROQ_API_KEY_2')])
    await changeKey(store, 'e2', { priority: 9 })
    const synced = await syncEnvKeys(store, [env('x', 'two', 'GROQ_API_KEY'), env('y', 'in-vault', 'GROQ_API_KEY_2')])
    expect(synced.map(({ kind, entry }) => [kind, entry.key.id, entry.key.source, entry.key.name])).toEqual([
      ['known', 'e2', 'env', 'GROQ_API_KEY'],
      ['known', 'v', 'vault', 'GROQ_API_KEY'],
    ])
    expect((await loadPools(store)).keys.map(({ key, sealed }) => [key.id, key.priority, sealed === null])).toEqual([
      ['e2', 9, true],
      ['v', 1, false],
    ])
    await syncEnvKeys(store, [env('z', 'one', 'GROQ_API_KEY')])
    expect((await loadPools(store)).keys.map(({ key }) => key.id)).toEqual(['e1', 'v'])
  })

  it('come back in pages, in one order, whole', async () => {
    const ids = Array.from({ length: 1203 }, (_, i) => `${(i * 7919) % 1203}-key`)
    await addKeys(
      store,
      ids.map(id => newKeyOf({ id })),
    )
    const paged: string[] = []
    for (let after: string | undefined; ; after = paged.at(-1)) {
      const page = await listKeys(store, { service: 'groq', after, limit: 500 })
      paged.push(...page.map(({ key }) => key.id))
      if (page.length < 500) break
    }
    expect(paged).toHaveLength(1203)
    expect(new Set(paged)).toEqual(new Set(ids))
    expect(new Set((await loadPools(store)).keys.map(({ key }) => key.id))).toEqual(new Set(ids))
  })

  it('live again as they were: rests, ladders, counts, all but the leases', async () => {
    await addKeys(store, [full])
    await saveKeyStates(store, [{ keyId: 'k1', state: livedState() }])
    await saveAccountStates(store, [{ service: 'groq', account: 'team', state: livedAccount() }])
    const { keys, accounts, unreadable } = await loadPools(store)
    expect(keys[0]?.state).toEqual({ ...livedState(), inFlight: 0, inFlightUnits: 0 })
    expect(accounts).toEqual([{ service: 'groq', account: 'team', state: livedAccount() }])
    expect(unreadable).toEqual([])
  })

  it('with an unreadable state still load, and are named', async () => {
    await addKeys(store, [full])
    for (const state of ['', 'null', '{"status":"odd"}', '{"cooldowns":[{}]}']) {
      await store.db.keyState.upsert({
        where: { keyId: 'k1' },
        create: { keyId: 'k1', state, updatedAt: 1n },
        update: { state },
      })
      const { keys, unreadable } = await loadPools(store)
      expect([keys[0]?.state, unreadable]).toEqual([null, ['k1']])
    }
  })

  it('written in a transaction stand with their audit entry and change row, or none of them do', async () => {
    const write = (fails: boolean) =>
      store.transaction(async tx => {
        await addKeys(tx, [newKeyOf({ id: `tx-${fails}` })])
        await appendAudit(tx, { operator: 'cli', verb: 'key-add', target: 'tx', detail: { name: 'x' } })
        await appendChange(tx, { kind: 'key-changed', service: 'groq', keyId: 'tx' })
        if (fails) throw new Error('no')
      })
    await expect(write(true)).rejects.toThrow('no')
    expect([
      await listKeys(store, { limit: 9 }),
      await listAudit(store, { limit: 9 }),
      await readChanges(store, 0, 9),
    ]).toEqual([[], [], []])
    await write(false)
    expect(await listKeys(store, { limit: 9 })).toHaveLength(1)
    expect(await listAudit(store, { limit: 9 })).toMatchObject([{ verb: 'key-add', detail: { name: 'x' }, at: NOW }])
    expect(await readChanges(store, 0, 9)).toMatchObject([
      { kind: 'key-changed', service: 'groq', keyId: 'tx', at: NOW },
    ])
  })

  it('written beside a transaction that fails stay', async () => {
    let other: Promise<unknown> = Promise.resolve()
    const failing = store.transaction(async tx => {
      await addKeys(tx, [newKeyOf({ id: 'mine' })])
      other = addKeys(store, [newKeyOf({ id: 'theirs' })])
      await new Promise(resolve => setTimeout(resolve, 30))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await other
    expect(await findKey(store, 'mine')).toBeNull()
    expect(await findKey(store, 'theirs')).not.toBeNull()
  })
})
