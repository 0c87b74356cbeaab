import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newChannelSchema } from '@/lib/contract/alert-channels'
import { addChannel } from '@/lib/control/alert-channels'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { startReceiver, webhookTo } from '@/lib/server/alert-world.fixture'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { readCleaning } from '@/lib/store/cleaning'
import { openStore } from '@/lib/store/client'
import { type Databases, startDatabases } from '@/lib/store/databases.fixture'
import { settledOf } from '@/lib/store/rows.fixture'
import type { Store } from '@/lib/store/session'
import { findMasterKey } from '@/lib/vault/master-key'
import { type Running, startGatewayAlone, startKeywheel } from './running.fixture'

const TOKEN = 'kw_a-client-token-for-tests'
const ADMIN = { authorization: 'Bearer an-admin-token-for-tests', 'content-type': 'application/json' }
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
const SECRET = `gsk_${'A'.repeat(52)}`
const START_LIMIT_MS = 300_000
const SOON = { timeout: 40_000, interval: 200 }

/** Starting makes a missing build, which two at a time must not do at once. */
beforeAll(async () => {
  const keywheel = await startKeywheel()
  await keywheel.stop()
}, START_LIMIT_MS)

// side by side: each of them waits most of its time
describe.concurrent.each(['sqlite', 'postgres'] as const)('gateways without a dashboard on a %s database', dialect => {
  let databases: Databases
  let store: Store
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let simulator: Simulator
  let settings: Record<string, string>
  const ends: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    receiver = await startReceiver()
    simulator = await startSimulator({ keys: [] })
    databases = await startDatabases(dialect)
    const url = await databases.create()
    store = await openStore({ url, now: Date.now })
    const { masterKey } = findMasterKey({ value: MASTER_KEY, folder: '' })
    const operator = { id: 'op', role: 'admin', via: 'session' } as const
    const ctx = { store, masterKey, services: [], live: null, operator, now: Date.now }
    await addChannel({ ctx, input: newChannelSchema.parse(webhookTo(receiver.url)) })
    const daysAgo = [1, 40, 41, 400].map(days => settledOf({ keyId: null, startedAt: Date.now() - days * DAY_MS }))
    await appendAttempts(store, { attempts: daysAgo, keys: [], accounts: [] })
    settings = {
      DATABASE_URL: url,
      KEYWHEEL_MASTER_KEY: MASTER_KEY,
      KEYWHEEL_CLIENT_TOKEN: TOKEN,
      KEYWHEEL_ADMIN_TOKEN: ADMIN.authorization.slice('Bearer '.length),
      KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
      GROQ_API_KEY: SECRET,
    }
    for (let count = 0; count < 2; count += 1) {
      const gateway = await startGatewayAlone(settings)
      ends.push(gateway.stop)
      if (count === 0) await call(gateway.gateway)
    }
  }, START_LIMIT_MS)
  afterAll(async () => {
    await Promise.all(ends.map(end => end()))
    await store?.close()
    await databases?.stop()
    await receiver?.close()
    await simulator?.close()
  })

  const call = (gateway: string) =>
    fetch(`${gateway}/groq/openai/v1/models`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const rows = () => store.db.alert.findMany({ where: { standing: { not: null } } })
  const standing = async () => (await rows()).map(({ code }) => code)
  /** Who looks after them. */
  const writers = async () => (await rows()).map(({ writer }) => writer)
  const heard = () => receiver.heard.map(({ body }) => JSON.parse(body)).flatMap(({ alerts }) => alerts)

  test('what is too old is forgotten', { timeout: START_LIMIT_MS }, async () => {
    await vi.waitFor(async () => {
      const rows = await store.db.attempt.findMany({ select: { startedAt: true } })
      expect(rows.filter(({ startedAt }) => Number(startedAt) < Date.now() - 30 * DAY_MS)).toEqual([])
      expect(rows.length).toBeGreaterThan(0)
    }, SOON)
  })

  test('alerts are raised and told once, and a dashboard that comes looks after them', {
    timeout: START_LIMIT_MS,
  }, async () => {
    await vi.waitFor(() => expect(heard().map(({ code }) => code)).toContain('exhausted'), SOON)
    const before = await writers()
    const dashboard: Running = await startKeywheel(settings)
    ends.push(() => dashboard.stop())
    expect(await standing()).toContain('exhausted')
    simulator.setKey({ service: 'groq', secret: SECRET })
    await vi.waitFor(async () => {
      const now = await writers()
      expect(now.filter(writer => writer === null || before.includes(writer))).toEqual([])
    }, SOON)
    const reset = await fetch(`${dashboard.dashboard}/api/admin/api-keys/reset`, { method: 'POST', headers: ADMIN })
    expect(reset.ok).toBe(true)
    await vi.waitFor(async () => expect(await standing()).toEqual([]), SOON)
    await vi.waitFor(() => expect(heard().map(({ kind }) => kind)).toContain('resolved'), SOON)
    const ids = heard().map(({ alertId, kind }) => `${alertId} ${kind}`)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('a gateway that watches over nothing stays small', {
  timeout: START_LIMIT_MS,
  concurrent: true,
  skip: process.platform !== 'linux',
}, async () => {
  const databases = await startDatabases('sqlite')
  const url = await databases.create()
  const store = await openStore({ url, now: Date.now })
  const settings = { DATABASE_URL: url, KEYWHEEL_MASTER_KEY: MASTER_KEY, KEYWHEEL_CLIENT_TOKEN: TOKEN }
  const gateway = await startGatewayAlone(settings)
  // it has the duty, has looked for alerts, and has forgotten what was old
  await vi.waitFor(async () => expect(await readCleaning(store)).toMatchObject({ endedAt: expect.any(String) }), SOON)
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]
  await gateway.stop()
  await store.close()
  await databases.stop()
  // the models by themselves would add 80
  expect(Number(kilobytes) / 1024).toBeLessThan(130)
})
