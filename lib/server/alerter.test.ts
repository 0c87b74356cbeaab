import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pino from 'pino'
import { expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { keyOf } from '@/lib/engine/key.fixture'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { acknowledgeAlert, listAlerts, snoozeAlert } from '@/lib/store/alerts'
import { openStore } from '@/lib/store/client'
import { Alerter } from './alerter'

test('an alert whose write failed is in the database after the next look, and so is its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-alerter-'))
  const file = join(folder, 'keywheel.db')
  const store = await openStore({ url: `file:${file}`, now: Date.now })
  const pools = new Pools({ now: Date.now, notify: () => {} })
  for (const { id, policy } of CATALOG) pools.setService(id, policy)
  pools.addKey({ key: { ...keyOf(), id: 'k1', service: 'groq' }, state: null })
  const alerter = new Alerter({ store, pools, log: pino({ level: 'silent' }), now: Date.now })
  await alerter.open()
  const standing = async () => (await listAlerts(store, { isStanding: true, limit: 9 })).map(({ code }) => code)
  const beside = new Database(file)
  const whileRefusing = async (run: () => Promise<unknown>) => {
    for (const on of ['INSERT', 'UPDATE'])
      beside.exec(`CREATE TRIGGER no_${on} BEFORE ${on} ON "alerts" BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
    await expect(run()).rejects.toThrow()
    for (const on of ['INSERT', 'UPDATE']) beside.exec(`DROP TRIGGER no_${on}`)
  }

  const lease = pools.lease('groq', { model: null, units: 1 })
  if ('kind' in lease) throw new Error('no key may work')
  const facts = { status: 401, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
  pools.settle(lease, { kind: 'key-rejected', blame: 'key', rule: 'invalid', ...facts }, NO_USAGE)
  await whileRefusing(() => alerter.look())
  expect(await standing()).toEqual([])
  await alerter.look()
  expect(await standing()).toContain('key-rejected')

  pools.reset({})
  await whileRefusing(() => alerter.look())
  expect(await standing()).toContain('key-rejected')
  await alerter.look()
  expect(await standing()).not.toContain('key-rejected')

  beside.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

test('an alert that comes back is open again though the one before was acknowledged, and snoozed still if that was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-alerter-'))
  const clock = { now: Date.UTC(2026, 10, 22, 6) }
  const store = await openStore({ url: `file:${folder}/keywheel.db`, now: () => clock.now })
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  for (const { id, policy } of CATALOG) pools.setService(id, policy)
  for (const id of ['k1', 'k2']) pools.addKey({ key: { ...keyOf(), id, service: 'groq' }, state: null })
  const alerter = new Alerter({ store, pools, log: pino({ level: 'silent' }), now: () => clock.now })
  await alerter.open()
  const facts = { status: 401, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
  const rejectBoth = async () => {
    for (let count = 0; count < 2; count++) {
      const lease = pools.lease('groq', { model: null, units: 1 })
      if ('kind' in lease) throw new Error('no key may work')
      pools.settle(lease, { kind: 'key-rejected', blame: 'key', rule: 'invalid', ...facts }, NO_USAGE)
    }
    await alerter.look()
  }
  const rejections = async () =>
    (await listAlerts(store, { limit: 99 }))
      .filter(({ code, state }) => code === 'key-rejected' && state !== 'resolved')
      .sort((one, other) => (one.keyId ?? '').localeCompare(other.keyId ?? ''))

  await rejectBoth()
  const [first, second] = await rejections()
  expect([first?.state, second?.state]).toEqual(['open', 'open'])
  await acknowledgeAlert(store, first?.id ?? '', 'op')
  await snoozeAlert(store, second?.id ?? '', clock.now + 3_600_000)
  await alerter.steer()
  pools.reset({})
  clock.now += 1000
  await alerter.look()
  expect(await rejections()).toEqual([])
  await rejectBoth()
  const [again, other] = await rejections()
  expect([again?.state, other?.state]).toEqual(['open', 'snoozed'])
  expect(other?.snoozedUntil).toBe(clock.now - 1000 + 3_600_000)
  await store.close()
  rmSync(folder, { recursive: true })
})
