import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storableEnvKey } from '@/lib/control/new-key'
import { openStore } from '@/lib/store/client'
import { addEnvKeys } from '@/lib/store/env-keys'
import { listKeys } from '@/lib/store/keys'
import { findMasterKey } from '@/lib/vault/master-key'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('key-set')
  await command.keywheel(['keys', 'add', 'groq', '--name', 'one'], groqSecret('one'))
})
afterAll(() => command.close())

async function withStore<T>(run: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const store = await openStore({ url: `file:${join(command.folder, 'data', 'keywheel.db')}`, now: Date.now })
  try {
    return await run(store)
  } finally {
    await store.close()
  }
}
const entryOf = (name: string) =>
  withStore(async store => (await listKeys(store, { limit: 10 })).find(({ key }) => key.name === name))
const set = (...args: string[]) => command.keywheel(['keys', 'set', ...args])

test('a key is changed by name, and a cleared setting is as of a new key', async () => {
  const fields = ['priority=2', 'weight=1.5', 'account=team', 'daily-limit=1000', 'minute-limit=30', 'models=a,b']
  const ran = await set('one', ...fields, 'expires=2099-01-31', 'note=of team = A', 'name=uno')
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(ran.stdout).toMatch(/^changed groq uno \([\w-]+\): priority=2, weight=1\.5/)
  expect(await entryOf('uno')).toMatchObject({
    note: 'of team = A',
    key: {
      priority: 2,
      weight: 1.5,
      account: 'team',
      dailyLimit: 1000,
      minuteLimit: 30,
      models: ['a', 'b'],
      expiresAt: Date.UTC(2099, 0, 31),
    },
  })
  const id = (await entryOf('uno'))?.key.id ?? ''
  const cleared = ['account=', 'daily-limit=none', 'models=none', 'expires=', 'note=none', 'priority=none', 'name=one']
  expect((await set(id, ...cleared)).exitCode).toBe(0)
  expect(await entryOf('one')).toMatchObject({
    note: null,
    key: { priority: 1, account: null, dailyLimit: null, minuteLimit: 30, models: null, expiresAt: null },
  })
})

test('a key of the environment is changed too', async () => {
  const { masterKey } = findMasterKey({ value: null, folder: join(command.folder, 'data') })
  const given = { service: 'groq', name: 'GROQ_API_KEY', secret: groqSecret('env') }
  await withStore(store => addEnvKeys(store, [storableEnvKey(masterKey, given, Date.now())]))
  expect((await set('GROQ_API_KEY', 'priority=7')).exitCode).toBe(0)
  expect((await entryOf('GROQ_API_KEY'))?.key).toMatchObject({ source: 'env', priority: 7 })
})

test.each([
  [['daily-limit=0'], 'daily-limit: wanted a whole number of 1 or more'],
  [['priority=0x10'], 'priority: wanted a whole number from 1 to 998'],
  [['daily-limit=1e3'], 'daily-limit: wanted a whole number of 1 or more'],
  [['name='], 'name: wanted a name'],
  [['colour=red'], '"colour" is not a setting (known: name, priority, weight,'],
  [['priority'], '"priority": wanted name=value, such as priority=2'],
  [['priority=3', 'priority=4'], 'priority: was given twice'],
])('%j is refused in one sentence, and nothing is changed', async (wrong, sentence) => {
  const before = await entryOf('one')
  const ran = await set('one', 'account=other', ...wrong)
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(`keywheel: ${sentence}`)])
  expect(await entryOf('one')).toEqual(before)
})
