import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { healthSchema } from '@/lib/contract/health'
import { problemSchema } from '@/lib/contract/problem'
import { statusSchema } from '@/lib/contract/status'
import { freePort, type Running, runCommand, startKeywheel } from './running.fixture'

const ADMIN_TOKEN = 'an-admin-token-for-tests'
const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` }
const SECRET = 'gsk_canaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryXy'
const BUILD_LIMIT_MS = 300_000

describe('npm start', () => {
  let keywheel: Running
  const dataDir = mkdtempSync(join(tmpdir(), 'keywheel-start-'))

  beforeAll(async () => {
    keywheel = await startKeywheel({
      KEYWHEEL_DATA_DIR: dataDir,
      KEYWHEEL_ADMIN_TOKEN: ADMIN_TOKEN,
      GROQ_API_KEY: SECRET,
      GROQ_API_KEY_3: '   ',
    })
  }, BUILD_LIMIT_MS)
  afterAll(async () => {
    await keywheel?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('says where to go, which keys it found, and how the first operator is made', () => {
    const output = keywheel.output()
    expect(output).toContain(`Dashboard  ${keywheel.dashboard.replace('127.0.0.1', 'localhost')}`)
    expect(output).toContain(`Gateway    ${keywheel.gateway.replace('127.0.0.1', 'localhost')}`)
    expect(output).toMatch(/Groq +1 key +gsk_/)
    expect(output).toMatch(/setup code {2}[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4}/)
    expect(output).not.toContain(SECRET)
  })

  test('is healthy, and says no more than that to strangers', async () => {
    const answer = await fetch(`${keywheel.dashboard}/api/health`)
    expect(healthSchema.parse(await answer.json())).toMatchObject({ status: 'ok', database: 'ok' })
  })

  test('shows the status to the admin token and to nobody else', async () => {
    const path = `${keywheel.dashboard}/api/admin/api-keys/status`
    const refused = await fetch(path)
    expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
    expect((await fetch(path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    const text = await (await fetch(path, { headers: ADMIN })).text()
    expect(text).not.toContain(SECRET)
    const status = statusSchema.parse(JSON.parse(text))
    expect(status.services.groq?.keys.map(({ name, source }) => [name, source])).toEqual([['GROQ_API_KEY', 'env']])
  })

  test('answers a wrong method and an unknown path of the admin API in words for programs', async () => {
    const path = `${keywheel.dashboard}/api/admin/api-keys`
    const wrong = await fetch(`${path}/reset`)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    expect(problemSchema.parse(await wrong.json()).code).toBe('method-not-allowed')
    const nowhere = await fetch(`${path}/nowhere`)
    expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })

  test('tells a load balancer on the gateway that it is up', async () => {
    const answer = await fetch(`${keywheel.gateway}/health`)
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
  })

  test('sends a person without a session to the setup, and no page to a frame or another host', async () => {
    const home = await fetch(`${keywheel.dashboard}/`, { redirect: 'manual' })
    expect([home.status, home.headers.get('location')]).toEqual([307, '/login'])
    const setup = await fetch(`${keywheel.dashboard}/login`)
    expect(setup.url).toBe(`${keywheel.dashboard}/setup`)
    const policy = setup.headers.get('content-security-policy') ?? ''
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1]
    const html = await setup.text()
    expect(policy).toContain("frame-ancestors 'none'")
    expect(setup.headers.get('x-powered-by')).toBeNull()
    const scripts = html.match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(3)
    expect(scripts.filter(script => !script.includes(`nonce="${nonce}"`))).toEqual([])
    expect(html.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)).toBeNull()
  })

  test('refuses the gateway to callers without a token', async () => {
    const answer = await fetch(`${keywheel.gateway}/groq/openai/v1/models`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
  })

  test('ends in order on SIGTERM and knows its keys when started again', async () => {
    expect(await keywheel.stop()).toBe(0)
    keywheel = await startKeywheel({
      KEYWHEEL_DATA_DIR: dataDir,
      KEYWHEEL_ADMIN_TOKEN: ADMIN_TOKEN,
      GROQ_API_KEY: SECRET,
    })
    const answer = await fetch(`${keywheel.dashboard}/api/admin/api-keys/status`, { headers: ADMIN })
    expect(statusSchema.parse(await answer.json()).services.groq?.total).toBe(1)
  }, 60_000)
})

describe('npm start with a wrong setting', () => {
  async function endOf(settings: Record<string, string>) {
    const { child, output } = runCommand('start.mjs', settings)
    const code = await new Promise(resolve => child.once('exit', resolve))
    return { code, lines: output().trim().split('\n') }
  }

  test(
    'a port in use is one clear sentence',
    async () => {
      const port = await freePort()
      const other = createServer()
      await new Promise<void>(resolve => other.listen(port, '127.0.0.1', resolve))
      const { code, lines } = await endOf({ PORT: String(port) })
      other.close()
      expect(code).toBe(1)
      expect(lines).toEqual([
        `keywheel: PORT: port ${port} on 127.0.0.1 is in use; stop what listens there, or set PORT`,
      ])
    },
    BUILD_LIMIT_MS,
  )

  test(
    'all that is wrong is named at once, before anything is opened',
    async () => {
      const wrong = { GATEWAY_PORT: 'four thousand', KEYWHEEL_LOG_LEVEL: 'loud', KEYWHEEL_GROQ_ORIGIN: 'canary' }
      const { code, lines } = await endOf({ ...wrong, PORT: String(await freePort()) })
      expect(code).toBe(2)
      expect(lines).toEqual([
        'keywheel: GATEWAY_PORT: wanted a port number, 0 to 65535',
        expect.stringMatching(/^keywheel: KEYWHEEL_LOG_LEVEL: wanted one of trace, /),
        expect.stringMatching(/^keywheel: KEYWHEEL_GROQ_ORIGIN: wanted an http or https URL/),
      ])
    },
    BUILD_LIMIT_MS,
  )

  test(
    'one port for both doors is refused in its own words',
    async () => {
      const port = String(await freePort())
      const { code, lines } = await endOf({ PORT: port, GATEWAY_PORT: port })
      expect(code).toBe(2)
      expect(lines).toEqual([`keywheel: GATEWAY_PORT: wanted another port than PORT: both are ${port}`])
    },
    BUILD_LIMIT_MS,
  )

  test(
    'a setting that the server refuses is named, without its value and without a stack',
    async () => {
      const ports = { PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) }
      const { code, lines } = await endOf({ ...ports, KEYWHEEL_ADMIN_TOKEN: 'short' })
      expect(code).toBe(2)
      expect(lines.filter(line => line.startsWith('keywheel:'))).toEqual([
        'keywheel: KEYWHEEL_ADMIN_TOKEN: wanted at least 16 characters',
      ])
      expect(lines.join('\n')).not.toMatch(/short|\n {4}at /)
    },
    BUILD_LIMIT_MS,
  )
})
