import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type Running, startKeywheel } from '../bin/running.fixture'
import { type Claims, startOidcProvider } from '../lib/server/oidc-provider.fixture'

const ADMIN = { email: 'ada@example.com', password: 'long enough for Ada' }
const START_LIMIT_MS = 600_000
/** An action that is not there: who gets as far as looking for it was not refused for its origin. */
const NO_ACTION = '00'.repeat(21)

/** What a browser keeps between its questions to one server. */
class Browser {
  private readonly cookies = new Map<string, string>()
  readonly seen: string[] = []

  constructor(private readonly home: string) {}

  async get(path: string): Promise<Response> {
    return this.ask(path, {})
  }

  async post(path: string, fields: Record<string, string>): Promise<Response> {
    const csrf: unknown = await (await this.get('/api/auth/csrf')).json()
    const csrfToken = csrf instanceof Object && 'csrfToken' in csrf ? String(csrf.csrfToken) : ''
    return this.ask(path, { method: 'POST', body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }) })
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, this.home), { ...init, headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      this.seen.push(line)
      const [pair = ''] = line.split(';')
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }
}

describe('single sign-on, against a provider over real HTTP', () => {
  let provider: Awaited<ReturnType<typeof startOidcProvider>>
  let keywheel: Running
  beforeAll(async () => {
    provider = await startOidcProvider()
    const port = String(await freePort())
    keywheel = await startKeywheel({
      PORT: port,
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
      KEYWHEEL_ADMIN_EMAIL: ADMIN.email,
      KEYWHEEL_ADMIN_PASSWORD: ADMIN.password,
      KEYWHEEL_OIDC_ISSUER: provider.issuer,
      KEYWHEEL_OIDC_CLIENT_ID: provider.client.id,
      KEYWHEEL_OIDC_CLIENT_SECRET: provider.client.secret,
      KEYWHEEL_OIDC_LABEL: 'Sign in with Example',
      KEYWHEEL_OIDC_DOMAINS: 'open.example',
    })
  }, START_LIMIT_MS)
  afterAll(async () => {
    await keywheel.stop()
    await provider.close()
  })

  /** Goes to the provider and back, and says where the browser ends. */
  async function comeIn(claims: Claims, next = '/') {
    provider.introduce(claims)
    const browser = new Browser(keywheel.dashboard)
    const answer: unknown = await (await browser.post('/api/auth/signin/oidc', { callbackUrl: next })).json()
    const authorization = answer instanceof Object && 'url' in answer ? String(answer.url) : ''
    const back = (await fetch(authorization, { redirect: 'manual' })).headers.get('location') ?? ''
    const end = (await browser.get(back)).headers.get('location') ?? ''
    return { browser, back, end: end.replace(keywheel.dashboard, '') }
  }

  const whoAmI = async (browser: Browser): Promise<unknown> => (await browser.get('/api/admin/operators/me')).json()

  test('the sign-in page offers it under its label', async () => {
    expect(await (await fetch(`${keywheel.dashboard}/login`)).text()).toContain('Sign in with Example')
  })

  test('an operator who was added comes in with their role, to the page they asked for', async () => {
    const { browser, end } = await comeIn({ sub: '1', email: 'Ada@Example.com', email_verified: true }, '/alerts')
    expect(end).toBe('/alerts')
    expect(await whoAmI(browser)).toMatchObject({ email: ADMIN.email, role: 'admin' })
  })

  test('an unknown address of a welcome domain becomes a viewer, without a password', async () => {
    const { browser, end } = await comeIn({ sub: '2', email: 'new@open.example', email_verified: true })
    expect(end).toBe('/')
    expect(await whoAmI(browser)).toMatchObject({ email: 'new@open.example', role: 'viewer', hasPassword: false })
  })

  test.each([
    [{ sub: '3', email: 'x@other.example', email_verified: true }, 'unknown'],
    [{ sub: '4', email: ADMIN.email, email_verified: false }, 'unverified'],
    [{ sub: '5', email: ADMIN.email }, 'unverified'],
    [{ sub: '6' }, 'unverified'],
  ])('%o is refused, and no session begins', async (claims, reason) => {
    const { browser, end } = await comeIn(claims)
    expect(end).toBe(`/login?error=oidc-${reason}`)
    expect(browser.seen.some(line => line.startsWith('keywheel.session=ey'))).toBe(false)
    expect((await browser.get('/api/admin/operators/me')).status).toBe(401)
  })

  test('a way back that this browser did not begin is refused, and no other site is gone to', async () => {
    const { back } = await comeIn({ sub: '1', email: ADMIN.email, email_verified: true })
    const stranger = new Browser(keywheel.dashboard)
    let end = back
    while (end.includes('/api/auth/')) end = (await stranger.get(end)).headers.get('location') ?? ''
    expect(end).toMatch(/^\/login\?.*error=OAuthCallback/)
    expect((await stranger.get('/api/admin/operators/me')).status).toBe(401)
    const elsewhere = await comeIn({ sub: '1', email: ADMIN.email, email_verified: true }, 'https://evil.example/x')
    expect(elsewhere.end).not.toContain('evil')
  })

  /** As a server in front does that passes on another Host; fetch would write the Host itself. */
  const act = (origin: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = { host: 'keywheel.internal:8080', origin, 'next-action': NO_ACTION, 'content-type': 'text/plain' }
      const asked = request(`${keywheel.dashboard}/login`, { method: 'POST', headers }, answer => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      asked.on('error', reject).end('[]')
    })

  test('behind a server that passes on another Host, an action is let in from the address we are known by alone', async () => {
    expect(await act(keywheel.dashboard)).toBe(409)
    const { host } = new URL(keywheel.dashboard)
    for (const origin of ['https://evil.example', `http://${host}.evil.example`, `https://${host}`, 'null']) {
      expect(await act(origin)).toBe(500)
    }
  })

  test('the session’s cookie is out of reach of scripts and other sites', async () => {
    const { browser } = await comeIn({ sub: '1', email: ADMIN.email, email_verified: true })
    const session = browser.seen.find(line => line.startsWith('keywheel.session=')) ?? ''
    expect(session).toMatch(/; HttpOnly/i)
    expect(session).toMatch(/; SameSite=Lax/i)
    expect(keywheel.output()).not.toContain(provider.client.secret)
  })
})
