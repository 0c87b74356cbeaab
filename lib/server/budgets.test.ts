import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setPriceSchema } from '@/lib/contract/prices'
import { newTokenSchema } from '@/lib/contract/token'
import { setPrice } from '@/lib/control/prices'
import { createToken, listTokens } from '@/lib/control/tokens'
import type { Attempt } from '@/lib/engine/attempt'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { startSimulator } from '@/lib/simulator/simulator'
import { SAMPLED_SERVICES, type Simulator } from '@/lib/simulator/vocabulary'
import { listAttempts } from '@/lib/store/attempts'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

/** Tokens with a budget, as official SDKs meet them: a whole engine and gateway before the simulator. */

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const
const LONG = [{ role: 'user' as const, content: 'count [[chunks=40 pace=20 bytes=40]]' }]
const SHORT = [{ role: 'user' as const, content: 'count [[chunks=5 pace=1 bytes=40]]' }]

let simulator: Simulator
let folder = ''
let engine: Engine
let gateway: Gateway
/** An upstream that streams, and never says what was used. */
let silent: { origin: string; close(): void; bodies: string[] }

beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
  silent = await startSilent()
})
afterAll(async () => {
  silent.close()
  await simulator.close()
})
beforeEach(async () => {
  simulator.reset()
  silent.bodies.length = 0
  folder = mkdtempSync(join(tmpdir(), 'keywheel-budgets-'))
  const env: Record<string, string> = { KEYWHEEL_DATA_DIR: folder, KEYWHEEL_MUTE_ORIGIN: silent.origin }
  env.MUTE_API_KEY = 'mute-key-canary-0001'
  for (const service of SAMPLED_SERVICES) {
    env[`KEYWHEEL_${service.toUpperCase()}_ORIGIN`] = simulator.origin(service)
    env[`${service.toUpperCase()}_API_KEY`] = `${service}-key-canary-0001`
  }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  gateway = await startGateway({
    ...{ host: '127.0.0.1', port: 0, ports: engine.ports },
    onBug: bug => expect(bug).toBeNull(),
  })
})
afterEach(async () => {
  await gateway.close()
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

async function startSilent() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const word of ['Once ', 'upon ', 'a \\"time\\" ', '…'])
        response.write(`data: {"id":"x","choices":[{"index":0,"delta":{"content":"${word}"}}]}\n\n`)
      response.end('data: [DONE]\n\n')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close(), bodies }
}

const ctx = () => engine.context(ADMIN)
const tokenOf = async (limits: object = {}) =>
  (await createToken({ ctx: ctx(), input: newTokenSchema.parse({ name: 'app', ...limits }) })).token
const price = (input: object) => setPrice({ ctx: ctx(), input: setPriceSchema.parse(input) })
const told = (apiKey: string) => ({ apiKey, maxRetries: 0 })
const at = (service: string) => `http://127.0.0.1:${gateway.port}/${service}`
const openai = (token: string) => new OpenAI({ ...told(token), baseURL: `${at('openai')}/v1` })
const mute = (token: string) => new OpenAI({ ...told(token), baseURL: `${at('mute')}/v1` })

async function rows(wanted = 1): Promise<Attempt[]> {
  const read = async () => {
    await engine.recorder.flush()
    return listAttempts(engine.store, { limit: 50 })
  }
  await expect.poll(async () => (await read()).length, { timeout: 5000 }).toBeGreaterThanOrEqual(wanted)
  return read()
}
const newest = async (wanted = 1) => (await rows(wanted))[0]
const spent = async () => {
  await engine.recorder.flush()
  return (await listTokens({ ctx: ctx() })).find(({ month }) => month.limit !== null)?.month.used ?? 0
}

/** Chunks without what differs from one answer to another. */
async function chunksOf(stream: AsyncIterable<object>): Promise<object[]> {
  const chunks: object[] = []
  for await (const chunk of stream) chunks.push({ ...chunk, id: '', created: 0 })
  return chunks
}

describe('a stream that does not say what it used', () => {
  const ask = (token: string, more: object = {}) =>
    openai(token).chat.completions.create({ model: 'gpt-4o-mini', messages: SHORT, stream: true, ...more })

  test('is asked to, and its caller sees the very stream it would have seen', async () => {
    const [plain, limited] = [await tokenOf(), await tokenOf({ budgetUsdPerMonth: 5 })]
    const seen = await chunksOf(await ask(plain))
    expect(seen.length).toBeGreaterThan(3)
    expect(await newest()).toMatchObject({ tokensOut: 0, costUsd: 0 })
    expect(await chunksOf(await ask(limited))).toEqual(seen)
    const counted = await newest(2)
    expect(counted).toMatchObject({ outcome: 'success', isEstimated: false, pricedBy: 'list' })
    expect(counted?.tokensOut).toBeGreaterThan(0)
    expect(await spent()).toBeCloseTo(counted?.costUsd ?? -1, 12)
  })

  test('whose caller asks itself gets what it asked for, once', async () => {
    const limited = await tokenOf({ budgetUsdPerMonth: 5 })
    const seen = await chunksOf(await ask(limited, { stream_options: { include_usage: true } }))
    const stated = seen.filter(chunk => 'usage' in chunk && chunk.usage !== null)
    expect(stated).toHaveLength(1)
    expect((await newest())?.isEstimated).toBe(false)
  })

  test('of a service that cannot be asked is estimated by what it wrote, and nothing is added to its request', async () => {
    await price({ service: 'mute', model: '*', inputUsd: 1000, outputUsd: 1000 })
    const [plain, limited] = [await tokenOf(), await tokenOf({ budgetUsdPerMonth: 5 })]
    const asked = { model: 'm', messages: SHORT, stream: true } as const
    const seen = await chunksOf(await mute(limited).chat.completions.create(asked))
    expect(await newest()).toMatchObject({ isEstimated: true, pricedBy: 'own', tokensOut: 6 })
    expect(await chunksOf(await mute(plain).chat.completions.create(asked))).toEqual(seen)
    expect(await newest(2)).toMatchObject({ tokensIn: 0, tokensOut: 0, isEstimated: false })
    const [first, second] = silent.bodies
    expect(first).toBe(second)
  })
})

describe('a caller that leaves before the end', () => {
  const leave = async (stream: AsyncIterable<unknown>) => {
    let count = 0
    for await (const _ of stream) {
      count += 1
      if (count === 6) break
    }
  }
  test.each([
    [
      'openai',
      async (token: string) =>
        leave(await openai(token).chat.completions.create({ model: 'gpt-4o-mini', messages: LONG, stream: true })),
    ],
    [
      'groq',
      async (token: string) => {
        const groq = new Groq({ ...told(token), baseURL: at('groq') })
        const asked = { model: 'llama-3.3-70b-versatile', messages: LONG, stream: true } as const
        await leave(await groq.chat.completions.create(asked))
      },
    ],
    [
      'anthropic',
      async (token: string) => {
        const anthropic = new Anthropic({ ...told(token), baseURL: at('anthropic') })
        const asked = { model: 'claude-sonnet-4-5', max_tokens: 500, messages: LONG, stream: true } as const
        await leave(await anthropic.messages.create(asked))
      },
    ],
    [
      'gemini',
      async (token: string) => {
        const gemini = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: at('gemini') } })
        const [{ content: contents } = { content: '' }] = LONG
        const leaving = new AbortController()
        const config = { abortSignal: leaving.signal }
        await leave(await gemini.models.generateContentStream({ model: 'gemini-2.5-flash', contents, config }))
        leaving.abort()
      },
    ],
  ])('%s pays for what was written until then', async (service, askAndLeave) => {
    const token = await tokenOf({ budgetUsdPerMonth: 5 })
    await askAndLeave(token)
    const row = await newest()
    expect(row).toMatchObject({ service, outcome: 'aborted', ending: 'left', pricedBy: 'list' })
    // Gemini states in every chunk what it used until then
    expect(row?.isEstimated).toBe(service !== 'gemini')
    // six chunks of 40 bytes, about; the model had 40 to write
    expect(row?.tokensOut).toBeGreaterThan(20)
    expect(row?.tokensOut).toBeLessThan(200)
    expect(await spent()).toBeCloseTo(row?.costUsd ?? -1, 12)
  })

  test('and before anything came, for its question and the time that the model wrote', async () => {
    simulator.fault({ service: 'openai', kind: 'slow', latencyMs: 3000 })
    const token = await tokenOf({ budgetUsdPerMonth: 5 })
    const call = openai(token).chat.completions.create(
      { model: 'gpt-4o-mini', messages: SHORT, max_tokens: 10 },
      { signal: AbortSignal.timeout(800) },
    )
    await expect(call).rejects.toThrow()
    expect(await newest()).toMatchObject({ outcome: 'aborted', isEstimated: true, tokensOut: 10 })
    expect(await spent()).toBeGreaterThan(0)
  })
})

describe('a model without a price', () => {
  const ask = (token: string, model: string) => openai(token).chat.completions.create({ model, messages: SHORT })

  test('is not for a token with a budget, in one sentence and in the SDK’s own error, until it has one', async () => {
    const token = await tokenOf({ budgetUsdPerMonth: 5, requestsPerDay: 2 })
    const refused = await ask(token, 'house-model').catch(error => error)
    expect(refused).toBeInstanceOf(OpenAI.PermissionDeniedError)
    expect(String(refused)).toContain(
      'This client token has a budget, and OpenAI’s house-model has no price, so nobody could say what it costs.',
    )
    expect(await newest()).toMatchObject({
      ...{ outcome: 'refused', refusal: 'unpriced-model', model: 'house-model', ending: 'refused', keyId: null },
    })
    await price({ service: 'openai', model: 'house-*', inputUsd: 1, outputUsd: 2 })
    // the refused call did not count: both of the day are left
    for (let call = 0; call < 2; call += 1) await ask(token, 'house-model')
    expect(await newest(3)).toMatchObject({ outcome: 'success', pricedBy: 'own' })
    await expect(ask(token, 'house-model')).rejects.toBeInstanceOf(OpenAI.RateLimitError)
  })

  test('is served to others, and what costs nothing to a token with a budget too', async () => {
    await ask(await tokenOf(), 'house-model')
    const limited = await tokenOf({ budgetUsdPerMonth: 5 })
    expect((await openai(limited).models.list()).data.length).toBeGreaterThan(0)
  })

  test('cannot be hidden behind a long text', async () => {
    const limited = await tokenOf({ budgetUsdPerMonth: 5 })
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(80_000) }], model: 'gpt-4o-mini' })
    const headers = { authorization: `Bearer ${limited}`, 'content-type': 'application/json' }
    const answer = await fetch(`${at('openai')}/v1/chat/completions`, { method: 'POST', headers, body })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'unpriced-model' })
  })
})

describe('what nobody could count', () => {
  const post = (service: string, token: string, path: string, body: object | string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return fetch(`${at(service)}${path}`, { method: 'POST', headers, body: text })
  }
  const far = 'x'.repeat(200_000)

  test('is refused to SDKs in their own words, and does not count', async () => {
    const token = await tokenOf({ budgetUsdPerMonth: 5, requestsPerDay: 1 })
    const anthropic = new Anthropic({ ...told(token), baseURL: at('anthropic') })
    const asked = { custom_id: 'a', params: { model: 'claude-sonnet-4-5', max_tokens: 5, messages: SHORT } }
    const inBackground = openai(token).responses.create({ model: 'gpt-4o-mini', input: 'x', background: true })
    const said = /This client token has a budget, and work that an upstream does after its answer/
    await expect(inBackground).rejects.toThrow(said)
    await expect(inBackground).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError)
    await expect(anthropic.messages.batches.create({ requests: [asked] })).rejects.toThrow(said)
    expect(await newest(2)).toMatchObject({ refusal: 'uncounted-cost', ending: 'refused', service: 'anthropic' })
    await openai(token).chat.completions.create({ model: 'gpt-4o-mini', messages: SHORT })
  })

  test.each<[string, string, object | string]>([
    ['openai', '/v1/batches', { input_file_id: 'f', endpoint: '/v1/responses', completion_window: '24h' }],
    ['openai', '/v1/responses', { model: 'gpt-4o-mini', input: far, background: true }],
    ['openai', '/v1/responses', '{"model":"gpt-4o-mini","background":false,"input":"x","background":true}'],
    ['groq', '/openai/v1/batches', { input_file_id: 'f' }],
    ['gemini', '/v1beta/models/gemini-2.5-flash:batchGenerateContent', { batch: {} }],
    ['gemini', '/v1beta/models/gemini-embedding-001:asyncBatchEmbedContent', { batch: {} }],
    ['gemini', '/v1beta/models/veo-3.0-generate-001:predictLongRunning?x=1', { instances: [] }],
    ['openai', '/v1/chat/completions', `{"model":"gpt-4o-mini","messages":[],"user":"${far}","model":"gpt-4.1"}`],
    ['openai', '/v1/chat/completions', '{"model":"gpt-4o-mini","messages":[],"mod\\u0065l":"gpt-4.1"}'],
  ])('is for tokens without a budget: %s %s', async (service, path, body) => {
    const refused = await post(service, await tokenOf({ budgetUsdPerMonth: 5 }), path, body)
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'uncounted-cost' }])
    const passed = await post(service, await tokenOf(), path, body)
    expect(await passed.text()).not.toContain('uncounted-cost')
  })
})

describe('many requests at once', () => {
  test('do not run through a budget before the first of them is counted', async () => {
    // 1000 tokens of output at most, for a dollar each thousand
    await price({ service: 'openai', model: 'dear', inputUsd: 0, outputUsd: 1000 })
    const token = await tokenOf({ budgetUsdPerMonth: 3 })
    const ask = () => openai(token).chat.completions.create({ model: 'dear', messages: LONG, max_tokens: 1000 })
    simulator.fault({ service: 'openai', kind: 'slow', latencyMs: 300 })
    const answers = await Promise.allSettled(Array.from({ length: 20 }, ask))
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(17)
    for (const each of refused) {
      const { reason } = each as PromiseRejectedResult
      expect(reason).toBeInstanceOf(OpenAI.RateLimitError)
      expect(reason).toMatchObject({ code: 'rate_limit_exceeded' })
      expect(reason.headers.get('retry-after')).toBe('1')
      expect(String(reason)).toContain('$3.00 of its budget of $3.00 for this month left, which its requests under way')
    }
    // they cost less than was held: there is room again
    simulator.clearFaults()
    await ask()
  })

  test('are held by the piece where reading has a price of its own, and free where it has none', async () => {
    const token = await tokenOf({ budgetUsdPerMonth: 3 })
    const listAtOnce = async () => {
      const answers = await Promise.allSettled(Array.from({ length: 8 }, () => openai(token).models.list()))
      return answers.filter(({ status }) => status === 'fulfilled').length
    }
    simulator.fault({ service: 'openai', kind: 'slow', latencyMs: 300 })
    await price({ service: 'openai', model: '*', inputUsd: 1, outputUsd: 1 })
    expect(await listAtOnce()).toBe(8)
    await price({ service: 'openai', model: '*', inputUsd: 0, outputUsd: 0, unitUsd: 2 })
    expect(await listAtOnce()).toBe(2)
    expect(await spent()).toBe(4)
  })

  test.each([
    ['before its answer', {}, 500],
    ['with its answer', { messages: SHORT }, 200],
    ['behind its stream', { messages: LONG, stream: true }, 200],
  ])('get back what was held for one that broke by a bug of ours %s', async (when, asked, status) => {
    await price({ service: 'openai', model: 'dear', inputUsd: 0, outputUsd: 1000 })
    const token = await tokenOf({ budgetUsdPerMonth: 3 })
    const bugs: unknown[] = []
    const broken = await startGateway({
      ...{ host: '127.0.0.1', port: 0, onBug: (bug: unknown) => bugs.push(bug) },
      ports: {
        ...engine.ports,
        price: () => {
          throw new Error('a bug')
        },
      },
    })
    if (when === 'before its answer') simulator.fault({ service: 'openai', kind: 'server-error' })
    const body = JSON.stringify({ model: 'dear', messages: SHORT, max_tokens: 5000, ...asked })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = `http://127.0.0.1:${broken.port}/openai/v1/chat/completions`
    const answer = await fetch(url, { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
    // what was paid for reaches its caller to the last byte
    expect(await answer.text()).toContain(status === 500 ? 'internal' : 'stream' in asked ? '[DONE]' : '"usage"')
    await expect.poll(() => String(bugs)).toContain('a bug')
    await broken.close()
    simulator.clearFaults()
    await openai(token).chat.completions.create({ model: 'dear', messages: SHORT })
  })

  test('are refused for the month once it is spent', async () => {
    await price({ service: 'openai', model: 'dear', inputUsd: 0, outputUsd: 0, unitUsd: 2 })
    const token = await tokenOf({ budgetUsdPerMonth: 3 })
    const ask = () => openai(token).chat.completions.create({ model: 'dear', messages: SHORT })
    await ask()
    await ask()
    await expect(ask()).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' })
    expect(await spent()).toBe(4)
  })
})
