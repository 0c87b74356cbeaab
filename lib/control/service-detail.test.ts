import { afterEach, beforeEach, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { serviceDetailSchema, servicesSchema } from '@/lib/contract/services'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { listAudit } from '@/lib/store/audit'
import { settledOf } from '@/lib/store/rows.fixture'
import { ADMIN, attempt, newKey, openWorld, START, VIEWER, type World } from './control.fixture'
import { addKey } from './keys'
import { allServices, oneService } from './service-detail'
import { changeService } from './services'
import { tryService } from './try-service'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function serverWith(names: readonly string[], more: Record<string, unknown> = {}) {
  for (const name of names) await addKey({ ctx: world.context(), input: newKey(name, more) })
  const server = await world.startServer()
  const context = () => ({ ...world.context(VIEWER, server.live), services: server.registry.all() })
  const detail = async (service = 'groq') =>
    serviceDetailSchema.parse(await oneService({ ctx: context(), input: { service } }))
  return { ...server, context, detail }
}

test('a service says how its keys stand, and shows each by name', async () => {
  const { pools, detail } = await serverWith(['KEY_10', 'KEY_2'], { dailyLimit: 5 })
  const restingId = attempt(pools, 'rate-limited', 'key')
  const groq = await detail()
  expect(groq).toMatchObject({
    ...{ label: 'Groq', source: 'built-in', exhausted: false, envName: 'GROQ_API_KEY' },
    counts: { all: 2, ready: 1, resting: 1 },
    quotaResetAt: '2026-11-23T00:00:00.000Z',
    nextReturnAt: new Date(START + 60_000).toISOString(),
    circuit: { kind: 'closed', failuresInRow: 0, threshold: 5 },
  })
  expect(groq.dots.map(({ name }) => name)).toEqual(['KEY_2', 'KEY_10'])
  expect(groq.dots.find(({ keyId }) => keyId === restingId)).toMatchObject({ standing: 'resting' })
})

test('failures count towards the opening of the circuit, and an open one says why and until when', async () => {
  const { pools, detail } = await serverWith(['one'])
  for (let failure = 1; failure <= 4; failure++) {
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('no key may work')
    const outcome = { kind: 'service-error', blame: 'service', rule: 'test', status: 500 } as const
    pools.settle(lease, { ...outcome, hintUntil: null, window: null, isAmbiguous: false, learned: [] }, NO_USAGE)
    world.clock.now += 60_000 * failure
    expect((await detail()).circuit).toMatchObject({ kind: 'closed', failuresInRow: failure, until: null })
  }
  attempt(pools, 'service-error', 'service')
  expect(await detail()).toMatchObject({
    exhausted: true,
    circuit: {
      ...{ kind: 'open', cause: 'service-error', openings: 1 },
      since: new Date(world.clock.now).toISOString(),
      until: new Date(world.clock.now + 5000).toISOString(),
    },
  })
})

test('an open circuit names its last error, and lets its next request try at once when an admin says so', async () => {
  const { pools, detail, live } = await serverWith(['a', 'b', 'c', 'd', 'e'])
  const failure = { outcome: 'service-error', blame: 'service', rule: 'general: status 500', status: 500 } as const
  const startedAt = START - 1000
  const attempts = [settledOf({ ...failure, requestId: 'r9', startedAt })]
  await appendAttempts(world.store, { attempts, keys: [], accounts: [] })
  const ctx = world.context(ADMIN, live)
  const tryGroq = () => tryService({ ctx, input: { service: 'groq' } })
  await expect(tryGroq()).rejects.toMatchObject({ code: 'conflict' })
  expect((await detail()).lastTrouble).toBeNull()
  while (pools.stateOf('groq').circuit.kind === 'closed') attempt(pools, 'service-error', 'service')
  expect(await detail()).toMatchObject({
    circuit: { kind: 'open' },
    lastTrouble: { requestId: 'r9', rule: 'general: status 500', at: new Date(startedAt).toISOString() },
  })
  expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({ kind: 'exhausted', cause: 'service-down' })
  await tryGroq()
  expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({ isTrial: true })
  expect((await listAudit(world.store, { limit: 1 }))[0]).toMatchObject({ verb: 'tryService', target: 'groq' })
  await expect(tryService({ ctx: world.context(VIEWER, live), input: { service: 'groq' } })).rejects.toMatchObject({
    code: 'not-allowed',
  })
})

test('a policy is shown beside what the service came with', async () => {
  const { context, detail } = await serverWith(['one'])
  await changeService({
    ctx: { ...context(), operator: world.context().operator },
    input: { service: 'groq', strategy: 'priority', maxWaitMs: 2000 },
  })
  expect(await detail()).toMatchObject({
    policy: { strategy: 'priority', maxWaitMs: 2000, limitScope: 'account-model' },
    ownPolicy: { strategy: 'round-robin', maxWaitMs: 0, limitScope: 'account-model' },
    changed: ['strategy', 'maxWaitMs'],
  })
})

test('all services are listed, those with keys first', async () => {
  const { context } = await serverWith(['one'])
  const { services } = servicesSchema.parse(await allServices({ ctx: context() }))
  expect(services.map(({ id, counts }) => [id, counts.all])).toEqual([
    ['groq', 1],
    ...CATALOG.filter(({ id }) => id !== 'groq').map(({ id }) => [id, 0]),
  ])
})

test('more keys than can be shown one by one are only counted', async () => {
  const { pools, detail } = await serverWith(['one'])
  const [first] = pools.keysOf('groq')
  for (let number = 0; first && number < 120; number++) {
    pools.addKey({ key: { ...first.key, id: `more-${number}` }, state: null })
  }
  expect(await detail()).toMatchObject({ counts: { all: 121 }, dots: [] })
})

test('a service nobody knows is refused in one sentence', async () => {
  const { detail } = await serverWith([])
  await expect(detail('grok')).rejects.toThrow('There is no service "grok"')
})
