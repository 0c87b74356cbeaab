import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removePriceSchema, setPriceSchema } from '@/lib/contract/prices'
import { removePrice, setPrice } from '@/lib/control/prices'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const

let folder = ''
let opened: Engine[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-prices-'))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map(engine => engine.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function open(options: object = {}): Promise<Engine> {
  const env = { KEYWHEEL_DATA_DIR: folder }
  const engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal'), ...options })
  opened.push(engine)
  return engine
}

const costAt = ({ ports }: Engine) =>
  ports.price?.('groq', 'my-llama', { ...NO_USAGE, tokensIn: 1_000_000, tokensOut: 0 }, 1)

it('a price set at the dashboard holds at once there, at a gateway beside it, and after a restart', async () => {
  const [dashboard, gateway] = [await open(), await open({ isGuest: true, isUnwatched: true })]
  expect(costAt(gateway)).toMatchObject({ costUsd: 0, pricedBy: null })
  const ctx = dashboard.context(ADMIN)
  const name = { service: 'groq', model: 'my-llama' }
  await setPrice({ ctx, input: setPriceSchema.parse({ ...name, inputUsd: 3, outputUsd: 1 }) })
  expect(costAt(dashboard)).toMatchObject({ costUsd: 3, pricedBy: 'own' })
  await gateway.pickUp()
  expect(costAt(gateway)).toMatchObject({ costUsd: 3, pricedBy: 'own' })
  expect(costAt(await open({ isGuest: true }))).toMatchObject({ costUsd: 3 })
  await removePrice({ ctx, input: removePriceSchema.parse(name) })
  await gateway.pickUp()
  expect(costAt(gateway)).toMatchObject({ costUsd: 0, pricedBy: null })
})
