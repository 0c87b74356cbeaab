import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimCheck, readLastCheck } from './check-schedule'
import { openStore } from './client'
import { type Databases, startDatabases } from './databases.fixture'
import type { Store } from './session'

describe.each(['sqlite', 'postgres'] as const)('on %s', dialect => {
  let databases: Databases
  let stores: Store[] = []
  beforeAll(async () => {
    databases = await startDatabases(dialect)
    const url = await databases.create()
    stores = [await openStore({ url, now: () => 1 }), await openStore({ url, now: () => 1 })]
  }, 60_000)
  afterAll(async () => {
    await Promise.all(stores.map(store => store.close()))
    await databases.stop()
  })

  test('of many servers that read the same, one begins the check', async () => {
    for (const [before, at] of [
      [null, 1000],
      [1000, 2000],
    ] as const) {
      const claims = await Promise.all([...stores, ...stores].map(store => claimCheck(store, before, at)))
      expect(claims.filter(Boolean)).toHaveLength(1)
      expect(await readLastCheck(stores[0] as Store)).toBe(at)
    }
  })
})
