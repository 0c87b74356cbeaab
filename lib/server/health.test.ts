import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { healthSchema } from '@/lib/contract/health'
import { talliedFacts } from '@/lib/control/overview-health'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openHealth, processHealth } from './health'
import { openQuietLog } from './log'
import type { Runtime } from './runtime'

const folder = mkdtempSync(join(tmpdir(), 'keywheel-health-'))
let engine: Engine
beforeAll(async () => {
  const env = { KEYWHEEL_DATA_DIR: folder, GROQ_API_KEY: `gsk_${'H'.repeat(52)}` }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Each time another one: nothing of it is kept. */
function look(healthMinScore: number, more: Partial<Runtime> = {}, now = Date.now()) {
  const settings = { ...engine.settings, healthMinScore }
  const runtime = { ...engine, settings, startedAt: Date.now(), version: '1', ...more } as unknown as Runtime
  return processHealth(runtime, now)
}

test('a server whose keys serve is ok, and one whose service can serve nobody is degraded', async () => {
  expect(await look(90)).toMatchObject({ status: 'ok', reasons: [], score: 100 })
  const keyId = engine.pools.keysOf('groq')[0]?.key.id ?? ''
  engine.pools.decideStatus(keyId, { status: 'rejected', statusReason: 'x', statusSince: 1 })
  expect(await look(0)).toMatchObject({ status: 'degraded', reasons: ['service'], score: 0 })
})

test('a look that others overtook while it waited for the database counts no key anew', async () => {
  const { pools, tallies } = engine
  const askedAt = Date.now() - 1000
  talliedFacts(pools, tallies, new Map(), Date.now())
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  await look(0, {}, askedAt)
  expect(looks).not.toHaveBeenCalled()
  looks.mockRestore()
})

test('a server that cannot take up what was changed elsewhere is degraded after a while', async () => {
  const since = (ms: number) => look(0, { stalledSince: () => Date.now() - ms })
  expect((await since(1000)).reasons).not.toContain('changes')
  expect(await since(60_000)).toMatchObject({ status: 'degraded', reasons: ['service', 'changes'] })
})

test('it fails below the score that was set, and when the database is gone; outside it says no more than that', async () => {
  expect(await look(50)).toMatchObject({ status: 'failing', reasons: ['score', 'service'] })
  await engine.close()
  const failing = await look(0)
  expect(failing).toMatchObject({ status: 'failing', database: 'failing' })
  expect(Object.keys(openHealth(failing))).toEqual(Object.keys(healthSchema.shape))
})
