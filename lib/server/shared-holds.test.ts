import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setPriceSchema } from '@/lib/contract/prices'
import { newTokenSchema } from '@/lib/contract/token'
import { setPrice } from '@/lib/control/prices'
import { createToken } from '@/lib/control/tokens'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { type Databases, startDatabases } from '@/lib/store/databases.fixture'
import { noteRun } from '@/lib/store/server-runs'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

/** Two gateways on one database, and a token with a budget that asks both. */

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const
const SLOW_MS = 1500

describe.each(['sqlite', 'postgres'] as const)('on %s', dialect => {
  let databases: Databases
  let simulator: Simulator
  let folder = ''
  let houses: { engine: Engine; gateway: Gateway; isEnded?: true }[] = []
  let token = ''

  beforeEach(async () => {
    databases = await startDatabases(dialect)
    simulator = await startSimulator({ acceptAnyKey: true })
    folder = mkdtempSync(join(tmpdir(), 'keywheel-holds-'))
    const env = {
      ...{ KEYWHEEL_DATA_DIR: folder, DATABASE_URL: await databases.create() },
      ...{ KEYWHEEL_OPENAI_ORIGIN: simulator.origin('openai'), OPENAI_API_KEY: 'openai-key-canary-0001' },
    }
    houses = []
    for (let count = 0; count < 2; count += 1) {
      const engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
      const onBug = (bug: unknown) => expect(bug).toBeNull()
      houses.push({ engine, gateway: await startGateway({ host: '127.0.0.1', port: 0, ports: engine.ports, onBug }) })
      await noteRun(engine.store, Date.now())
    }
    const ctx = engineOf(0).context(ADMIN)
    const dear = { service: 'openai', model: 'dear', inputUsd: 0, outputUsd: 1000 }
    await setPrice({ ctx, input: setPriceSchema.parse(dear) })
    token = (await createToken({ ctx, input: newTokenSchema.parse({ name: 'app', budgetUsdPerMonth: 3 }) })).token
    await lookAround()
  }, 60_000)
  afterEach(async () => {
    for (const index of houses.keys()) await end(index)
    await simulator.close()
    await databases.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const end = async (index: number) => {
    const house = houses[index]
    if (!house || house.isEnded) return
    house.isEnded = true
    await house.gateway.close()
    await house.engine.close()
  }
  const engineOf = (index: number) => {
    const house = houses[index]
    if (!house) throw new Error('there are two')
    return house.engine
  }
  const ask = (index: number, tokens: number) => {
    const baseURL = `http://127.0.0.1:${houses[index]?.gateway.port}/openai/v1`
    const openai = new OpenAI({ apiKey: token, baseURL, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: 'count [[chunks=2 pace=1 bytes=40]]' }]
    return openai.chat.completions.create({ model: 'dear', messages, max_tokens: tokens })
  }
  /** What the jobs of both processes do twice a second, and once in two. */
  const lookAround = async () => {
    for (const { engine } of [...houses, ...houses].filter(({ isEnded }) => !isEnded)) {
      await engine.pickUp()
      await engine.recorder.flush()
      await engine.callers.shareHeld(engine.store)
      await engine.learnUse()
    }
  }

  test('what requests under way at one may cost is held at the other, until they have ended', async () => {
    simulator.fault({ service: 'openai', kind: 'slow', latencyMs: SLOW_MS })
    const underWay = ask(0, 3000)
    await expect.poll(() => simulator.seen({ service: 'openai' }).length).toBe(1)
    await lookAround()
    const refused = await ask(1, 10).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError)
    expect(String(refused)).toContain('$3.00 of its budget of $3.00 for this month left, which its requests under way')
    expect(simulator.seen({ service: 'openai' })).toHaveLength(1)
    await underWay
    simulator.clearFaults()
    await lookAround()
    await ask(1, 10)
  }, 30_000)

  test('a process that ends holds nothing more', async () => {
    simulator.fault({ service: 'openai', kind: 'slow', latencyMs: SLOW_MS })
    const cut = ask(0, 3000).catch(() => 'cut')
    await expect.poll(() => simulator.seen({ service: 'openai' }).length).toBe(1)
    await lookAround()
    await expect(ask(1, 10)).rejects.toBeInstanceOf(OpenAI.RateLimitError)
    await end(0)
    expect(await cut).toBe('cut')
    simulator.clearFaults()
    await lookAround()
    await ask(1, 10)
  }, 30_000)
})
