import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { acknowledgeAlert, listAlerts, raiseAlert, resolveAlert, snoozeAlert } from './alerts'
import { appendAudit, listAudit } from './audit'
import { appendChange, lastChangeId, purgeChanges, readChanges } from './changes'
import { openEach } from './databases.fixture'
import { addFirstOperator, addOperator, changeOperator, findOperator, listOperators, noteSignIn } from './operators'
import { NOW } from './rows.fixture'
import { findService, listServices, removeService, saveService } from './services'
import type { Store } from './session'
import { claimSetting, readSetting, saveSetting } from './settings'
import { addToken, findToken, listTokens, revokeToken, touchTokens } from './tokens'

describe.each(['sqlite', 'postgres'] as const)('on %s', dialect => {
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
  const atOnce = <T>(run: (index: number) => Promise<T>) => Promise.all(Array.from({ length: 8 }, (_, i) => run(i)))

  const subject = { code: 'exhausted', service: 'groq', keyId: null }

  it('an alert raised by eight at once stands once, is renewed, and is raised anew after it was resolved', async () => {
    const raise = (id: string) =>
      raiseAlert(store, { ...subject, id, message: `all out ${id}`, fact: null, since: NOW })
    const raised = await atOnce(i => raise(`a${i}`))
    expect(raised.filter(({ isNew }) => isNew)).toHaveLength(1)
    const [standing] = await listAlerts(store, { isStanding: true, limit: 9 })
    expect(await listAlerts(store, { limit: 9 })).toEqual([standing])
    now += 10
    expect(await raise('b')).toMatchObject({
      isNew: false,
      alert: { id: standing?.id, message: 'all out b', since: NOW },
    })
    expect(
      (await raiseAlert(store, { ...subject, keyId: 'k1', id: 'c', message: '', fact: null, since: NOW })).isNew,
    ).toBe(true)
    expect(await resolveAlert(store, subject)).toMatchObject({ state: 'resolved', resolvedAt: NOW + 10 })
    expect(await resolveAlert(store, subject)).toBeNull()
    expect(await raise('d')).toMatchObject({ isNew: true })
    expect((await listAlerts(store, { limit: 9 })).map(({ id }) => id)).toEqual(['d', 'c', standing?.id])
  })

  it('an alert is acknowledged once, by the first, and can be snoozed while it stands', async () => {
    const { alert } = await raiseAlert(store, { ...subject, id: 'a', message: 'm', fact: null, since: NOW })
    const acknowledged = await atOnce(i => acknowledgeAlert(store, alert.id, `operator-${i}`))
    expect(acknowledged.filter(each => each !== null)).toHaveLength(1)
    expect(await snoozeAlert(store, alert.id, NOW + 60_000)).toMatchObject({
      state: 'snoozed',
      snoozedUntil: NOW + 60_000,
    })
    await resolveAlert(store, subject)
    expect(await snoozeAlert(store, alert.id, null)).toBeNull()
  })

  it('changes are read in order from any point, also while eight write, and keep their numbers after a purge', async () => {
    await atOnce(i => store.transaction(tx => appendChange(tx, { kind: `k${i}`, service: null, keyId: null })))
    const all = await readChanges(store, 0, 99)
    expect(all).toHaveLength(8)
    expect(await readChanges(store, all[3]?.id ?? 0, 2)).toEqual(all.slice(4, 6))
    const last = await lastChangeId(store)
    expect(last).toBe(all[7]?.id)
    expect(await purgeChanges(store, NOW + 1)).toBe(7)
    await appendChange(store, { kind: 'next', service: 'groq', keyId: 'k1' })
    expect(await readChanges(store, last, 9)).toMatchObject([
      { id: last + 1, kind: 'next', service: 'groq', keyId: 'k1' },
    ])
  })

  it('an operator’s address is taken once, in any case; a new password, role or disabling ends their sessions', async () => {
    const person = (id: string, email: string) => ({ id, email, name: null, passwordHash: 'h', role: 'admin' as const })
    const added = await atOnce(i => addOperator(store, person(`o${i}`, i % 2 ? 'Ada@x.az' : 'ada@X.AZ')))
    const [ada] = added.filter(each => each !== null)
    expect(await listOperators(store)).toEqual([ada])
    expect(ada).toMatchObject({ email: 'ada@x.az', sessionEpoch: 0 })
    const epochAfter = async (change: Parameters<typeof changeOperator>[2]) =>
      (await changeOperator(store, ada?.id ?? '', change))?.sessionEpoch
    expect(await epochAfter({ name: 'Ada' })).toBe(0)
    expect(await epochAfter({ passwordHash: 'h2' })).toBe(1)
    expect(await epochAfter({ role: 'viewer' })).toBe(2)
    expect(await epochAfter({ disabledAt: NOW })).toBe(3)
    await noteSignIn(store, ada?.id ?? '')
    expect(await findOperator(store, { email: 'ADA@x.az' })).toMatchObject({
      name: 'Ada',
      role: 'viewer',
      lastSignInAt: NOW,
      disabledAt: NOW,
    })
    expect(await changeOperator(store, 'nobody', { name: 'x' })).toBeNull()
  })

  it('the first operator is one, of eight who try at once', async () => {
    const tries = await atOnce(i =>
      store.transaction(tx =>
        addFirstOperator(tx, { id: `o${i}`, email: `p${i}@x.az`, name: null, passwordHash: 'h', role: 'admin' }),
      ),
    )
    expect(tries.filter(each => each !== null)).toHaveLength(1)
    expect(await listOperators(store)).toHaveLength(1)
  })

  it('a setting claimed by eight at once has one value for all', async () => {
    for (let round = 0; round < 20; round++) {
      const claims = await atOnce(i => claimSetting(store, `round-${round}`, `value-${i}`, z.string()))
      expect(new Set(claims).size).toBe(1)
    }
    const values = await atOnce(i => claimSetting(store, 'master-key-check', `value-${i}`, z.string()))
    expect(new Set(values).size).toBe(1)
    expect(await readSetting(store, 'master-key-check', z.string())).toBe(values[0])
    await saveSetting(store, 'master-key-check', 5)
    await expect(readSetting(store, 'master-key-check', z.string())).rejects.toMatchObject({ code: 'unreadable-json' })
    expect(await readSetting(store, 'never', z.string())).toBeNull()
  })

  it('a token is found by its hash, revoked once, its uses add up, and the last never moves back', async () => {
    const token = {
      id: 't1',
      name: 'app',
      hash: 'h1',
      masked: 'kw_ab…yz',
      services: ['groq'],
      requestsPerMinute: 60,
      requestsPerDay: 5_000_000_000,
      budgetUsdPerMonth: 1.5,
      expiresAt: NOW + 1,
    }
    const added = await addToken(store, token)
    expect(added).toEqual({ ...token, requests: 0, createdAt: NOW, lastUsedAt: null, revokedAt: null })
    await touchTokens(store, new Map([['t1', { lastAt: NOW + 9, count: 2 }]]))
    await touchTokens(store, new Map([['t1', { lastAt: NOW + 3, count: 5_000_000_000 }]]))
    const used = { requests: 5_000_000_002, lastUsedAt: NOW + 9 }
    expect(await findToken(store, { hash: 'h1' })).toEqual({ ...added, ...used })
    expect(await revokeToken(store, 't1')).toMatchObject({ revokedAt: NOW })
    expect(await revokeToken(store, 't1')).toBeNull()
    expect(await listTokens(store)).toHaveLength(1)
    await expect(addToken(store, { ...token, id: 't2' })).rejects.toThrow()
  })

  it('a service keeps what an operator set, and a policy that cannot be read is an error, not a default', async () => {
    const settings = {
      id: 'groq',
      origin: null,
      isEnabled: false,
      policy: { maxWaitMs: 500 },
      rules: [],
      definition: null,
    }
    await saveService(store, { ...settings, origin: 'http://127.0.0.1:1' })
    now += 5
    expect(await saveService(store, settings)).toEqual({ ...settings, createdAt: NOW, updatedAt: NOW + 5 })
    await saveService(store, { ...settings, id: 'mine', definition: { label: 'Mine' } })
    expect((await listServices(store)).map(({ id, definition }) => [id, definition])).toEqual([
      ['groq', null],
      ['mine', { label: 'Mine' }],
    ])
    await store.db.service.update({ where: { id: 'groq' }, data: { policy: '{"maxWaitMs":"soon"}' } })
    await expect(findService(store, 'groq')).rejects.toMatchObject({ code: 'unreadable-json' })
    expect([await removeService(store, 'groq'), await removeService(store, 'groq')]).toEqual([true, false])
  })

  it('the audit is read newest first, by target and by page', async () => {
    for (const target of ['a', 'b', 'a', 'a'])
      await appendAudit(store, { operator: 'cli', verb: 'v', target, detail: { target } })
    const [newest, ...older] = await listAudit(store, { target: 'a', limit: 2 })
    expect(older).toHaveLength(1)
    expect(await listAudit(store, { target: 'a', before: older[0]?.id, limit: 9 })).toHaveLength(1)
    expect(newest).toMatchObject({ id: 4, operator: 'cli', detail: { target: 'a' } })
  })
})
