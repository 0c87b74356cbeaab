import { afterEach, beforeEach, expect, test } from 'vitest'
import { type SharesInput, sharesInputSchema, sharesSchema } from '@/lib/contract/shares'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { attempt, newKey, openWorld, VIEWER, type World } from './control.fixture'
import { ControlError } from './control-error'
import { addKey } from './keys'
import { changeService } from './services'
import { shares } from './shares'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** A running server with keys of Groq named so, the first one first in priority. */
async function serverWith(names: readonly string[]) {
  const ids: string[] = []
  for (const name of names) {
    const input = newKey(name, { priority: ids.length + 1 })
    ids.push((await addKey({ ctx: world.context(), input })).id)
  }
  const server = await world.startServer()
  const ask = async (input: Omit<SharesInput, 'service'>) => {
    const ctx = { ...world.context(VIEWER, server.live), services: server.registry.all() }
    return sharesSchema.parse(await shares({ ctx, input: sharesInputSchema.parse({ service: 'groq', ...input }) }))
  }
  return { ...server, ids, ask }
}

test('an edit of weights is shown as each key’s share before and after', async () => {
  const { ids, ask } = await serverWith(['one', 'two'])
  const [one = '', two = ''] = ids
  const { keys, unserved } = await ask({
    policy: { strategy: 'weighted' },
    keys: [{ keyIds: [two], settings: { weight: 4 } }],
  })
  expect(unserved).toEqual({ before: 0, after: 0 })
  expect(keys).toEqual([
    { id: two, name: 'two', masked: expect.any(String), isEdited: true, before: 0.5, after: 0.8 },
    { id: one, name: 'one', masked: expect.any(String), isEdited: false, before: 0.5, after: 0.2 },
  ])
})

test('what is only asked about changes nothing', async () => {
  const { pools, ids, ask } = await serverWith(['one', 'two'])
  attempt(pools, 'success', 'nobody')
  const before = structuredClone([pools.services(), pools.keysOf('groq')])
  await ask({ policy: { strategy: 'priority' }, keys: [{ keyIds: ids, settings: { priority: 9 } }] })
  expect([pools.services(), pools.keysOf('groq')]).toEqual(before)
})

test('null in a policy stands for what the service came with', async () => {
  const { registry, live, pickUp, ask } = await serverWith(['one', 'two'])
  await changeService({
    ctx: { ...world.context(undefined, live), services: registry.all() },
    input: { service: 'groq', strategy: 'priority' },
  })
  await pickUp()
  const { keys } = await ask({ policy: { strategy: null } })
  expect(keys.map(({ before, after }) => [before, after])).toEqual([
    [1, 0.5],
    [0, 0.5],
  ])
})

test('keys can be asked about as if they were put aside or brought back', async () => {
  const { pools, ids, ask } = await serverWith(['one', 'two'])
  const rejected = attempt(pools, 'key-rejected', 'key')
  const other = ids.find(id => id !== rejected) ?? ''
  const back = await ask({ keys: [{ keyIds: [rejected], takesPart: 'in' }] })
  expect(back.keys.find(({ id }) => id === rejected)).toMatchObject({ before: 0, after: 0.5 })
  const out = await ask({ keys: [{ keyIds: [other], takesPart: 'out' }] })
  expect(out).toMatchObject({ unserved: { before: 0, after: 1 }, others: { keyCount: 1 } })
})

test('the answer names a bounded number of keys and sums the others', async () => {
  const { pools, ask } = await serverWith(['one'])
  const first = pools.keysOf('groq')[0]?.key
  for (let number = 0; first && number < 99; number++) {
    pools.addKey({ key: { ...first, id: `more-${number}`, name: `more-${number}` }, state: null })
  }
  const { keys, others } = await ask({})
  expect(keys).toHaveLength(50)
  expect(others).toEqual({ keyCount: 50, before: expect.closeTo(0.5), after: expect.closeTo(0.5) })
})

test('without a running server the database is asked', async () => {
  await addKey({ ctx: world.context(), input: newKey('one') })
  const input = sharesInputSchema.parse({ service: 'groq', policy: { strategy: DEFAULT_POLICY.strategy } })
  const { keys } = await shares({ ctx: world.context(VIEWER), input })
  expect(keys).toMatchObject([{ name: 'one', before: 1, after: 1 }])
})

test('a service nobody knows is refused in one sentence', async () => {
  const asked = shares({ ctx: world.context(), input: sharesInputSchema.parse({ service: 'grok' }) })
  await expect(asked).rejects.toThrow(ControlError)
  await expect(asked).rejects.toThrow('There is no service "grok"')
})
