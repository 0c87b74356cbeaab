import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Operator } from '@/lib/control/context'
import { reset } from '@/lib/control/reset'
import { NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openOffline } from './offline'

const ADMIN: Operator = { id: 'op', role: 'admin', via: 'session' }
const lineSchema = z.object({ msg: z.string() })

let folder = ''
let engine: Engine
let lines: string[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-log-'))
  lines = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(lineSchema.parse(JSON.parse(String(chunk))).msg)
      done()
    },
  })
  const env = {
    KEYWHEEL_DATA_DIR: folder,
    GROQ_API_KEY: `gsk_${'a'.repeat(52)}`,
    GROQ_API_KEY_2: `gsk_${'b'.repeat(52)}`,
  }
  engine = await openEngine(readSettings(env), env, { log: pino({ base: null }, sink) })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

/** Every key of Groq answers 429 once. */
function restAll(): void {
  const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
  const limited: Outcome = { kind: 'rate-limited', blame: 'key', rule: 'rate-limited', ...facts }
  for (let count = 0; count < 2; count += 1) {
    const lease = engine.pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('no key may work')
    engine.pools.settle(lease, limited, NO_USAGE)
  }
}
const resetLines = () => lines.filter(line => line.includes('failed keys reset'))

test('a reset through the admin API is told by the names of the keys it brought back', async () => {
  restAll()
  await reset({ ctx: engine.context(ADMIN), input: { service: 'groq' } })
  expect(resetLines()).toEqual(['Groq failed keys reset: GROQ_API_KEY, GROQ_API_KEY_2'])
  await reset({ ctx: engine.context(ADMIN), input: {} })
  expect(resetLines()).toHaveLength(1)
})

test('a reset by a command beside the running server is told by the server', async () => {
  restAll()
  const { ctx, close } = await openOffline(readSettings({ KEYWHEEL_DATA_DIR: folder }), false)
  await reset({ ctx, input: {} })
  await close()
  await engine.pickUp()
  expect(resetLines()).toEqual(['Groq failed keys reset: GROQ_API_KEY, GROQ_API_KEY_2'])
})
