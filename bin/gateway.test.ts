import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { statusSchema } from '@/lib/contract/status'
import { type Databases, startDatabases } from '@/lib/store/databases.fixture'
import { freePort, type Running, runCommand, startGatewayAlone, startKeywheel } from './running.fixture'

const TOKEN = 'kw_a-client-token-for-tests'
const ADMIN = { authorization: 'Bearer an-admin-token-for-tests', 'content-type': 'application/json' }
const CALL = { authorization: `Bearer ${TOKEN}` }
const START_LIMIT_MS = 300_000
const SOON = { timeout: 15_000, interval: 100 }
const secretOf = (letter: string) => `gsk_${letter.repeat(52)}`

type Gateway = Awaited<ReturnType<typeof startGatewayAlone>>

/** An upstream that answers as it is told to, for each key. */
async function startUpstream() {
  const seen: string[] = []
  const answers = new Map<string, (response: ServerResponse) => void>()
  const server: Server = createServer((request, response) => {
    const letter = request.headers.authorization?.slice(-1) ?? ''
    seen.push(letter)
    const answer = answers.get(letter)
    if (answer) answer(response)
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    answers,
    close: () => server.closeAllConnections() ?? server.close(),
  }
}

const json =
  (status: number, error: object, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }))
const INVALID = json(401, { message: 'Invalid API Key', code: 'invalid_api_key' })
const LIMITED = json(429, { message: 'Rate limit reached', code: 'rate_limit_exceeded' }, { 'retry-after': '300' })

describe.each(['sqlite', 'postgres'] as const)('two gateways and a dashboard on one %s database', dialect => {
  let databases: Databases
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let dashboard: Running
  let one: Gateway
  let other: Gateway

  beforeAll(async () => {
    upstream = await startUpstream()
    databases = await startDatabases(dialect)
    const settings = {
      DATABASE_URL: await databases.create(),
      KEYWHEEL_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      KEYWHEEL_CLIENT_TOKEN: TOKEN,
      KEYWHEEL_ADMIN_TOKEN: ADMIN.authorization.slice('Bearer '.length),
      KEYWHEEL_GROQ_ORIGIN: upstream.origin,
    }
    dashboard = await startKeywheel(settings)
    one = await startGatewayAlone(settings)
    other = await startGatewayAlone(settings)
  }, START_LIMIT_MS)
  afterAll(async () => {
    await Promise.all([one?.stop(), other?.stop(), dashboard?.stop()])
    await databases?.stop()
    upstream?.close()
  })

  const call = (gateway: Gateway) => fetch(`${gateway.gateway}/groq/openai/v1/models`, { headers: CALL })
  async function add(name: string, letter: string, more: object = {}) {
    const body = JSON.stringify({ service: 'groq', name, apiKey: secretOf(letter), ...more })
    const answer = await fetch(`${dashboard.dashboard}/api/admin/keys`, { method: 'POST', headers: ADMIN, body })
    expect(answer.ok, await answer.clone().text()).toBe(true)
  }
  const statusOf = async (name: string) => {
    const answer = await fetch(`${dashboard.dashboard}/api/admin/api-keys/status`, { headers: ADMIN })
    const { services } = statusSchema.parse(await answer.json())
    return services.groq?.keys.find(key => key.name === name)
  }

  test('say that they are up, and serve with a key that the dashboard adds', async () => {
    expect((await fetch(`${one.gateway}/health`)).status).toBe(200)
    expect((await call(one)).status).toBe(503)
    await add('first', 'A')
    for (const gateway of [one, other])
      await vi.waitFor(async () => expect((await call(gateway)).status).toBe(200), SOON)
  })

  test('a key that one finds rejected is out in all', async () => {
    await add('second', 'B')
    upstream.answers.set('A', INVALID)
    await vi.waitFor(async () => expect((await call(one)).status).toBe(200), SOON)
    await vi.waitFor(async () => {
      await call(one)
      expect((await statusOf('first'))?.status).toBe('rejected')
    }, SOON)
    // the other hears of it within half a second, and of the second key
    await vi.waitFor(async () => {
      upstream.seen.length = 0
      expect((await call(other)).status).toBe(200)
      expect(upstream.seen).not.toContain('A')
    }, SOON)
    for (let count = 0; count < 10; count += 1) expect((await call(other)).status).toBe(200)
    expect(upstream.seen).not.toContain('A')
  })

  test('a key that one finds limited rests in all', async () => {
    upstream.answers.set('B', LIMITED)
    expect((await call(other)).status).toBe(429)
    upstream.seen.length = 0
    await vi.waitFor(async () => expect((await statusOf('second'))?.cooldowns ?? []).not.toEqual([]), SOON)
    await vi.waitFor(async () => {
      upstream.seen.length = 0
      expect((await call(one)).status).toBe(429)
      expect(upstream.seen).toEqual([])
    }, SOON)
  })

  test('a daily limit holds for all together', async () => {
    await add('third', 'C', { dailyLimit: 4 })
    for (const gateway of [one, other])
      await vi.waitFor(async () => expect((await call(gateway)).status).toBe(200), SOON)
    await vi.waitFor(
      async () => {
        const answers = [(await call(one)).status, (await call(other)).status]
        expect(answers).toEqual([429, 429])
      },
      { timeout: 15_000, interval: 1200 },
    )
    expect(upstream.seen.filter(letter => letter === 'C').length).toBeLessThanOrEqual(6)
  })

  test('one that is told to stop ends a stream first', async () => {
    await add('fourth', 'D')
    upstream.answers.set('D', response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      let count = 0
      const timer = setInterval(() => {
        response.write(`data: ${++count}\n\n`)
        if (count < 8) return
        clearInterval(timer)
        response.end('data: [DONE]\n\n')
      }, 100)
    })
    await vi.waitFor(async () => {
      const answer = await call(one)
      expect(answer.status).toBe(200)
      const stopped = one.stop()
      expect(await answer.text()).toContain('data: 8\n\ndata: [DONE]')
      expect(await stopped).toBe(0)
    }, SOON)
    expect((await call(other)).status).toBe(200)
  })
})

describe('keywheel gateway', () => {
  test('writes in a thread of its own wherever its settings are', async () => {
    const KEYWHEEL_HOME = mkdtempSync(join(tmpdir(), 'keywheel-home-'))
    const gateway = await startGatewayAlone({ KEYWHEEL_HOME, KEYWHEEL_DATA_DIR: KEYWHEEL_HOME })
    await gateway.stop()
    rmSync(KEYWHEEL_HOME, { recursive: true })
    expect(gateway.output()).not.toContain('the ledger writes in the thread that serves')
  })

  async function endOf(settings: Record<string, string>) {
    const { child, output } = runCommand('keywheel.mjs', settings, ['gateway'])
    const code = await new Promise(resolve => child.once('exit', resolve))
    return { code, lines: output().trim().split('\n') }
  }

  test('says what is wrong with its settings, or that its port is taken, in a sentence', async () => {
    expect(await endOf({ GATEWAY_PORT: 'four' })).toEqual({
      code: 2,
      lines: ['keywheel: GATEWAY_PORT: wanted a port number, 0 to 65535'],
    })
    const { createServer: listenOn } = await import('node:net')
    const port = await freePort()
    const taken = listenOn().listen(port, '127.0.0.1')
    await once(taken, 'listening')
    const databases = await startDatabases('sqlite')
    const settings = { GATEWAY_PORT: String(port), DATABASE_URL: await databases.create() }
    const { code, lines } = await endOf({ ...settings, KEYWHEEL_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') })
    taken.close()
    await databases.stop()
    expect([code, lines.at(-1)]).toEqual([
      1,
      'keywheel: GATEWAY_PORT: something listens there already; stop it, or set GATEWAY_PORT.',
    ])
  })
})
