import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { describe, expect, test } from 'vitest'
import { readSettings, SettingsError } from './env'

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env, '/srv')
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

describe('settings', () => {
  test('stand on loopback, 3000 and 4000, and a file in data/, when nothing is set', () => {
    expect(readSettings({}, '/srv')).toEqual({
      host: '127.0.0.1',
      port: 3000,
      gatewayHost: '127.0.0.1',
      gatewayPort: 4000,
      gatewayUrl: null,
      healthMinScore: 0,
      metricsToken: null,
      isMetricsOpenHere: false,
      tracing: null,
      databaseUrl: 'file:/srv/data/keywheel.db',
      dataDir: '/srv/data',
      masterKey: null,
      clientToken: null,
      adminToken: null,
      admin: null,
      logLevel: 'info',
      origins: new Map(),
      authSecret: null,
      authUrl: null,
      oidc: null,
    })
  })

  test('a blank variable counts as absent', () => {
    expect(readSettings({ PORT: '', KEYWHEEL_ADMIN_TOKEN: '  ', KEYWHEEL_GROQ_ORIGIN: '' }, '/srv')).toEqual(
      readSettings({}, '/srv'),
    )
  })

  test('a service has another origin, with a path prefix, by its name', () => {
    const { origins } = readSettings({
      KEYWHEEL_GROQ_ORIGIN: 'http://127.0.0.1:9001/',
      KEYWHEEL_MY_LLM_ORIGIN: 'https://llm.example/v1/',
    })
    expect(Object.fromEntries(origins)).toEqual({
      groq: 'http://127.0.0.1:9001',
      'my-llm': 'https://llm.example/v1',
    })
  })

  test('a relative database file is meant from the working directory; Postgres is left as it is', () => {
    expect(readSettings({ DATABASE_URL: 'file:./x.db' }, '/srv').databaseUrl).toBe('file:/srv/x.db')
    expect(readSettings({ DATABASE_URL: 'postgresql://u:p@db/k' }, '/srv').databaseUrl).toBe('postgresql://u:p@db/k')
    expect(readSettings({ KEYWHEEL_DATA_DIR: '/var/kw' }, '/srv').databaseUrl).toBe('file:/var/kw/keywheel.db')
  })

  test.each([
    [{ PORT: 'http' }, 'PORT: wanted a port number, 0 to 65535'],
    [{ GATEWAY_PORT: '70000' }, 'GATEWAY_PORT: wanted a port number, 0 to 65535'],
    [{ HOST: 'a b' }, 'HOST: wanted a host name or an address such as 127.0.0.1'],
    [{ DATABASE_URL: 'mysql://db' }, 'DATABASE_URL: wanted file:<path> or postgresql://…'],
    [{ KEYWHEEL_ADMIN_TOKEN: 'short' }, 'KEYWHEEL_ADMIN_TOKEN: wanted at least 16 characters'],
    [{ KEYWHEEL_LOG_LEVEL: 'loud' }, /^KEYWHEEL_LOG_LEVEL: wanted one of trace, /],
    [{ KEYWHEEL_GROQ_ORIGIN: 'ftp://x' }, /^KEYWHEEL_GROQ_ORIGIN: wanted an http or https URL/],
    [{ KEYWHEEL_GROQ_ORIGIN: 'http://user:canary@x' }, /^KEYWHEEL_GROQ_ORIGIN: .* without user/],
    [{ KEYWHEEL_GROQ_ORIGIN: 'http://x/?key=1' }, /^KEYWHEEL_GROQ_ORIGIN: wanted/],
    [{ PORT: '4000' }, 'GATEWAY_PORT: wanted another port than PORT: both are 4000'],
    [{ KEYWHEEL_ADMIN_EMAIL: 'a@b.example' }, 'KEYWHEEL_ADMIN_PASSWORD: wanted, because KEYWHEEL_ADMIN_EMAIL is set'],
  ])('one line names the wrong variable and says what is wanted: %j', (env, line) => {
    const problems = problemsOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(line)
    expect(problems[0]).not.toContain('canary')
  })

  test('all wrong variables are named at once', () => {
    expect(problemsOf({ PORT: 'x', KEYWHEEL_LOG_LEVEL: 'x', KEYWHEEL_GROQ_ORIGIN: 'x' })).toHaveLength(3)
    const clashes = { PORT: '80', GATEWAY_PORT: '80', KEYWHEEL_ADMIN_EMAIL: 'a@b.example' }
    expect(problemsOf({ ...clashes, KEYWHEEL_LOG_LEVEL: 'x' })).toHaveLength(3)
  })

  test('two ports that may each be any are no clash', () => {
    expect(problemsOf({ PORT: '0', GATEWAY_PORT: '0' })).toEqual([])
  })
})

test('.env.example lists every setting, each behind a comment sign, and is itself valid', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  expect(parse(text)).toEqual({})
  const uncommented = parse(text.replace(/^# (?=[A-Z_0-9]+=)/gm, ''))
  expect(Object.keys(uncommented)).toEqual(
    expect.arrayContaining(
      'PORT HOST GATEWAY_PORT GATEWAY_HOST DATABASE_URL KEYWHEEL_DATA_DIR KEYWHEEL_MASTER_KEY KEYWHEEL_CLIENT_TOKEN KEYWHEEL_ADMIN_TOKEN KEYWHEEL_ADMIN_EMAIL KEYWHEEL_ADMIN_PASSWORD KEYWHEEL_LOG_LEVEL NEXTAUTH_SECRET NEXTAUTH_URL KEYWHEEL_GROQ_ORIGIN GROQ_API_KEY'.split(
        ' ',
      ),
    ),
  )
  expect(readSettings({ ...uncommented, KEYWHEEL_ADMIN_PASSWORD: 'long enough' }, '/srv').port).toBe(3000)
})
