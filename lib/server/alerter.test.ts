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
import { listAlerts } from '@/lib/store/alerts'
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
