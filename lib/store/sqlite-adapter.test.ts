import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openStore } from './client'
import { type Databases, startDatabases } from './databases.fixture'
import { listKeys } from './keys'
import type { Store } from './session'
import { readSetting, saveSetting } from './settings'

describe('SQLite shared with another process', () => {
  let databases: Databases
  let store: Store
  let other: Database.Database
  beforeAll(async () => {
    databases = await startDatabases('sqlite')
    const url = await databases.create()
    store = await openStore({ url, now: Date.now })
    // another connection locks as another process does
    other = new Database(url.replace('file:', ''), { timeout: 0 })
  })
  afterAll(async () => {
    other.close()
    await store.close()
    await databases.stop()
  })

  it.each([
    ['a write', () => saveSetting(store, 'a', 1)],
    ['a transaction', () => store.transaction(tx => saveSetting(tx, 'a', 2))],
  ])('%s waits for a transaction there, while the event loop turns', async (_, write) => {
    // the first statement of its kind is compiled first, which is not waiting
    await write()
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
    }, 5)
    let isWritten = false
    const writing = write().then(() => {
      isWritten = true
    })
    await new Promise(resolve => setTimeout(resolve, 300))
    clearInterval(ticking)
    const wasWritten = isWritten
    other.exec('COMMIT')
    await writing
    expect([wasWritten, isWritten]).toEqual([false, true])
    expect(turns).toBeGreaterThan(8)
  })

  it('a transaction that read first can still write after another process wrote', async () => {
    await store.transaction(async tx => {
      await listKeys(tx, { limit: 1 })
      // refused, because ours took the lock when it began
      expect(() => other.exec("INSERT INTO settings VALUES ('b', '1', 1)")).toThrow('locked')
      await saveSetting(tx, 'b', 2)
    })
    expect(await readSetting(store, 'b', z.number())).toBe(2)
  })

  it('a transaction that fails lets the next one run', async () => {
    const failing = store.transaction(() => Promise.reject(new Error('no')))
    const next = store.transaction(tx => saveSetting(tx, 'c', 3))
    await expect(failing).rejects.toThrow('no')
    await next
    expect(await readSetting(store, 'c', z.number())).toBe(3)
  })
})
