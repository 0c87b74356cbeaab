import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeGeneric } from '@/lib/catalog/generic'
import { CATALOG, findService } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { poolServices } from '@/lib/rotation/in-process.fixture'
import { withKey } from '@/lib/rotation/with-key'
import { startSimulator } from '@/lib/simulator/simulator'
import type { SimulatedService, Simulator } from '@/lib/simulator/vocabulary'
import { isAskable } from './askable'
import { speakerFor } from './speaker'
import type { Run, Talk } from './talk'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
})
afterAll(() => simulator.close())

const talk = (model: string): Talk => ({
  ...{ model, instructions: 'Answer in JSON.', schema: {}, temperature: 0 },
  turns: [{ role: 'user', text: 'Say something.' }],
})

async function speak(service: ServiceDefinition, run: Run, model: string): Promise<string[]> {
  const speaker = speakerFor(service)
  if (!speaker) throw new Error(`${service.id} does not speak`)
  let text = ''
  for await (const piece of await speaker.pieces(run, talk(model))) text += piece
  return [await speaker.whole(run, talk(model)), text]
}

test.each(CATALOG.filter(isAskable).map(service => [service.id, service] as const))(
  '%s is asked',
  async (id, service) => {
    const simulated = id as SimulatedService
    simulator.setReplyText(simulated, '{"said":"something"}')
    const { ports, attempts } = poolServices([{ id, origin: simulator.origin(simulated), secrets: ['canary'] }])
    const run: Run = attempt => withKey(ports, id, attempt, { model: 'any-model' })
    expect(await speak(service, run, 'any-model')).toEqual(['{"said":"something"}', '{"said":"something"}'])
    // the simulator tells a stream's usage to who asks for it, as OpenAI does; Mistral itself always does
    expect(attempts.map(({ outcome, tokensOut }) => [outcome, tokensOut > 0])).toEqual([
      ['success', !service.refusesStreamOptions],
      ['success', true],
    ])
  },
)

test('a key goes where the service wants it, below its own path, and Mistral is sent no stream_options', async () => {
  const heard: { url: string; authorization: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    heard.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '', body })
    response.writeHead(400).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const house = describeGeneric({ id: 'house', label: 'House', origin, probePath: '/llm/v1/models' })
  const basic = { ...house, auth: { header: 'authorization', prefix: 'Basic ', user: 'api' } }
  const use = { apiKey: 'canary', origin, signal: AbortSignal.timeout(5000) }
  const run: Run = attempt =>
    attempt({ ...use, key: { id: 'k', name: 'k', masked: 'k' }, attempt: 1, idempotencyKey: '' })
  const mistral = findService('mistral')
  if (!mistral) throw new Error('no mistral')
  for (const service of [basic, mistral]) {
    await expect(speakerFor(service)?.pieces(run, talk('m'))).rejects.toMatchObject({ status: 400 })
  }
  server.close()
  expect(heard.map(({ url }) => url)).toEqual(['/llm/v1/chat/completions', '/v1/chat/completions'])
  expect(heard[0]?.authorization).toBe(`Basic ${Buffer.from('api:canary').toString('base64')}`)
  expect(heard.map(({ body }) => body.includes('stream_options'))).toEqual([true, false])
})
