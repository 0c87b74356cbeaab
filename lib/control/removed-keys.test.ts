import { afterEach, beforeEach, expect, test } from 'vitest'
import { removedKeysInputSchema, removedKeysSchema } from '@/lib/contract/removed-keys'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { newKey, openWorld, VIEWER, type World } from './control.fixture'
import { removeKey, restoreKey } from './key-switches'
import { addKey } from './keys'
import { removedKeys } from './removed-keys'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const add = async (name: string) => (await addKey({ ctx: world.context(), input: newKey(name) })).id
const remove = (keyId: string) => removeKey({ ctx: world.context(), input: { keyId } })
const list = async (question: object = {}) => {
  const input = removedKeysInputSchema.parse(question)
  return removedKeysSchema.parse(await removedKeys({ ctx: world.context(VIEWER), input }))
}
const names = async (question?: object) => (await list(question)).keys.map(({ name }) => name)

test('removed keys are listed, the last one first, with the day on which they are gone for good', async () => {
  const [first, second] = [await add('first'), await add('second')]
  await add('stays')
  await remove(first)
  world.clock.now += 60_000
  await remove(second)
  const { keys, total } = await list()
  expect(keys.map(({ name }) => name)).toEqual(['second', 'first'])
  expect(total).toBe(2)
  const removedAt = new Date(world.clock.now).toISOString()
  const restorableUntil = new Date(world.clock.now + 30 * DAY_MS).toISOString()
  expect(keys[0]).toMatchObject({ serviceLabel: 'Groq', removedAt, restorableUntil })
  await restoreKey({ ctx: world.context(), input: { keyId: second } })
  expect(await names()).toEqual(['first'])
})

test('they are found by name and by service', async () => {
  for (const name of ['prod-eu', 'prod-us', 'test']) await remove(await add(name))
  expect(await names({ search: 'PROD us' })).toEqual(['prod-us'])
  expect(await names({ service: 'groq', search: 'test' })).toEqual(['test'])
  expect(await names({ service: 'openai' })).toEqual([])
})
