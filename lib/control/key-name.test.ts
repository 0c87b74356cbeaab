import { afterEach, beforeEach, expect, test } from 'vitest'
import { newKey, openWorld, type World } from './control.fixture'
import { addKey, findKeyId } from './keys'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

test('a name is found in any case where only one key can be meant', async () => {
  const ctx = world.context()
  const { id: upper } = await addKey({ ctx, input: newKey('GROQ_API_KEY') })
  const find = (key: string) => findKeyId({ ctx, input: { key, isRemoved: false } })
  expect(await find('groq_api_key')).toBe(upper)
  const { id: lower } = await addKey({ ctx, input: newKey('groq_api_key', { apiKey: `gsk_${'b'.repeat(52)}` }) })
  expect([await find('groq_api_key'), await find('GROQ_API_KEY')]).toEqual([lower, upper])
  await expect(find('Groq_Api_Key')).rejects.toMatchObject({ code: 'conflict' })
})
