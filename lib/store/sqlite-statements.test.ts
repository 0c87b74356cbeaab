import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openStore } from './client'
import { startDatabases } from './databases.fixture'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

test('of long texts that were written nothing stays in memory', async () => {
  const MB = 2 ** 20
  const databases = await startDatabases('sqlite')
  const store = await openStore({ url: await databases.create(), now: () => 0 })
  const write = (letter: string) =>
    store.insert(`INSERT INTO settings (name, value, updated_at) SELECT hex(randomblob(8)), length(?), 0`, letter)
  await write('a')
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  for (let count = 0; count < 40; count += 1) expect(await write(String(count).padEnd(MB, 'x'))).toBe(1)
  collectGarbage()
  expect((process.memoryUsage().heapUsed - before) / MB).toBeLessThan(5)
  await store.close()
  await databases.stop()
})

test('a statement that is sent again takes its new parameters, whatever befell the table meanwhile', async () => {
  const databases = await startDatabases('sqlite')
  const store = await openStore({ url: await databases.create(), now: () => 0 })
  const sql = `INSERT INTO settings (name, value, updated_at) VALUES (?, ?, 0)`
  await store.db.$executeRawUnsafe(sql, 'a', '1')
  await store.db.$executeRawUnsafe('ALTER TABLE settings ADD COLUMN note TEXT')
  await store.db.$executeRawUnsafe(sql, 'b', '2')
  await expect(store.db.$executeRawUnsafe(sql, 'b', '3')).rejects.toThrow()
  await store.db.$executeRawUnsafe(sql, 'c', '4')
  const rows = await store.db.$queryRawUnsafe('SELECT name, value FROM settings ORDER BY name')
  expect(rows).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
    { name: 'c', value: '4' },
  ])
  await store.close()
  await databases.stop()
})
