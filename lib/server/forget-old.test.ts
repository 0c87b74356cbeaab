import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { readCleaning } from '@/lib/store/cleaning'
import { openStore } from '@/lib/store/client'
import { NOW, settledOf } from '@/lib/store/rows.fixture'
import type { Store } from '@/lib/store/session'
import { databaseSize } from '@/lib/store/size'
import { forgetOld } from './forget-old'

const folder = mkdtempSync(join(tmpdir(), 'keywheel-forget-'))
let store: Store
beforeAll(async () => {
  store = await openStore({ url: `file:${folder}/keywheel.db`, now: () => NOW })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

test('what is too old goes, others write in between, and it is said how much went', async () => {
  const old = Array.from({ length: 2000 }, (_, i) => settledOf({ startedAt: NOW - 40 * DAY_MS - i, keyId: null }, null))
  await appendAttempts(store, { attempts: old, keys: [], accounts: [] })
  let isDone = false
  const run = forgetOld(
    store,
    () => NOW,
    () => false,
  ).then(() => {
    isDone = true
  })
  let written = 0
  while (!isDone) {
    await appendAttempts(store, { attempts: [settledOf({ startedAt: NOW - written })], keys: [], accounts: [] })
    written += 1
  }
  await run
  expect(written).toBeGreaterThan(2)
  expect(await store.db.attempt.count()).toBe(written)
  const cleaning = await readCleaning(store)
  expect(cleaning).toMatchObject({ startedAt: new Date(NOW).toISOString(), endedAt: new Date(NOW).toISOString() })
  expect(cleaning?.rows).toBeGreaterThanOrEqual(2000)
  expect((await databaseSize(store)).freeBytes).toBeGreaterThan(0)
})
