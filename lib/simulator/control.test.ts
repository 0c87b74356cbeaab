import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { MIX_NAMES, MIXES, runMix } from './mix'
import { connectSimulator } from './remote'
import { startSimulator } from './simulator'
import { startTraffic } from './traffic'
import { sampleCall } from './traffic-calls'
import { SAMPLED_SERVICES, type SampledService, type SimulatedKey, type Simulator } from './vocabulary'

const KEYS: SimulatedKey[] = [
  { service: 'groq', secret: 'gsk_first_000000000001' },
  { service: 'groq', secret: 'gsk_second_00000000002' },
  { service: 'gemini', secret: 'AIzaSyFirst00000000001' },
]
/** How long something may take that comes by itself, on a busy machine too. */
const SOON = { timeout: 10_000, interval: 20 }
const FIRST = 'gsk_first_000000000001'
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ keys: KEYS })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

async function post(origin: string, service: SampledService, secret: string) {
  const { path, headers, body } = sampleCall(service, secret, false, 0)
  const answer = await fetch(origin + path, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer
}

test('another process can set faults, keys and texts, and read what was seen', async () => {
  const remote = connectSimulator(simulator.origin())
  await remote.setKey({ service: 'openai', secret: 'sk-remote-000000001', perMinute: 1 })
  await remote.setReplyText('openai', 'exactly this')
  const call = sampleCall('openai', 'sk-remote-000000001', false, 0)
  const answer = await fetch(simulator.origin('openai') + call.path, { method: 'POST', ...call })
  expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'exactly this' } }] })
  await remote.fault({ service: 'groq', kind: 'bad-key', times: 2 })
  expect((await post(simulator.origin('groq'), 'groq', FIRST)).status).toBe(401)
  expect(await remote.faults()).toEqual([{ service: 'groq', kind: 'bad-key', times: 1 }])
  await remote.clearFaults({ service: 'groq' })
  expect(await remote.faults()).toEqual([])
  expect(await remote.total()).toBe(2)
  expect(await remote.counts({ service: 'groq' })).toMatchObject([{ status: 401, count: 1, secret: null }])
  const seen = await remote.seen({ status: 401 })
  expect(seen).toMatchObject([{ masked: 'gsk_fi…01', secret: null, fault: 'bad-key', bodyLength: expect.any(Number) }])
  expect(JSON.stringify(seen)).not.toContain(FIRST)
  await remote.removeKey({ service: 'openai', secret: 'sk-remote-000000001' })
  expect((await post(simulator.origin('openai'), 'openai', 'sk-remote-000000001')).status).toBe(401)
  await remote.reset()
  expect(await remote.total()).toBe(0)
})

test('a wrong order over HTTP is refused with what is wrong', async () => {
  const refused = await fetch(`${simulator.origin()}/__simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ service: 'groq', kind: 'no-such-fault' }),
  })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('kind')
  expect((await fetch(`${simulator.origin()}/__simulator/nothing`)).status).toBe(404)
})

test('faults hold for one key, one model, so many times, or so long', async () => {
  const groq = simulator.origin('groq')
  simulator.fault({ service: 'groq', kind: 'unavailable', secret: FIRST, forMs: 100 })
  simulator.fault({ service: 'groq', kind: 'server-error', model: 'some-other-model' })
  expect((await post(groq, 'groq', FIRST)).status).toBe(503)
  expect((await post(groq, 'groq', 'gsk_second_00000000002')).status).toBe(200)
  await sleep(120)
  expect((await post(groq, 'groq', FIRST)).status).toBe(200)
})

test('an answer names its key, masked, and its serial', async () => {
  const answer = await post(simulator.origin('groq'), 'groq', FIRST)
  expect(answer.headers.get('x-simulator-key')).toBe('gsk_fi...01')
  expect(Number(answer.headers.get('x-simulator-serial'))).toBe(simulator.seen()[0]?.serial)
})

test('a bare origin works for each service', async () => {
  const any = await startSimulator({ acceptAnyKey: true })
  for (const service of SAMPLED_SERVICES) {
    const secret = service === 'groq' ? 'gsk_anything_0000001' : 'anything-0000000001'
    expect((await post(any.origin(), service, secret)).status).toBe(200)
    expect(any.total({ service, status: 200 })).toBe(1)
    expect((await post(any.origin(service), service, secret)).status).toBe(200)
    expect(any.total({ service, status: 200 })).toBe(2)
  }
  await any.close()
})

test('the newest requests are kept, the counts of all', async () => {
  const small = await startSimulator({ acceptAnyKey: true, logLimit: 3 })
  for (let number = 0; number < 5; number += 1) await post(small.origin('groq'), 'groq', 'gsk_a')
  expect(small.seen().map(seen => seen.serial)).toEqual([3, 4, 5])
  expect(small.total({ service: 'groq' })).toBe(5)
  await small.close()
})

test('a request for JSON of a schema gets an answer that fits it', async () => {
  const schema = {
    type: 'OBJECT',
    properties: {
      title: { type: 'STRING', minLength: 12 },
      tags: { type: 'ARRAY', items: { type: 'STRING', enum: ['a', 'b'] }, minItems: '2' },
      score: { type: 'NUMBER', minimum: 3 },
    },
  }
  const answer = await fetch(`${simulator.origin('gemini')}/v1beta/models/gemini-2.5-flash:generateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'AIzaSyFirst00000000001' },
    body: JSON.stringify({ contents: [], generationConfig: { responseSchema: schema } }),
  })
  const body: unknown = await answer.json()
  expect(body).toMatchObject({
    candidates: [{ content: { parts: [{ text: '{"title":"simulated...","tags":["a","b"],"score":3}' }] } }],
  })
})

test('a mix sets its faults at their times, on the keys it names, and clears them when stopped', async () => {
  const stop = new AbortController()
  const mix = {
    name: 'test',
    about: '',
    cycleMs: 600,
    steps: [
      { atMs: 0, service: 'groq', key: 2, kind: 'bad-key', times: 1 },
      { atMs: 300, service: 'groq', key: 9, kind: 'bad-key' },
      { atMs: 300, service: 'gemini', kind: 'unavailable', forMs: 250 },
    ],
  } as const
  const running = runMix(mix, simulator, KEYS, stop.signal)
  const first = { service: 'groq', kind: 'bad-key', times: 1, secret: 'gsk_second_00000000002' }
  await vi.waitFor(() => expect(simulator.faults()).toEqual([first]), SOON)
  await vi.waitFor(() => expect(simulator.faults().map(fault => fault.service)).toEqual(['groq', 'gemini']), SOON)
  await vi.waitFor(() => expect(simulator.faults().filter(({ service }) => service === 'groq')).toHaveLength(2), SOON)
  stop.abort()
  await running
  expect(simulator.faults()).toEqual([])
})

test('every mix has its steps in order, within its cycle', () => {
  for (const name of MIX_NAMES) {
    const times = MIXES[name].steps.map(step => step.atMs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(Math.max(0, ...times)).toBeLessThan(MIXES[name].cycleMs)
  }
})

test('traffic keeps its rate, asks each service plain and streamed, and counts as the simulator does', async () => {
  const any = await startSimulator({ acceptAnyKey: true })
  const stop = new AbortController()
  const services = SAMPLED_SERVICES
  const traffic = startTraffic({
    gatewayOrigin: any.origin(),
    token: 'kw_token_000000001',
    services,
    requestsPerSecond: 50,
    streamShare: 0.5,
    signal: stop.signal,
  })
  await sleep(2_000)
  const total = any.total()
  stop.abort()
  await traffic.done
  expect(total).toBeGreaterThan(80)
  expect(total).toBeLessThanOrEqual(101)
  expect(traffic.counts().every(count => count.status === 200)).toBe(true)
  const answered = traffic.counts().reduce((sum, row) => sum + row.count, 0)
  expect(answered).toBeGreaterThan(30)
  for (const service of services) expect(any.total({ service })).toBeGreaterThan(10)
  const streams = any.seen().filter(seen => seen.isStream).length
  expect(streams / any.total()).toBeGreaterThan(0.3)
  expect(traffic.inFlight()).toBe(0)
  await any.close()
})
