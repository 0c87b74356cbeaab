import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as ask, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keySettingsSchema } from '@/lib/contract/key-import'
import { changeKey } from '@/lib/control/keys'
import { talliedFacts } from '@/lib/control/overview-health'
import { startGateway } from '@/lib/gateway/listener'
import { startSimulator } from '@/lib/simulator/simulator'
import { type Engine, openEngine } from '../engine'
import { readSettings } from '../env'
import { openQuietLog } from '../log'
import { markPeers } from '../peer-address'
import { mayRead } from './answer-metrics'
import { readKeyFigures } from './key-figures'
import { metricsText } from './metrics'

const SECRET = (letter: string) => `gsk_${letter.repeat(52)}`
const CLIENT = 'a-client-token-of-tests'
let folder = ''
let simulator: Awaited<ReturnType<typeof startSimulator>>
let gateway: Awaited<ReturnType<typeof startGateway>>
let engine: Engine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-metrics-'))
  simulator = await startSimulator({ keys: ['A', 'B'].map(letter => ({ service: 'groq', secret: SECRET(letter) })) })
  const env = {
    KEYWHEEL_DATA_DIR: folder,
    KEYWHEEL_CLIENT_TOKEN: CLIENT,
    GROQ_API_KEY: SECRET('A'),
    GROQ_API_KEY_2: SECRET('B'),
    KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
  }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  const onBug = (error: unknown) => {
    throw error
  }
  gateway = await startGateway({ host: '127.0.0.1', port: 0, ports: engine.ports, onBug })
})
afterAll(async () => {
  await gateway.drain(100)
  await engine.close()
  await simulator.close()
  rmSync(folder, { recursive: true })
})

async function chat(): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/groq/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CLIENT}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'llama-3.3-70b-versatile', messages: [{ role: 'user', content: 'Hello' }] }),
  })
  await answer.text()
  return answer.status
}

async function scrape(backlog = engine.recorder.backlog(), now = Date.now()): Promise<string> {
  const { pools, tallies, traffic, recently } = engine
  const keys = await readKeyFigures(pools, now, async () => {})
  return metricsText({
    ...{ pools, now, startedAt: now - 1000, version: '1.2.3', alertsOpen: 2, spans: null, traffic: traffic.all() },
    ...{ keys, facts: talliedFacts(pools, tallies, recently(now).attempts, now), backlog },
  })
}

/** Every sample by its name and labels, read as Prometheus' grammar has it; anything else fails. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  const types = new Map<string, string>()
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line)
    if (type) types.set(type[1] ?? '', type[2] ?? '')
    if (line.startsWith('# ')) continue
    const [, name = '', labels = '', value] =
      /^([a-z_:][\w:]*)(\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})? (\S+)$/.exec(line) ?? []
    expect(Number.isFinite(Number(value)), line).toBe(true)
    expect(types.has(name) || types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram', line).toBe(true)
    expect(samples.has(name + labels), `twice: ${line}`).toBe(false)
    samples.set(name + labels, Number(value))
  }
  return samples
}

test('what went through the gateway is counted, and no secret stands in the text', async () => {
  simulator.fault({ service: 'groq', secret: SECRET('A'), kind: 'minute-limit', retryAfterMs: 60_000, times: 1 })
  for (let count = 0; count < 4; count += 1) expect(await chat()).toBe(200)
  const [, limited] = engine.pools.keysOf('groq')
  const settings = keySettingsSchema.partial().parse({ dailyLimit: 10 })
  const ctx = engine.context({ id: 'op', role: 'admin', via: 'cli' })
  await changeKey({ ctx, input: { keyId: limited?.key.id ?? '', settings } })
  await engine.recorder.flush()
  const text = await scrape()
  const samples = samplesOf(text)
  const sum = (start: string) =>
    [...samples].reduce((all, [name, value]) => all + (name.startsWith(start) ? value : 0), 0)
  expect(sum('keywheel_requests_total{service="groq"')).toBe(4)
  expect(samples.get('keywheel_requests_total{service="groq",outcome="rescued"}')).toBe(1)
  expect(samples.get('keywheel_attempts_total{service="groq",outcome="success",blame="nobody"}')).toBe(4)
  expect(sum('keywheel_attempts_total{service="groq",outcome="rate-limited"')).toBe(1)
  expect(samples.get('keywheel_attempt_seconds_count{service="groq"}')).toBe(5)
  expect(samples.get('keywheel_attempt_seconds_bucket{service="groq",le="+Inf"}')).toBe(5)
  expect(samples.get('keywheel_keys{service="groq",state="ready"}')).toBe(1)
  expect(samples.get('keywheel_keys{service="groq",state="resting"}')).toBe(1)
  expect(samples.get('keywheel_circuit_state{service="groq",state="closed"}')).toBe(1)
  expect(sum('keywheel_key_cooldown_seconds{')).toBeGreaterThan(30)
  expect(sum('keywheel_key_quota_used_ratio{')).toBeGreaterThan(0)
  expect(samples.get('keywheel_recorder_committed_total')).toBe(samples.get('keywheel_recorder_accepted_total'))
  expect(samples.get('keywheel_recorder_lost_total')).toBe(0)
  expect(samples.get('keywheel_recorder_lag_seconds')).toBe(0)
  expect(samples.get('keywheel_alerts_open')).toBe(2)
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
  for (const secret of [SECRET('A'), SECRET('B'), CLIENT]) expect(text).not.toContain(secret)
})

test('what waits since a moment lags a moment, however long nothing was written before', async () => {
  const now = Date.now()
  const text = await scrape({ ...engine.recorder.backlog(), pending: 1, oldestAt: now - 250 }, now)
  expect(samplesOf(text).get('keywheel_recorder_lag_seconds')).toBe(0.25)
})

test('the buckets of a histogram never fall', async () => {
  const buckets = [...samplesOf(await scrape())].filter(([name]) => name.startsWith('keywheel_attempt_seconds_bucket'))
  const counts = buckets.map(([, count]) => count)
  expect(counts).toEqual([...counts].sort((one, other) => one - other))
  expect(counts.length).toBe(11)
})

test('metrics are for who has a token, and where it is set for who asks from this machine with nobody in between', async () => {
  const rights = { metricsToken: 'a-metrics-token-of-tests', adminToken: null, authUrl: '', isMetricsOpenHere: false }
  const rightsNow = () => ({ ...rights, authUrl: rights.authUrl || null })
  const seen: boolean[] = []
  markPeers(0)
  const server = createServer((incoming, answer) => {
    const headers = new Headers(
      Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    )
    seen.push(mayRead(headers, rightsNow()))
    answer.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asked = async (headers: Record<string, string>) => {
    const [answer] = await once(ask({ port, host: '127.0.0.1', headers }).end(), 'response')
    answer.resume()
    return seen.at(-1)
  }
  // as a server in front on this machine passes a stranger's request on
  expect(await asked({ host: 'localhost:3000' })).toBe(false)
  rights.isMetricsOpenHere = true
  expect(await asked({})).toBe(true)
  expect(await asked({ authorization: 'Bearer a-metrics-token-of-tests' })).toBe(true)
  expect(await asked({ authorization: 'Bearer another-token-of-tests' })).toBe(false)
  for (const header of ['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via', 'x-real-ip']) {
    expect(await asked({ [header]: '127.0.0.1' }), header).toBe(false)
  }
  expect(await asked({ host: 'keys.example.org' })).toBe(false)
  expect(await asked({ 'x-keywheel-between': 'false', 'x-forwarded-for': '1.2.3.4' })).toBe(false)
  rights.authUrl = 'https://keys.example.org'
  expect(await asked({})).toBe(false)
  server.close()
})
