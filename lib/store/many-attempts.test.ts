import { expect, test } from 'vitest'
import { openStore } from './client'
import { startDatabases } from './databases.fixture'
import { fillAttempts } from './many-attempts.fixture'
import { countAttempts } from './rollups'
import { NOW } from './rows.fixture'

test('a history that was filled in is in the rows and in the sums, as often as it was asked for', async () => {
  const databases = await startDatabases('sqlite')
  const store = await openStore({ url: await databases.create(), now: () => NOW })
  const keys = ['k1', 'k2', 'k3'].map(id => ({ id, service: 'groq', masked: 'gsk_ab…3f' }))
  const range = { since: NOW - 172_800_000, until: NOW + 1 }
  await fillAttempts(store, { keys, count: 1000, from: NOW - 86_400_000, until: NOW })
  expect(await store.db.attempt.count()).toBe(1000)
  const sums = await countAttempts(store, { grain: 'hour', ...range })
  expect(sums.reduce((total, { attempts }) => total + attempts, 0)).toBe(1000)
  expect(new Set(sums.map(({ outcome }) => outcome))).toContain('rate-limited')
  await store.close()
  await databases.stop()
})
