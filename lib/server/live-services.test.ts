import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKeySchema } from '@/lib/contract/key-import'
import { describeServiceSchema } from '@/lib/contract/service'
import type { Operator } from '@/lib/control/context'
import { removeKey } from '@/lib/control/key-switches'
import { addKey } from '@/lib/control/keys'
import { changeService, describeService, forgetService } from '@/lib/control/services'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'

const CLI: Operator = { id: 'cli', role: 'admin', via: 'cli' }
const TOKEN = 'a-client-token-for-tests'

let folder: string
let simulator: Simulator
let engine: Engine
let gateway: Gateway
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-services-'))
  simulator = await startSimulator({ keys: [{ service: 'openai', secret: 'acme-secret-1' }] })
  const env = { KEYWHEEL_DATA_DIR: folder, KEYWHEEL_CLIENT_TOKEN: TOKEN }
  engine = await openEngine(readSettings(env), env, { log: pino({ level: 'silent' }) })
  gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    ports: engine.ports,
    onBug: error => console.error(error),
  })
})
afterAll(async () => {
  await gateway.close()
  await engine.close()
  await simulator.close()
  rmSync(folder, { recursive: true })
})

function models(): Promise<Response> {
  return fetch(`http://127.0.0.1:${gateway.port}/acme/v1/models`, { headers: { authorization: `Bearer ${TOKEN}` } })
}

test('the gateway serves a service as soon as it is described, as it is changed, and no longer once forgotten', async () => {
  expect((await models()).status).toBe(404)

  const origin = 'http://127.0.0.1:1'
  const input = describeServiceSchema.parse({ id: 'acme', label: 'Acme', origin })
  await describeService({ ctx: engine.context(CLI), input })
  const key = newKeySchema.parse({ service: 'acme', name: 'one', apiKey: 'acme-secret-1' })
  const { id: keyId } = await addKey({ ctx: engine.context(CLI), input: key })
  expect((await models()).ok).toBe(false)
  await changeService({ ctx: engine.context(CLI), input: { service: 'acme', origin: simulator.origin('openai') } })
  engine.pools.reset({})
  expect((await models()).status).toBe(200)
  expect(simulator.seen()).toMatchObject([{ status: 200, secret: 'acme-secret-1' }])

  await removeKey({ ctx: engine.context(CLI), input: { keyId } })
  await forgetService({ ctx: engine.context(CLI), input: { service: 'acme' } })
  expect((await models()).status).toBe(404)
})
