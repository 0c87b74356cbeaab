import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { HOUR_MS } from '@/lib/engine/vocabulary'
import { KeyChecker } from '@/lib/server/key-checker'
import { startSimulator } from '@/lib/simulator/simulator'
import { ADMIN, newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { beginDueChecks, cancelKeyChecks, changeCheckSchedule, keyChecks, startKeyChecks } from './key-checks'
import { keyDetail } from './key-detail'
import { rollKeySecret } from './key-secret-roll'
import { disableKey } from './key-switches'
import { addKey } from './keys'

const GOOD = ['good-a', 'good-b', 'good-c']
let simulator: Awaited<ReturnType<typeof startSimulator>>
let world: World
beforeAll(async () => {
  simulator = await startSimulator({ keys: GOOD.map(name => ({ service: 'groq' as const, secret: secretOf(name) })) })
})
afterAll(() => simulator.close())
beforeEach(async () => {
  world = await openWorld()
  simulator.reset()
})
afterEach(() => world.close())

async function start(names: readonly string[]) {
  const server = await world.startServer(new Map([['groq', simulator.origin('groq')]]))
  const ctx = world.context(ADMIN, server.live)
  const ids = new Map<string, string>()
  for (const name of names) ids.set(name, (await addKey({ ctx, input: newKey(name) })).id)
  const { checks, pools } = server.live
  const check = async (service?: string) => {
    await startKeyChecks({ ctx, input: { service } })
    await checks.idle()
    return keyChecks({ ctx, input: {} })
  }
  return { ctx, checks, pools, check, id: (name: string) => ids.get(name) ?? '' }
}

test('every key is asked about once by the free probe, and what it said is kept of each', async () => {
  const { ctx, pools, check, id } = await start([...GOOD, 'bad'])
  const { run, findings } = await check()
  expect(run).toMatchObject({ state: 'done', total: 4, alive: 3, rejected: 1, unknown: 0, startedBy: ADMIN.id })
  const asked = simulator.seen({ service: 'groq' })
  expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET'])
  expect(new Set(asked.map(({ secret }) => secret)).size).toBe(4)
  expect(findings).toMatchObject([{ kind: 'refused', keyId: id('bad'), check: { life: 'rejected', status: 401 } }])
  expect(pools.find(id('bad'))?.state).toMatchObject({ status: 'rejected' })
  expect(pools.find(id('good-a'))?.state).toMatchObject({ status: 'active', totals: { requests: 0 } })
  const detail = await keyDetail({ ctx, input: { keyId: id('good-a') } })
  expect(detail.lastCheck).toMatchObject({ life: 'alive', outcome: 'success', status: 200 })
})

test('a key that is out and alive again is proposed for a reset and not reset; one out of credit returns', async () => {
  const { pools, check, id } = await start(GOOD)
  pools.decideStatus(id('good-a'), { status: 'rejected', statusReason: 'x', statusSince: world.clock.now - 1 })
  pools.decideStatus(id('good-b'), { status: 'out-of-credit', statusReason: 'x', statusSince: world.clock.now - 1 })
  const { findings } = await check()
  expect(findings).toMatchObject([{ kind: 'revived', keyId: id('good-a'), status: 'rejected' }])
  expect(pools.find(id('good-a'))?.state.status).toBe('rejected')
  expect(pools.find(id('good-b'))?.state.status).toBe('active')
})

test('a key paused by a person stays paused whatever its upstream says', async () => {
  const { ctx, pools, check, id } = await start(['bad'])
  await disableKey({ ctx, input: { keyId: id('bad') } })
  expect((await check()).findings).toMatchObject([{ kind: 'refused', status: 'paused' }])
  expect(pools.find(id('bad'))?.state.status).toBe('paused')
})

test('an upstream that does not answer decides nothing', async () => {
  const { pools, check, id } = await start(['good-a'])
  simulator.fault({ service: 'groq', kind: 'server-error' })
  const { run, findings } = await check()
  expect(run).toMatchObject({ alive: 0, unknown: 1 })
  expect(findings).toMatchObject([{ kind: 'unknown', keyId: id('good-a') }])
  expect(pools.find(id('good-a'))?.state.status).toBe('active')
})

test('one run at a time; it ends when it is cancelled, and both are written down', async () => {
  const { ctx, checks } = await start(GOOD)
  simulator.fault({ service: 'groq', kind: 'slow', latencyMs: 300 })
  await startKeyChecks({ ctx, input: { service: 'groq' } })
  await expect(startKeyChecks({ ctx, input: {} })).rejects.toMatchObject({ code: 'conflict' })
  await cancelKeyChecks({ ctx, input: {} })
  await checks.idle()
  const { run } = await keyChecks({ ctx, input: {} })
  expect(run).toMatchObject({ state: 'cancelled', service: 'groq', total: 3 })
  expect((run?.alive ?? 9) + (run?.unknown ?? 9)).toBeLessThan(3)
  await expect(cancelKeyChecks({ ctx, input: {} })).rejects.toMatchObject({ code: 'conflict' })
  const verbs = await world.store.db.auditEntry.findMany({ select: { verb: true }, orderBy: { id: 'asc' } })
  expect(verbs.map(({ verb }) => verb).filter(verb => /Checks?|checkKeys/.test(verb))).toEqual([
    'checkKeys',
    'cancelKeyChecks',
  ])
})

test('a viewer sees the run and can neither begin nor end one, nor change the schedule', async () => {
  const { ctx } = await start(['good-a'])
  const viewer = { ...ctx, operator: VIEWER }
  expect(await keyChecks({ ctx: viewer, input: {} })).toMatchObject({ run: null, schedule: { everyHours: null } })
  for (const refused of [
    startKeyChecks({ ctx: viewer, input: {} }),
    cancelKeyChecks({ ctx: viewer, input: {} }),
    changeCheckSchedule({ ctx: viewer, input: { everyHours: 24 } }),
  ]) {
    await expect(refused).rejects.toMatchObject({ code: 'not-allowed' })
  }
})

test('the schedule begins a run when it is due, once for all servers, and not before', async () => {
  const { ctx, checks } = await start(['good-a'])
  const look = async () => {
    await beginDueChecks(world.store, checks, world.clock.now)
    await checks.idle()
    return simulator.seen({ service: 'groq' }).length
  }
  expect(await look()).toBe(0)
  await changeCheckSchedule({ ctx, input: { everyHours: 24 } })
  expect(await look()).toBe(1)
  world.clock.now += 23 * HOUR_MS
  expect(await look()).toBe(1)
  world.clock.now += 1 * HOUR_MS
  expect(await look()).toBe(2)
  expect(await keyChecks({ ctx, input: {} })).toMatchObject({ run: { startedBy: null, total: 1 } })
})

test('what was said of a secret is forgotten when the key gets another', async () => {
  const { ctx, check, id } = await start(['bad'])
  await check()
  await rollKeySecret({ ctx, input: { keyId: id('bad'), apiKey: secretOf('good-a') } })
  expect((await keyDetail({ ctx, input: { keyId: id('bad') } })).lastCheck).toBeNull()
  expect((await keyChecks({ ctx, input: {} })).findings).toEqual([])
})

test('the probes of one service are spaced out', async () => {
  const { pools } = await start(GOOD)
  const askedAt: number[] = []
  const checker = new KeyChecker(
    {
      ...{ pools, now: Date.now, meetsRateLimit: () => true, save: async () => {} },
      examine: async () => {
        askedAt.push(performance.now())
        return { life: 'alive', outcome: 'success', status: 200, durationMs: 1 }
      },
      report: error => {
        throw error
      },
    },
    { usualMs: 0, limitedMs: 60 },
  )
  checker.begin({ service: 'groq', startedBy: null })
  await checker.idle()
  expect(askedAt).toHaveLength(3)
  const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(50)
})

test('a check that could not be written down is not begun', async () => {
  const { ctx, checks } = await start(['good-a'])
  await world.store.db.$executeRawUnsafe('DROP TABLE audit_entries')
  await expect(startKeyChecks({ ctx, input: {} })).rejects.toThrow()
  expect(checks.current()).toBeNull()
})
