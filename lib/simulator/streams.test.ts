import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readChunkNumbers } from './chunk-text'
import { startSimulator } from './simulator'
import type { Simulator } from './vocabulary'

const SECRET = 'gsk_simulated0000000001'
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ keys: [{ service: 'groq', secret: SECRET }] })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

type Read = { status: number; text: string; end: 'complete' | 'broken'; code: string }

function ask(prompt: string, isStream = true, agent?: Agent) {
  const sent = request(`${simulator.origin('groq')}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}` },
    ...(agent ? { agent } : {}),
  })
  sent.end(JSON.stringify({ model: 'm', stream: isStream, messages: [{ role: 'user', content: prompt }] }))
  return sent
}
function read(prompt: string, isStream = true, agent?: Agent): Promise<Read> {
  return new Promise(resolve => {
    const got: Read = { status: 0, text: '', end: 'broken', code: '' }
    const sent = ask(prompt, isStream, agent)
    const broken = (error: Error & { code?: string }) => {
      got.code = error.code ?? ''
    }
    sent.on('error', broken)
    sent.on('close', () => resolve(got))
    sent.on('response', (answer: IncomingMessage) => {
      got.status = answer.statusCode ?? 0
      answer.setEncoding('utf8')
      answer.on('data', text => (got.text += text))
      answer.on('error', broken)
      answer.on('end', () => (got.end = 'complete'))
    })
  })
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test('the prompt decides how many chunks come, how large, and at what pace', async () => {
  const startedAt = performance.now()
  const got = await read('[[chunks=20 pace=10 size=50]]')
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199)
  expect(readChunkNumbers(got.text)).toEqual(upTo(20))
  expect(got.text).toMatch(/"content":"\[20\] .{45}"/)
  expect(got.text.trimEnd().endsWith('data: [DONE]')).toBe(true)
})

test('1,000 paced streams at once lose and reorder nothing and keep their pace', async () => {
  const agent = new Agent({ maxSockets: 1_000 })
  const startedAt = performance.now()
  const all = await Promise.all(Array.from({ length: 1_000 }, () => read('[[chunks=20 pace=100]]', true, agent)))
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_999)
  for (const got of all) expect(readChunkNumbers(got.text)).toEqual(upTo(20))
  expect(simulator.counts()).toMatchObject([{ status: 200, count: 1_000 }])
  agent.destroy()
})

test('a reader that stops reading stops the stream', async () => {
  const sent = ask('[[chunks=2000 size=20000]]')
  const answer = await new Promise<IncomingMessage>(resolve => sent.on('response', resolve))
  answer.pause()
  await sleep(300)
  const written = simulator.seen()[0]?.chunkCount ?? 0
  await sleep(200)
  expect(written).toBeLessThan(1_000)
  expect(simulator.seen()[0]?.chunkCount).toBe(written)
  let length = 0
  answer.on('data', (part: Buffer) => (length += part.length))
  answer.resume()
  await new Promise(resolve => answer.on('end', resolve))
  expect(length).toBeGreaterThan(2_000 * 20_000)
  expect(simulator.seen()[0]).toMatchObject({ chunkCount: 2_000, isAborted: false })
})

test('a caller that leaves is seen at once', async () => {
  const sent = ask('[[chunks=1000 pace=10]]')
  sent.on('error', () => undefined)
  await new Promise(resolve => sent.on('response', answer => answer.once('data', resolve)))
  const leftAt = Date.now()
  sent.destroy()
  await vi.waitFor(() => expect(simulator.seen()[0]?.isAborted).toBe(true))
  expect((simulator.seen()[0]?.closedAt ?? Number.POSITIVE_INFINITY) - leftAt).toBeLessThan(200)
  expect(simulator.seen()[0]?.chunkCount).toBeLessThan(500)
})

test('a reset mid-stream delivers the chunks before it and no clean end', async () => {
  simulator.fault({ service: 'groq', kind: 'reset-mid-stream', afterChunks: 5, times: 2 })
  const got = await read('[[chunks=10]]')
  expect(got).toMatchObject({ status: 200, end: 'broken', code: 'ECONNRESET' })
  expect(readChunkNumbers(got.text)).toEqual(upTo(5))
  const plain = await read('x', false)
  expect(plain).toMatchObject({ status: 200, end: 'broken' })
  expect(plain.text.length).toBeGreaterThan(100)
})

test('a reset before the head gives no head and is counted without status', async () => {
  simulator.fault({ service: 'groq', kind: 'reset-before-head', times: 1 })
  expect(await read('x')).toMatchObject({ status: 0, code: 'ECONNRESET' })
  await vi.waitFor(() => expect(simulator.counts()).toMatchObject([{ status: 0, count: 1 }]))
})

test('stalls hold the answer before the head, or in the middle, for as long as they say', async () => {
  simulator.fault({ service: 'groq', kind: 'stall-before-head', latencyMs: 150, times: 1 })
  const startedAt = performance.now()
  expect(await read('[[chunks=4]]')).toMatchObject({ status: 200, end: 'complete' })
  expect(performance.now() - startedAt).toBeGreaterThan(149)
  simulator.fault({ service: 'groq', kind: 'stall-mid-stream', afterChunks: 2, times: 1 })
  const sent = ask('[[chunks=4]]')
  sent.on('error', () => undefined)
  let text = ''
  sent.on('response', answer => answer.on('data', part => (text += part)))
  await sleep(150)
  expect(readChunkNumbers(text)).toEqual([1, 2])
  sent.destroy()
  await vi.waitFor(() => expect(simulator.seen().at(-1)).toMatchObject({ isAborted: true, chunkCount: 2 }))
})

test('an error event and an early end leave out the rest', async () => {
  simulator.fault({ service: 'groq', kind: 'stream-error', afterChunks: 1, times: 1 })
  expect((await read('[[chunks=4]]')).text).toMatch(/event: error\ndata: \{"error".*\n\n$/)
  simulator.fault({ service: 'groq', kind: 'early-end', afterChunks: 1, times: 1 })
  const early = await read('[[chunks=4]]')
  expect(early.end).toBe('complete')
  expect(early.text).not.toContain('[DONE]')
})

test('slow, and one oversized header', async () => {
  simulator.fault({ service: 'groq', kind: 'slow', latencyMs: 120, times: 1 })
  const startedAt = performance.now()
  expect((await read('x', false)).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(119)
  simulator.fault({ service: 'groq', kind: 'oversized-header', times: 1 })
  expect(await read('x', false)).toMatchObject({ status: 0, code: 'HPE_HEADER_OVERFLOW' })
})
