import { afterAll, beforeAll, expect, test } from 'vitest'
import { SEARCH_KEYS_MAX } from '@/lib/contract/search'
import { newKey, openWorld, VIEWER, type World } from './control.fixture'
import { addKey } from './keys'
import { search } from './search'

let world: World

beforeAll(async () => {
  world = await openWorld()
  const ctx = world.context()
  for (let number = 1; number <= 12; number += 1) await addKey({ ctx, input: newKey(`team-${number}`) })
  await addKey({ ctx, input: newKey('billing', { account: 'Acme' }) })
})
afterAll(() => world.close())

const found = async (q: string) => {
  const { keys, services } = await search({ ctx: world.context(VIEWER), input: { q } })
  return { keys: keys.map(({ name }) => name), services: services.map(({ label }) => label) }
}

test('the key of exactly that name comes first, then those that begin with it', async () => {
  expect((await found('TEAM-1')).keys).toEqual(['team-1', 'team-10', 'team-11', 'team-12'])
})

test('a key is found by its account, and never more than a screenful', async () => {
  expect((await found('acme')).keys).toEqual(['billing'])
  expect((await found('')).keys).toHaveLength(SEARCH_KEYS_MAX)
})

test('a service is found by its name, when it has keys', async () => {
  expect((await found('gro')).services).toEqual(['Groq'])
  expect((await found('gem')).services).toEqual([])
})

test('no secret is in the answer', async () => {
  const answer = await search({ ctx: world.context(VIEWER), input: { q: 'team' } })
  const { apiKey } = newKey('team-1')
  expect(JSON.stringify(answer)).not.toContain(apiKey)
})
