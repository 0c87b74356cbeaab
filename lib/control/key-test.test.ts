import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSimulator } from '@/lib/simulator/simulator'
import { ADMIN, newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { testKey, testSecrets } from './key-test'
import { addKey } from './keys'

let simulator: Awaited<ReturnType<typeof startSimulator>>
let world: World
beforeAll(async () => {
  simulator = await startSimulator({ keys: [{ service: 'groq', secret: secretOf('good') }] })
})
afterAll(() => simulator.close())
beforeEach(async () => {
  world = await openWorld()
  simulator.reset()
})
afterEach(() => world.close())

async function admin() {
  const server = await world.startServer(new Map([['groq', simulator.origin('groq')]]))
  return world.context(ADMIN, server.live)
}

test('a key is asked about at its upstream, without spending its quota', async () => {
  const ctx = await admin()
  const { id } = await addKey({ ctx, input: newKey('good') })
  const answer = await testKey({ ctx, input: { keyId: id } })
  expect(answer).toMatchObject({ id, name: 'good', life: 'alive', outcome: 'success', status: 200 })
  expect(simulator.seen()).toMatchObject([{ method: 'GET', secret: secretOf('good') }])
  expect(ctx.live?.pools.find(id)?.state.totals.requests).toBe(0)
  expect(JSON.stringify(answer)).not.toContain(secretOf('good'))
})

test('secrets that are not kept yet are asked about together, and each is answered in its place', async () => {
  const rows = ['good', 'bad', 'good'].map(name => ({ service: 'groq', apiKey: secretOf(name) }))
  const { results } = await testSecrets({ ctx: await admin(), input: { rows } })
  expect(results.map(({ life, outcome, status }) => [life, outcome, status])).toEqual([
    ['alive', 'success', 200],
    ['rejected', 'key-rejected', 401],
    ['alive', 'success', 200],
  ])
})

test('a viewer, a service nobody knows, and a command without a server are refused', async () => {
  const ctx = await admin()
  const { id: keyId } = await addKey({ ctx, input: newKey('good') })
  const viewer = { ...ctx, operator: { ...VIEWER } }
  await expect(testKey({ ctx: viewer, input: { keyId } })).rejects.toMatchObject({ code: 'not-allowed' })
  const rows = [{ service: 'grok', apiKey: 'x'.repeat(20) }]
  await expect(testSecrets({ ctx, input: { rows } })).rejects.toMatchObject({ code: 'unknown-service' })
  await expect(testKey({ ctx: { ...ctx, live: null }, input: { keyId } })).rejects.toMatchObject({ code: 'conflict' })
  expect(simulator.seen()).toEqual([])
})
