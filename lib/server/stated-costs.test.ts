import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { listAttempts } from '@/lib/store/attempts'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

/** What upstreams state of their answers, from the wire to the log: official SDKs, a whole engine, real HTTP. */

const TOKEN = 'kw_stated-costs-canary-0001'
let answer: object = {}
let server: Server
let folder = ''
let engine: Engine
let gateway: Gateway

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  folder = mkdtempSync(join(tmpdir(), 'keywheel-stated-'))
  const env: Record<string, string> = { KEYWHEEL_DATA_DIR: folder, KEYWHEEL_CLIENT_TOKEN: TOKEN }
  for (const service of ['OPENROUTER', 'ANTHROPIC', 'OPENAI']) {
    env[`${service}_API_KEY`] = `key-canary-of-${service.toLowerCase()}`
    env[`KEYWHEEL_${service}_ORIGIN`] = origin
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
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const told = { apiKey: TOKEN, maxRetries: 0 }
const at = (service: string) => `http://127.0.0.1:${gateway.port}/${service}`
const ASKED = [{ role: 'user' as const, content: 'Hello' }]
const newest = async () => {
  await engine.recorder.flush()
  return (await listAttempts(engine.store, { limit: 1 }))[0]
}

test('OpenRouter’s own word on what it charged is the cost, with a list price or without', async () => {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, cost: 0.0123 }
  answer = { id: 'x', object: 'chat.completion', choices: [{ index: 0, message: { content: 'Hi' } }], usage }
  const openrouter = new OpenAI({ ...told, baseURL: `${at('openrouter')}/api/v1` })
  for (const model of ['openai/gpt-4o', 'nobody/knows-it']) {
    await openrouter.chat.completions.create({ model, messages: ASKED })
    expect(await newest()).toMatchObject({ model, tokensIn: 100, tokensOut: 10, costUsd: 0.0123, pricedBy: 'upstream' })
  }
})

test('what a cache of prompts had is paid for at the list’s price for that', async () => {
  const usage = { input_tokens: 0, cache_creation_input_tokens: 1000, cache_read_input_tokens: 1000, output_tokens: 0 }
  answer = { id: 'x', type: 'message', role: 'assistant', content: [], model: 'm', usage }
  const anthropic = new Anthropic({ ...told, baseURL: at('anthropic') })
  await anthropic.messages.create({ model: 'claude-sonnet-4-0', max_tokens: 9, messages: ASKED })
  const row = await newest()
  expect(row).toMatchObject({ tokensIn: 2000, pricedBy: 'list', isEstimated: false, times: 1 })
  expect(row?.costUsd).toBeCloseTo(0.00375 + 0.0003, 9)
})

test('a model that nobody knows has no price, not one of nothing', async () => {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }
  answer = { id: 'x', object: 'chat.completion', choices: [{ index: 0, message: { content: 'Hi' } }], usage }
  const openai = new OpenAI({ ...told, baseURL: `${at('openai')}/v1` })
  await openai.chat.completions.create({ model: 'nobody-knows-it', messages: ASKED })
  expect(await newest()).toMatchObject({ tokensIn: 100, costUsd: 0, pricedBy: null })
})
