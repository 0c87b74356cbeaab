import { Agent, fetch, request } from 'undici'
import { freePort } from '@/bin/running.fixture'
import { MODEL } from './caller'
import { test as base, expect } from './fixtures'
import { startLasting } from './lasting-keywheel'
import { hasNginx, type Nginx, startNginx } from './nginx'
import { openPage } from './page-state'
import { ADMIN, CLIENT_TOKEN } from './people'

type Behind = { site: string; gateway: string; nginx: Nginx; agent: Agent }

/** Keywheel behind the nginx of `docs/nginx.conf`, told of its addresses as written there. */
const test = base.extend<{ behind: Behind; port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the first argument
  port: async ({}, use) => {
    await use(await freePort())
  },
  keywheel: async ({ simulator, keys, port }, use) => {
    const keywheel = await startLasting({
      KEYWHEEL_ADMIN_EMAIL: ADMIN.email,
      KEYWHEEL_ADMIN_PASSWORD: ADMIN.password,
      KEYWHEEL_CLIENT_TOKEN: CLIENT_TOKEN,
      KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
      GROQ_API_KEY: keys[0]?.secret ?? '',
      GROQ_API_KEY_2: keys[1]?.secret ?? '',
      NEXTAUTH_URL: `https://localhost:${port}`,
      KEYWHEEL_GATEWAY_URL: `https://127.0.0.1:${port}`,
    })
    await use(keywheel)
    await keywheel.end()
  },
  behind: async ({ keywheel, port }, use) => {
    const portOf = (address: string) => new URL(address).port
    const nginx = await startNginx({
      port,
      dashboardPort: portOf(keywheel.dashboard),
      gatewayPort: portOf(keywheel.gateway),
    })
    const agent = new Agent({ connect: { ca: nginx.certificate } })
    await use({ site: `https://localhost:${port}`, gateway: `https://127.0.0.1:${port}`, nginx, agent })
    await agent.close()
    await nginx.stop()
  },
})

test.skip(!hasNginx, 'nginx is not installed')

const chat = (content: string, isStream = false) =>
  JSON.stringify({ model: MODEL, stream: isStream, messages: [{ role: 'user', content }] })
const HEADERS = { authorization: `Bearer ${CLIENT_TOKEN}`, 'content-type': 'application/json' }

test('a person signs in over TLS, sees changes at once, and acts', async ({ behind, open, simulator }) => {
  const page = await open(null, { baseURL: behind.site, ignoreHTTPSErrors: true })
  await page.goto('/')
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('button', { name: `Account of ${ADMIN.email}` })).toBeVisible()
  const session = (await page.context().cookies()).find(({ name }) => name.endsWith('keywheel.session'))
  expect(session).toMatchObject({ name: '__Host-keywheel.session', secure: true, httpOnly: true, sameSite: 'Lax' })

  await openPage(page, '/services/groq')
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeVisible()
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 60_000, times: 1 })
  const answer = await fetch(`${behind.gateway}/groq/openai/v1/chat/completions`, {
    ...{ method: 'POST', headers: HEADERS, body: chat('Hello'), dispatcher: behind.agent },
  })
  expect(answer.status).toBe(200)
  // a feed that nginx held back would tell of it with its next beats, if ever
  await expect(page.getByRole('row').filter({ hasText: /rate limited/i })).toHaveCount(1, { timeout: 2_000 })

  await page.getByRole('button', { name: 'Actions for GROQ_API_KEY_2', exact: true }).click()
  await page.getByRole('menuitem', { name: /^Pause/ }).click()
  await expect(page.getByRole('row', { name: /GROQ_API_KEY_2/ })).toContainText('Paused')
})

test('an action from a page of another site is refused', async ({ behind, open, complaints }) => {
  complaints.expect(/403|500/)
  const page = await open(ADMIN, { baseURL: behind.site, ignoreHTTPSErrors: true })
  const actions: string[] = []
  page.on('request', asked => actions.push(asked.headers()['next-action'] ?? ''))
  await openPage(page, '/services/groq')
  await page.getByRole('button', { name: 'Actions for GROQ_API_KEY_2', exact: true }).click()
  await page.getByRole('menuitem', { name: /^Pause/ }).click()
  await expect(page.getByRole('row', { name: /GROQ_API_KEY_2/ })).toContainText('Paused')
  const action = actions.find(Boolean) ?? ''
  const foreign = await page.context().request.post('/services/groq', {
    headers: { 'next-action': action, origin: 'https://evil.example', 'content-type': 'text/plain' },
    data: '[{}]',
  })
  expect(foreign.status()).toBeGreaterThanOrEqual(400)
})

test('a stream comes chunk by chunk, and a body of 12 MB passes', async ({ behind, simulator }) => {
  const answer = await request(`${behind.gateway}/groq/openai/v1/chat/completions`, {
    ...{ method: 'POST', headers: HEADERS, body: chat('[[chunks=10 pace=150]]', true), dispatcher: behind.agent },
  })
  const at: number[] = []
  for await (const _ of answer.body) at.push(performance.now())
  expect(at.length).toBeGreaterThanOrEqual(10)
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(1_000)

  const large = chat('a'.repeat(12_000_000))
  const taken = await request(`${behind.gateway}/groq/openai/v1/chat/completions`, {
    ...{ method: 'POST', headers: HEADERS, body: large, dispatcher: behind.agent },
  })
  await taken.body.dump()
  expect(taken.statusCode).toBe(200)
  expect(taken.headers['x-keywheel-attempts']).toMatch(/:success$/)
  const seen = simulator.seen({ service: 'groq' }).at(-1)
  expect(seen?.bodyLength).toBe(large.length)
  expect(Object.keys(seen?.headers ?? {}).filter(name => name.startsWith('x-forwarded'))).toEqual([])
})

test('attempts to sign in are counted by where they come from, whatever a client says of itself', async ({
  behind,
}) => {
  const attempt = async (localAddress: string, email: string) => {
    const dispatcher = new Agent({ connect: { ca: behind.nginx.certificate }, localAddress })
    const ask = (path: string, init: object) => fetch(behind.site + path, { ...init, dispatcher })
    const asked = await ask('/api/auth/csrf', {})
    const { csrfToken } = Object(await asked.json())
    const cookie = asked.headers
      .getSetCookie()
      .map(line => line.split(';')[0])
      .join('; ')
    const answer = await ask('/api/auth/callback/credentials', {
      method: 'POST',
      headers: {
        cookie,
        'x-forwarded-for': `10.0.0.${email.length}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ csrfToken, email, password: 'not the password', json: 'true' }).toString(),
    })
    await dispatcher.close()
    return JSON.stringify(await answer.json())
  }
  const wrong = await attempt('127.0.0.2', 'first@example.com')
  const isRefused = async (number: number) => (await attempt('127.0.0.2', `${number}@example.com`)) !== wrong
  let number = 0
  while (number < 60 && !(await isRefused(number))) number += 1
  expect(number).toBeGreaterThan(10)
  expect(number).toBeLessThan(60)
  expect(await attempt('127.0.0.3', 'another@example.com')).toBe(wrong)
})
