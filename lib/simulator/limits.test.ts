import { afterEach, expect, test } from 'vitest'
import { startSimulator } from './simulator'
import { sampleCall } from './traffic-calls'
import type { SampledService, Simulator, SimulatorOptions } from './vocabulary'

let simulator: Simulator
let now = 1_800_000_000_000
afterEach(() => simulator.close())

async function start(options: SimulatorOptions) {
  simulator = await startSimulator({ ...options, now: () => now })
}
async function post(service: SampledService, secret: string, body?: object) {
  const call = sampleCall(service, secret, false, 0)
  const answer = await fetch(simulator.origin(service) + call.path, {
    method: 'POST',
    headers: call.headers,
    body: body ? JSON.stringify(body) : call.body,
  })
  await answer.arrayBuffer()
  return answer
}
async function statuses(service: SampledService, secrets: string[]) {
  const got: number[] = []
  for (const secret of secrets) got.push((await post(service, secret)).status)
  return got
}

test('a minute limit refuses what is over it, says when to return, and is true to it', async () => {
  await start({ keys: [{ service: 'groq', secret: 'gsk_a', perMinute: 2 }] })
  expect(await statuses('groq', ['gsk_a', 'gsk_a', 'gsk_a'])).toEqual([200, 200, 429])
  now += 59_000
  const refused = await post('groq', 'gsk_a')
  expect(refused.headers.get('retry-after')).toBe('1')
  now += 1_000
  expect((await post('groq', 'gsk_a')).status).toBe(200)
})

test('keys of one account share its limits, others do not', async () => {
  const shared = { service: 'gemini', account: 'project-1', perDay: 2 } as const
  await start({
    keys: [
      { ...shared, secret: 'a' },
      { ...shared, secret: 'b' },
      { ...shared, secret: 'c', account: 'p2' },
    ],
  })
  expect(await statuses('gemini', ['a', 'b', 'a', 'b', 'c'])).toEqual([200, 200, 429, 429, 200])
})

test('a limit is counted for each model', async () => {
  await start({ keys: [{ service: 'groq', secret: 'gsk_a', perMinute: 1 }] })
  const messages = [{ role: 'user', content: 'x' }]
  const ask = async (model: string) => (await post('groq', 'gsk_a', { model, messages })).status
  expect([await ask('m1'), await ask('m1'), await ask('m2')]).toEqual([200, 429, 200])
})

test('Resend counts recipients a day and requests a minute', async () => {
  await start({ keys: [{ service: 'resend', secret: 're_a', perDay: 5 }] })
  const mail = (to: string[]) => ({ from: 'a@mail.example', to, subject: 's', text: 't' })
  expect((await post('resend', 're_a', mail(['1', '2', '3', '4']))).headers.get('x-resend-daily-quota')).toBe('4')
  expect((await post('resend', 're_a', mail(['5', '6']))).status).toBe(429)
  expect((await post('resend', 're_a', mail(['5']))).status).toBe(200)
})

test('reads cost nothing and work while the limit is reached', async () => {
  await start({ keys: [{ service: 'groq', secret: 'gsk_a', perMinute: 1 }] })
  const headers = { authorization: 'Bearer gsk_a' }
  await post('groq', 'gsk_a')
  simulator.fault({ service: 'groq', kind: 'minute-limit' })
  expect((await fetch(`${simulator.origin('groq')}/openai/v1/models`, { headers })).status).toBe(200)
  simulator.clearFaults()
  simulator.fault({ service: 'groq', kind: 'bad-key' })
  expect((await fetch(`${simulator.origin('groq')}/openai/v1/models`, { headers })).status).toBe(401)
})

test('a key serves its models only', async () => {
  await start({ keys: [{ service: 'openai', secret: 'sk-a', models: ['gpt-5.2'] }] })
  expect((await post('openai', 'sk-a')).status).toBe(403)
})

test('the minute and the day can be made short', async () => {
  await start({ keys: [{ service: 'groq', secret: 'gsk_a', perMinute: 1, perDay: 2 }], minuteMs: 100, dayMs: 1_000 })
  expect(await statuses('groq', ['gsk_a', 'gsk_a'])).toEqual([200, 429])
  now += 100
  expect(await statuses('groq', ['gsk_a', 'gsk_a'])).toEqual([200, 429])
  now += 100
  expect(await statuses('groq', ['gsk_a'])).toEqual([429])
  now += 800
  expect(await statuses('groq', ['gsk_a'])).toEqual([200])
})
