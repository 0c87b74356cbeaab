import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { status, statusInputSchema } from '@/lib/control/status'
import { type Engine, openEngine } from '@/lib/server/engine'
import { readSettings } from '@/lib/server/env'
import { answerOperator } from '@/lib/server/operator-door'
import { statusOfServer } from './running-server'

const TOKEN = 'an-admin-token-for-tests'
const folder = mkdtempSync(join(tmpdir(), 'keywheel-asked-'))
let engine: Engine
let server: Server
let port = 0
let authorizations: (string | undefined)[] = []
let isOurs = true

/** The routes of the dashboard's port, on the engine itself. */
beforeAll(async () => {
  const env = { KEYWHEEL_DATA_DIR: folder, KEYWHEEL_ADMIN_TOKEN: TOKEN, GROQ_API_KEY: `gsk_${'a'.repeat(52)}` }
  engine = await openEngine(readSettings(env), env, { log: pino({ level: 'silent' }) })
  const { context } = engine
  const door = { adminToken: TOKEN, publicUrl: null, currentOperator: async () => null, context, report: () => {} }
  server = createServer(async (asked, answer) => {
    const { authorization } = asked.headers
    authorizations.push(authorization)
    const isHealth = asked.url === '/api/health'
    const headers = new Headers(authorization === undefined ? {} : { authorization })
    const request = new Request(`http://127.0.0.1${asked.url}`, { headers })
    const found = isHealth
      ? Response.json(isOurs ? { status: 'ok', version: '0', uptimeMs: 0, database: 'ok' } : { hello: 'there' })
      : await answerOperator(door, { schema: statusInputSchema, verb: status, role: 'viewer' }, request)
    answer.writeHead(found.status, Object.fromEntries(found.headers)).end(await found.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  server.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})

const asked = (more: Partial<Parameters<typeof statusOfServer>[0]> = {}) => ({
  ...{ host: '0.0.0.0', port, adminToken: TOKEN },
  ...more,
})

test('a running server says which requests are under way', async () => {
  engine.pools.lease('groq', { model: null, units: 1 })
  const answer = await statusOfServer(asked(), 'groq')
  expect(answer?.services.groq?.keys.map(({ usage }) => usage.inFlight)).toEqual([1])
})

test('nothing is asked without an admin token, and no token is shown to what is not Keywheel', async () => {
  authorizations = []
  expect(await statusOfServer(asked({ adminToken: null }), undefined)).toBeNull()
  isOurs = false
  expect(await statusOfServer(asked(), undefined)).toBeNull()
  isOurs = true
  expect(authorizations).toEqual([undefined])
})

test('another token, another service and another port are no answer', async () => {
  expect(await statusOfServer(asked({ adminToken: 'another-token-of-tests' }), undefined)).toBeNull()
  expect(await statusOfServer(asked(), 'grok')).toBeNull()
  expect(await statusOfServer(asked({ port: 1 }), undefined)).toBeNull()
})
