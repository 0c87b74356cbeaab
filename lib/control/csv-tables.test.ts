import { afterEach, beforeEach, expect, test } from 'vitest'
import { newKeySchema } from '@/lib/contract/key-import'
import { keyPageInputSchema } from '@/lib/contract/key-page'
import { newKey, openWorld, type World } from './control.fixture'
import { KEYS_CSV } from './csv-tables'
import { importKeys } from './import-keys'
import { addKey, changeKey } from './keys'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const COUNT = 450

test('a table of keys tells each key once, whatever is added and renamed while it is read', async () => {
  const rows = Array.from({ length: COUNT }, (_, at) => newKeySchema.parse(newKey(`key-${at + 1}`)))
  await importKeys({ ctx: world.context(), input: { rows, isDryRun: false } })
  const { live, pickUp } = await world.startServer()
  const ctx = world.context(undefined, live)
  const names: unknown[] = []
  for await (const page of KEYS_CSV.pages(ctx, keyPageInputSchema.parse({}))) {
    const isFirst = names.length === 0
    names.push(...page.map(cells => cells[KEYS_CSV.columns.indexOf('name')]))
    if (!isFirst) continue
    await addKey({ ctx, input: newKey('a-first') })
    const last = live.pools.keysOf('groq').find(({ key }) => key.name === `key-${COUNT}`)
    await changeKey({ ctx, input: { keyId: last?.key.id ?? '', settings: { name: 'b-second' } } })
    await pickUp()
  }
  expect(names).toEqual(rows.map(({ name }) => name))
})
