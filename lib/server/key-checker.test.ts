import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { findKeyChecks } from '@/lib/store/key-checks'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

const SECRET = `gsk_${'C'.repeat(52)}`
let folder = ''
let simulator: Simulator
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-checker-'))
  simulator = await startSimulator({ keys: [{ service: 'groq', secret: SECRET }] })
  const env = { KEYWHEEL_DATA_DIR: folder, GROQ_API_KEY: SECRET, KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq') }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
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
  engine.checker.begin({ service: null, startedBy: null })
  engine.checker.cancel()
  await engine.checker.idle()
  expect(engine.checker.current()).toMatchObject({ state: 'cancelled' })
  expect((await findKeyChecks(engine.store, [keyId])).map(({ life }) => life)).toEqual(['alive'])
})
