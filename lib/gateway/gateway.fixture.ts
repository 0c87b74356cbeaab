import { Agent, createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http'
import { connect } from 'node:net'
import { describeGeneric } from '@/lib/catalog/generic'
import type { Attempt } from '@/lib/engine/attempt'
import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { keyOf } from '@/lib/engine/key.fixture'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { Event, Key } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import type { GatewayLimits } from './limits'
import { type Gateway, startGateway } from './listener'

/** Real parts for tests: upstreams on free ports, a gateway before them, and a caller that shows raw bytes. */

export const TOKEN = 'kw_caller-canary-token-7f3a'
export const SECRETS = ['sk-canary-first-9b1c2d3e', 'sk-canary-second-4f5a6b7c', 'sk-canary-third-8d9e0f1a']

export type TestUpstream = { origin: string; port: number; server: Server; close(): Promise<void> }

export async function startUpstream(listener: RequestListener): Promise<TestUpstream> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${port}`, port, server, close }
}

export type TestGateway = Gateway & {
  attempts: Attempt[]
  events: Event[]
  bugs: unknown[]
  pools: Pools
  origin: string
}

type Wanted = {
  origin: string
  keyCount?: number
  policy?: Partial<ServicePolicy>
  limits?: Partial<GatewayLimits>
  rules?: readonly ClassifyRule[]
  reveal?: (keyId: string) => string
}

/** A gateway for one service, `mock`, with up to three keys. */
export async function startTestGateway({
  origin,
  keyCount = 2,
  policy,
  limits,
  rules = [],
  reveal = keyId => SECRETS[Number(keyId.slice(3))] ?? '',
}: Wanted): Promise<TestGateway> {
  const definition = describeGeneric({
    id: 'mock',
    label: 'Mock',
    origin,
    policy: { strategy: 'priority', ...policy },
    rules,
  })
  const attempts: Attempt[] = []
  const events: Event[] = []
  const bugs: unknown[] = []
  const now = Date.now
  const pools = new Pools({ now, notify: news => events.push(...news) })
  pools.setService(definition.id, definition.policy)
  for (let index = 0; index < keyCount; index += 1) pools.addKey({ key: testKey(index), state: null })
  const gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    ports: {
      pools,
      now,
      record: attempt => attempts.push(attempt),
      reveal,
      authenticate: token => (token === TOKEN ? { id: 'caller-1', services: null } : null),
      findService: id => (id === definition.id ? definition : null),
    },
    ...(limits ? { limits } : {}),
    onBug: bug => bugs.push(bug),
  })
  return { ...gateway, attempts, events, bugs, pools, origin: `http://127.0.0.1:${gateway.port}` }
}

function testKey(index: number): Key {
  return {
    ...keyOf(),
    id: `key${index}`,
    service: 'mock',
    name: `MOCK_API_KEY_${index + 1}`,
    masked: `sk-can…${index}`,
    source: 'env',
    priority: index + 1,
  }
}

export type Reply = {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  rawHeaders: string[]
  trailers: Readonly<Record<string, string | undefined>>
  body: Buffer
  /** The answer ended as HTTP says it should. */
  isComplete: boolean
}

export type Asked = {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: Buffer | string
  agent?: Agent
}

/** One call through `node:http`, body and end as they came; rejects only when there was no answer at all. */
export function ask(
  origin: string,
  { method = 'POST', path = '/mock/v1/chat/completions', ...asked }: Asked = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // Node says no length by itself for the methods that seldom have a body.
    const length = asked.body === undefined ? {} : { 'content-length': Buffer.byteLength(asked.body) }
    const headers = { authorization: `Bearer ${TOKEN}`, ...length, ...asked.headers }
    const call = request(`${origin}${path}`, { method, headers, agent: asked.agent ?? new Agent() }, answer => {
      void collect(answer).then(resolve)
    })
    call.on('error', reject)
    call.end(asked.body)
  })
}

export function collect(answer: IncomingMessage): Promise<Reply> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.on('error', () => {})
    answer.on('close', () => {
      const { statusCode: status = 0, headers, rawHeaders, trailers, complete } = answer
      resolve({ status, headers, rawHeaders, trailers, body: Buffer.concat(chunks), isComplete: complete })
    })
  })
}

/** Writes raw bytes to a port and returns all that comes back until the other side ends (or `waitMs` passes). */
export function speakRaw(port: number, bytes: string | Buffer, waitMs = 300): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const chunks: Buffer[] = []
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    const timer = setTimeout(finish, waitMs)
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', finish)
    socket.on('end', finish)
  })
}

/** Polls until it holds; a test fails on its own time limit otherwise. */
export async function until(holds: () => boolean, waitMs = 5000): Promise<void> {
  const endAt = Date.now() + waitMs
  while (!holds()) {
    if (Date.now() > endAt) throw new Error(`not within ${waitMs} ms: ${holds}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

export function readAll(request: IncomingMessage): Promise<Buffer> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', () => {})
  })
}
