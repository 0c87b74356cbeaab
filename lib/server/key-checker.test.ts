import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { findKeyChecks } from '@/lib/store/key-checks'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { KeyChecker } from './key-checker'
import { openQuietLog } from './log'

const SECRET = `gsk_${'C'.repeat(52)}`
let folder = ''
let simulator: Simulator
let engine: Engine
async function open() {
  const env = { KEYWHEEL_DATA_DIR: folder, GROQ_API_KEY: SECRET, KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq') }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-checker-'))
  simulator = await startSimulator({ keys: [{ service: 'groq', secret: SECRET }] })
  await open()
})
afterEach(async () => {
  await engine.close()
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
})

const groqKey = () => engine.pools.keysOf('groq')[0]
async function checkAll() {
  engine.checker.begin({ service: null, startedBy: 'op' })
  await engine.checker.idle()
  return engine.checker.current()
}

test('a key that a check finds refused is confirmed by a second probe, and returns when that finds it alive', async () => {
  simulator.fault({ service: 'groq', kind: 'bad-key', times: 1 })
  expect(await checkAll()).toMatchObject({ rejected: 1 })
  await vi.waitFor(() => expect(groqKey()?.state.status).toBe('active'))
  expect(simulator.seen({ service: 'groq' })).toHaveLength(2)
})

test('a key that both probes find refused is out, and its timeline says why', async () => {
  simulator.fault({ service: 'groq', kind: 'bad-key' })
  await checkAll()
  await vi.waitFor(() => expect(simulator.seen({ service: 'groq' })).toHaveLength(2))
  expect(groqKey()?.state).toMatchObject({ status: 'rejected', statusReason: 'a check by the free probe was refused' })
  await engine.recorder.flush()
  expect(await engine.store.db.keyEvent.findMany({ select: { kind: true, status: true } })).toEqual([
    { kind: 'out', status: 'rejected' },
  ])
})

test('a run under way ends with the server, and what it found is written', async () => {
  const keyId = groqKey()?.key.id ?? ''
  simulator.fault({ service: 'groq', kind: 'slow', latencyMs: 200, times: 1 })
  engine.checker.begin({ service: null, startedBy: null })
  const { checker } = engine
  await engine.close()
  expect(checker.current()).toMatchObject({ state: 'cancelled', alive: 1 })
  await open()
  expect((await findKeyChecks(engine.store, [keyId])).map(({ life }) => life)).toEqual(['alive'])
})

const ALIVE = { life: 'alive', outcome: 'success', status: 200, durationMs: 1 } as const

test('what a run could not save is saved by the next one, each key once', async () => {
  const keyId = groqKey()?.key.id ?? ''
  const saved: string[][] = []
  const checker = new KeyChecker({
    ...{ pools: engine.pools, now: Date.now, meetsRateLimit: () => false, report: () => {} },
    examine: async () => ALIVE,
    save: async checks => {
      saved.push(checks.map(check => check.keyId))
      if (saved.length <= 2) throw new Error('the database is away')
    },
  })
  for (let run = 0; run < 2; run += 1) {
    checker.begin({ service: 'groq', startedBy: null })
    await checker.idle()
  }
  for (const keyIds of saved) expect(keyIds).toEqual([keyId])
})

test('a run that breaks off is over: another one may begin', async () => {
  const reported: unknown[] = []
  const checker = new KeyChecker({
    ...{ pools: engine.pools, now: Date.now, save: async () => {}, examine: async () => ALIVE },
    report: error => reported.push(error),
    meetsRateLimit: () => {
      throw new Error('broken')
    },
  })
  checker.begin({ service: 'groq', startedBy: null })
  await checker.idle()
  expect(reported).toHaveLength(1)
  expect(checker.current()).toMatchObject({ state: 'cancelled' })
  expect(checker.begin({ service: 'groq', startedBy: null })).not.toBeNull()
  await checker.idle()
})
