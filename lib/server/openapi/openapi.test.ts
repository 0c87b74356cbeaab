import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { AI_TASK_IDS } from '@/lib/contract/ai'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { saveKeyOwners } from '@/lib/store/key-owners'
import { addUnknownErrors, listUnknownErrors } from '@/lib/store/unknown-errors'
import { type Engine, openEngine } from '../engine'
import { readSettings } from '../env'
import { openQuietLog } from '../log'
import { answerOperator, type Behind } from '../operator-door'
import { OPERATIONS, openApiDocument } from './document'

const API = resolve(import.meta.dirname, '../../../app/api')
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** What belongs to others: the sign-in's own paths, and the one that leads nowhere. */
const LEFT_OUT = ['/api/auth/[...nextauth]', '/api/admin/[[...path]]']
const DOCUMENT = openApiDocument()
const TOKEN = 'an-admin-token-of-tests'
const METRICS = 'a-metrics-token-of-tests'
const CLIENT = 'a-client-token-of-tests'
const SECRET = (letter: string) => `gsk_${letter.repeat(52)}`

type Route = { call: string; handler: unknown; behind: Behind<z.ZodType, unknown> | null }
let routes: Route[] = []
let folder = ''
let simulator: Simulator
let engine: Engine

beforeAll(async () => {
  routes = (await Promise.all(routeFiles().map(callsOf))).flat()
  folder = mkdtempSync(join(tmpdir(), 'keywheel-openapi-'))
  simulator = await startSimulator({ keys: ['A', 'B'].map(letter => ({ service: 'groq', secret: SECRET(letter) })) })
  const env = {
    KEYWHEEL_DATA_DIR: folder,
    GROQ_API_KEY: SECRET('A'),
    KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
    KEYWHEEL_ADMIN_TOKEN: TOKEN,
    KEYWHEEL_METRICS_TOKEN: METRICS,
    KEYWHEEL_CLIENT_TOKEN: CLIENT,
  }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  // what the verbs of `lib/server` ask the running server for
  const runtime = {
    ...engine,
    startedAt: Date.now(),
    version: '0.0.0',
    dashboard: 'http://127.0.0.1:3000',
    gateway: { host: '127.0.0.1', port: 4000 },
  }
  Object.assign(globalThis, { [Symbol.for('keywheel.runtime')]: runtime })
}, 60_000)
afterAll(async () => {
  await engine.close()
  await simulator.close()
  rmSync(folder, { recursive: true })
})

function routeFiles(): string[] {
  const found = readdirSync(API, { recursive: true, withFileTypes: true })
  return found.filter(({ name }) => name === 'route.ts').map(({ parentPath }) => parentPath)
}

async function callsOf(place: string): Promise<Route[]> {
  const path = `/api/${relative(API, place)}`
  if (LEFT_OUT.includes(path)) return []
  const module: Record<string, unknown> = await import(join(place, 'route.ts'))
  const refusals = new Set(METHODS.map(method => module[method]).filter(handler => isRefusal(handler)))
  return METHODS.filter(method => module[method] && !refusals.has(module[method])).map(method => ({
    call: `${method} ${path.replace(/\[(\w+)\]/g, '{$1}')}`,
    handler: module[method],
    behind: behindOf(module[method]),
  }))
}

/** As `refuseOthers` makes them: all of a route's are one function. */
function isRefusal(handler: unknown): boolean {
  return handler instanceof Function && handler.name === 'refuse'
}

function behindOf(handler: unknown): Route['behind'] {
  return handler instanceof Function && 'behind' in handler ? (handler.behind as Route['behind']) : null
}

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

test('every call of every route stands in the document, and the document names no other', () => {
  const { paths } = DOCUMENT
  const documented = Object.entries(paths).flatMap(([path, calls]) =>
    Object.keys(calls).map(method => `${method.toUpperCase()} ${path}`),
  )
  const offered = routes.flatMap(({ call }) =>
    call.endsWith('/ai/{task}') ? AI_TASK_IDS.map(id => call.replace('{task}', id)) : [call],
  )
  expect(documented.sort()).toEqual(offered.sort())
})

test('the document tells of each call what its door parses with, and who may come in', () => {
  const wrong = OPERATIONS.filter(operation => {
    const behind = routes.find(({ call }) => call === nameOf(operation))?.behind
    return behind && (behind.schema !== operation.input || behind.role !== operation.role)
  })
  expect(wrong.map(nameOf)).toEqual([])
})

test('the document is one of OpenAPI 3.1: ids are unique, and each field of a path is a parameter', () => {
  const document = DOCUMENT
  expect(document.openapi).toBe('3.1.0')
  const text = JSON.stringify(document)
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(OPERATIONS.length)
  const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref)
  expect(new Set(refs)).toEqual(new Set(['#/components/schemas/Problem']))
  for (const [path, calls] of Object.entries(document.paths)) {
    for (const call of Object.values(calls)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const parameters = 'parameters' in call ? (call.parameters as { name: string; in: string }[]) : []
      expect(parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name)).toEqual(named)
    }
  }
})

/** The ways in that the document tells of. */
function securityOf(method: string, path: string): Record<string, unknown>[] {
  return z
    .looseObject({ security: z.array(z.record(z.string(), z.unknown())) })
    .parse(DOCUMENT.paths[path]?.[method.toLowerCase()]).security
}

/** Where a bearer token is right by the document, the door takes it, and no other. */
test.each([
  ['GET', '/api/metrics'],
  ['GET', '/api/ai'],
  ['POST', '/api/ai/cover-letter'],
] as const)('who may come in by the document comes in, and nobody else: %s %s', async (method, path) => {
  const security = securityOf(method, path)
  expect(security).not.toContainEqual({})
  const documented = security.flatMap(Object.keys)
  const call = path.startsWith('/api/ai/') ? '/api/ai/{task}' : path
  const handler = routes.find(route => route.call === `${method} ${call}`)?.handler as (
    request: Request,
    segment: unknown,
  ) => Promise<Response>
  const bearers = { adminToken: TOKEN, metricsToken: METRICS, clientToken: CLIENT, nobody: 'nobody-knows-this-one' }
  for (const [scheme, token] of [...Object.entries(bearers), ['none', null] as const]) {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const request = new Request('http://127.0.0.1/x', { method, headers, ...(method === 'POST' && { body: '{}' }) })
    const { status } = await handler(request, { params: Promise.resolve({ task: path.split('/').at(-1) }) })
    expect(status !== 401, `${scheme} at ${path}: ${status}`).toBe(documented.includes(scheme))
  }
})

test('a program has no account of its own, and the document says so', async () => {
  const own = OPERATIONS.filter(({ isOfPersons }) => isOfPersons)
  expect(own.map(nameOf)).toEqual(OPERATIONS.map(nameOf).filter(name => name.includes('/operators/me')))
  for (const { method, path } of own) {
    expect(securityOf(method, path).flatMap(Object.keys)).toEqual(['session', 'secureSession'])
  }
  const door = { adminToken: TOKEN, publicUrl: null, currentOperator: async () => null, context: engine.context }
  const behind = routes.find(({ call }) => call === 'GET /api/admin/operators/me')?.behind
  const request = new Request('http://127.0.0.1/x', { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(behind && (await answerOperator({ ...door, report: () => {} }, behind, request)).status).toBe(404)
})

/** Asks as a program does, through the door, and holds the answer against the document alone. */
async function ask(
  method: string,
  path: string,
  values: Record<string, string> = {},
  body?: unknown,
): Promise<unknown> {
  const call = `${method} /api/admin/${path}`
  const behind = routes.find(route => route.call === call)?.behind
  if (!behind) throw new Error(`no route: ${call}`)
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const query = Object.entries(values).filter(([name]) => !inPath.includes(name))
  const request = new Request(`http://127.0.0.1/x?${new URLSearchParams(query)}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const door = {
    ...{ adminToken: TOKEN, publicUrl: null, currentOperator: async () => null, context: engine.context },
    report: (error: unknown) => {
      throw error
    },
  }
  const fromPath = Object.fromEntries(inPath.map(name => [name, values[name] ?? '']))
  const answer = await answerOperator(door, behind, request, fromPath)
  const json: unknown = await answer.json()
  expect(answer.status, `${call}: ${JSON.stringify(json)}`).toBe(200)
  const documented = z.fromJSONSchema(answerSchemaOf(method, `/api/admin/${path}`)).safeParse(json)
  expect(documented.error?.issues ?? [], call).toEqual([])
  asked.add(call)
  return json
}
const asked = new Set<string>()

function answerSchemaOf(method: string, path: string): Parameters<typeof z.fromJSONSchema>[0] {
  const call = DOCUMENT.paths[path]?.[method.toLowerCase()] as {
    responses: { 200: { content: { 'application/json': { schema: Parameters<typeof z.fromJSONSchema>[0] } } } }
  }
  return call.responses[200].content['application/json'].schema
}

const idIn = (answer: unknown) => z.looseObject({ id: z.string() }).parse(answer).id

test('real answers are what the document says', async () => {
  const keyId = idIn(await ask('POST', 'keys', {}, { service: 'groq', name: 'team-a', apiKey: SECRET('B') }))
  await ask('POST', 'keys/import', {}, { rows: [{ service: 'groq', name: 'c', apiKey: SECRET('C') }] })
  await ask('POST', 'keys/preview', {}, { text: `GROQ_API_KEY=${SECRET('D')}` })
  await ask('POST', 'keys/test', {}, { rows: [{ service: 'groq', apiKey: SECRET('A') }] })
  await ask('PATCH', 'keys/{keyId}', { keyId }, { settings: { priority: 3 } })
  for (const deed of ['test', 'disable', 'enable', 'reset']) await ask('POST', `keys/{keyId}/${deed}`, { keyId }, {})
  await ask('POST', 'keys/{keyId}/secret', { keyId }, { apiKey: SECRET('E') })
  const bulk = { keyIds: [keyId], action: { kind: 'pause' } }
  await ask('POST', 'keys/bulk/preview', {}, bulk)
  await ask('POST', 'keys/bulk', {}, bulk)
  await ask('POST', 'key-checks', {}, {})
  await ask('POST', 'key-checks/cancel', {}, {})
  await engine.checker.idle()
  await ask('PUT', 'settings/key-checks', {}, { everyHours: 24 })
  await ask('PUT', 'settings/retention', {}, { attemptDays: 10, rollupMonths: 12 })
  await ask('DELETE', 'keys/{keyId}', { keyId })
  await ask('POST', 'keys/{keyId}/restore', { keyId }, {})
  await ask('POST', 'api-keys/reset', {}, {})
  await ask('POST', 'shares', {}, { service: 'groq' })
  const service = 'groq'
  const rule = { name: 'odd', status: [418], means: { outcome: 'overloaded' } }
  await ask('PUT', 'services/{service}/rules', { service }, { rules: [rule] })
  await ask('POST', 'services/{service}/judge', { service }, { status: 418, answer: '{}' })
  for (const deed of ['disable', 'enable']) await ask('POST', `services/{service}/${deed}`, { service }, {})
  const described = { id: 'acme', label: 'Acme', origin: 'https://api.acme.example' }
  await ask('POST', 'services', {}, described)
  await ask('PATCH', 'services/{service}', { service: 'acme' }, { strategy: 'priority' })
  await ask('DELETE', 'services/{service}', { service: 'acme' })
  await ask('POST', 'tokens', {}, { name: 'my-app' })
  await ask('PATCH', 'tokens/{token}', { token: 'my-app' }, { settings: { requestsPerMinute: 2 } })
  await ask('POST', 'tokens/revoke', {}, { token: 'my-app' })
  const email = 'grace@example.com'
  await ask('POST', 'operators', {}, { email, password: 'long enough 1', role: 'viewer' })
  await ask('POST', 'operators/role', {}, { email, role: 'viewer' })
  for (const deed of ['disable', 'enable', 'end-sessions']) await ask('POST', `operators/${deed}`, {}, { email })
  await ask('POST', 'operators/password', {}, { email, password: 'long enough 2' })
  await ask('POST', 'operators/remove', {}, { email })
  const target = {
    kind: 'webhook',
    url: 'http://127.0.0.1:9/hook',
    allowsPrivate: true,
    secret: 'a-signing-secret-of-tests',
  }
  const channelId = idIn(await ask('POST', 'alerts/channels', {}, { name: 'hook', target }))
  await ask('PATCH', 'alerts/channels/{channelId}', { channelId }, { isEnabled: false })
  await ask('POST', 'alerts/channels/{channelId}/test', { channelId }, {})
  await ask('DELETE', 'alerts/channels/{channelId}', { channelId })
  const price = { service: 'groq', model: 'my-llama' }
  await ask('PUT', 'prices', {}, { ...price, inputUsd: 0.3, outputUsd: 1 })
  await ask('POST', 'prices/remove', {}, price)
  await ask('PATCH', 'alerts/rules', {}, { service: 'groq', usageRatio: 0.9 })
  const route = { service: 'groq', model: 'llama-3.3-70b-versatile' }
  const unknown = { service, status: 409, outcome: 'caller-error' as const, sample: '', count: 1, at: Date.now() }
  await addUnknownErrors(
    engine.store,
    ['a', 'b'].map(code => ({ ...unknown, shape: code, sample: `{"code":"${code}x"}` })),
  )
  const ids = (await listUnknownErrors(engine.store, 2)).map(({ id }) => id)
  await ask('POST', 'unknown-errors/classify', {}, { id: ids[0], outcome: 'overloaded' })
  await ask('POST', 'unknown-errors/dismiss', {}, { id: ids[1] })
  const ownedBy = (owner: string) =>
    saveKeyOwners(
      engine.store,
      engine.pools.keysOf(service).map(({ key }) => ({ keyId: key.id, service, owner, seenAt: Date.now() })),
    )
  await ownedBy('org_a')
  await ask('POST', 'services/{service}/siblings/dismiss', { service }, { owner: 'org_a' })
  await ownedBy('org_b')
  await ask('POST', 'services/{service}/siblings', { service }, { owner: 'org_b' })
  await ask('PUT', 'ai/routes', {}, { task: 'cover-letter', routes: [route] })
  await engine.recorder.flush()
  const values: Record<string, Record<string, string>> = {
    'keys/{keyId}': { keyId },
    'keys/{keyId}/settings': { keyId },
    'services/{service}': { service: 'groq' },
    'services/{service}/siblings': { service: 'groq' },
    search: { q: 'groq' },
    'key-events': { service: 'groq' },
    keys: { service: 'groq' },
    'keys/matching': { service: 'groq' },
    'alerts/deliveries': { alertId: 'a' },
  }
  const questions = OPERATIONS.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/admin/'))
  for (const { path } of questions) {
    const name = path.replace('/api/admin/', '')
    if (!['requests/{id}', 'operators/me'].includes(name)) await ask('GET', name, values[name] ?? {})
  }
  const left = OPERATIONS.map(nameOf).filter(call => call.includes('/admin/') && !asked.has(call))
  // they need a person's session, or traffic
  expect(left.map(call => call.replace('/api/admin/', '')).sort()).toEqual([
    'GET operators/me',
    'GET requests/{id}',
    'POST alerts/acknowledge',
    'POST alerts/snooze',
    'POST lab',
    'POST operators/me/end-sessions',
    'POST operators/me/password',
    'POST services/{service}/try',
    'POST undo',
  ])
}, 60_000)
