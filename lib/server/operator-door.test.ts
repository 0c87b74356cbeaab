import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CATALOG } from '@/lib/catalog/index'
import { PROBLEM_TYPE, problemSchema } from '@/lib/contract/problem'
import { type ControlContext, type Operator, requireRole, type Verb } from '@/lib/control/context'
import { ControlError } from '@/lib/control/control-error'
import { openStore } from '@/lib/store/client'
import type { Store } from '@/lib/store/session'
import { findMasterKey } from '@/lib/vault/master-key'
import { answerOperator, BODY_LIMIT_BYTES, type Door } from './operator-door'

const TOKEN = 'an-admin-token-of-32-characters!'
const ADDRESS = 'http://127.0.0.1:3000/api/admin/things'

const folder = mkdtempSync(join(tmpdir(), 'keywheel-door-'))
let store: Store
beforeAll(async () => {
  store = await openStore({ url: `file:${folder}/keywheel.db`, now: Date.now })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const schema = z.strictObject({ service: z.string().optional(), count: z.int('wanted a whole number').optional() })
type Input = z.output<typeof schema>
/** Says who asked what; the real verbs have their own tests. */
const echo: Verb<Input, { by: string; input: Input }> = async ({ ctx, input }) => {
  requireRole(ctx, 'viewer')
  return { by: ctx.operator.id, input }
}

function doorFor({ operator = null, adminToken = TOKEN, reports = [] }: Ports = {}): Door {
  const { masterKey } = findMasterKey({ value: null, folder })
  const context = (asking: Operator): ControlContext => {
    return { store, masterKey, services: CATALOG, live: null, operator: asking, now: Date.now }
  }
  return {
    adminToken,
    publicUrl: 'https://keys.example.org',
    currentOperator: async () => operator,
    context,
    report: error => {
      reports.push(error)
    },
  }
}
type Ports = { operator?: Operator | null; adminToken?: string | null; reports?: unknown[] }

type Asked = { ports?: Ports; init?: RequestInit; path?: string; verb?: Verb<Input, unknown> }
const ask = ({ ports, init = {}, path = '', verb = echo }: Asked) =>
  answerOperator(doorFor(ports), { schema, verb, role: 'admin' }, new Request(ADDRESS + path, init))

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const post = (body: BodyInit | null): RequestInit => ({ method: 'POST', body, headers: bearer(TOKEN) })

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe(PROBLEM_TYPE)
  const body = problemSchema.parse(await answer.json())
  expect(body.status).toBe(answer.status)
  return body
}

describe('the way in', () => {
  test('opens to the admin token, and to a signed-in admin', async () => {
    const program = await ask({ init: { headers: bearer(TOKEN) } })
    expect([program.status, await program.json()]).toEqual([200, { by: 'admin-token', input: {} }])
    expect(program.headers.get('cache-control')).toBe('no-store')
    const person = await ask({ ports: { operator: { id: 'op1', role: 'admin', via: 'session' } } })
    expect(await person.json()).toMatchObject({ by: 'op1' })
  })

  test.each([
    ['nothing at all', {}, {}],
    ['a wrong token', bearer('another-token-of-32-characters!!'), {}],
    ['the beginning of the token', bearer(TOKEN.slice(0, -1)), {}],
    ['an empty token', bearer(''), {}],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, {}],
    ['any token where none is set', bearer(TOKEN), { adminToken: null }],
    ['a wrong token beside a session', bearer('nope'), { operator: { id: 'op1', role: 'admin', via: 'session' } }],
  ] satisfies [string, Record<string, string>, Ports][])('stays shut with 401 for %s', async (_, headers, ports) => {
    const answer = await ask({ ports, init: { headers } })
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'sign-in-required' })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  test('stays shut with 403 for a viewer, and for a form that another site sent', async () => {
    const viewer = await ask({ ports: { operator: { id: 'op2', role: 'viewer', via: 'session' } } })
    expect(await problemOf(viewer)).toMatchObject({ status: 403, code: 'not-allowed' })
    const crossSite = await ask({
      ports: { operator: { id: 'op1', role: 'admin', via: 'session' } },
      init: { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } },
    })
    expect(await problemOf(crossSite)).toMatchObject({ status: 403 })
  })
})

describe('a change by session', () => {
  const ports: Ports = { operator: { id: 'op1', role: 'admin', via: 'session' } }
  const json = { 'content-type': 'application/json', host: '127.0.0.1:3000' }
  const own = { origin: 'http://127.0.0.1:3000' }
  const change = (headers: Record<string, string>, body: string | null = '{"count":1}') =>
    ask({ ports, init: { method: 'POST', body, headers } })

  test.each([
    ['its origin', { ...json, ...own }],
    ['its relation to us', { ...json, 'sec-fetch-site': 'same-origin' }],
    ['both', { ...json, ...own, 'sec-fetch-site': 'same-origin' }],
    ['the origin we are known by, behind a server that changes Host', { ...json, origin: 'https://keys.example.org' }],
    ['its origin, with a charset', { ...json, ...own, 'content-type': 'Application/JSON; charset=utf-8' }],
  ])('comes in from a page of ours that names %s', async (_, headers) => {
    expect((await change(headers)).status).toBe(200)
  })

  test('comes in without a body and without its type', async () => {
    expect((await change({ host: '127.0.0.1:3000', ...own }, null)).status).toBe(200)
  })

  test.each([
    ['neither Origin nor Sec-Fetch-Site', json],
    ['the origin of another site', { ...json, origin: 'https://evil.example' }],
    ['the origin of another port', { ...json, origin: 'http://127.0.0.1:4000' }],
    ['an opaque origin', { ...json, origin: 'null' }],
    [
      'another origin beside a same-origin claim',
      { ...json, origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['a sister site', { ...json, ...own, 'sec-fetch-site': 'same-site' }],
  ])('stays out with 403 with %s', async (_, headers) => {
    expect(await problemOf(await change(headers))).toMatchObject({ status: 403, code: 'not-allowed' })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'stays out when its body is %s, as a form can send it',
    async type => {
      const answer = await change({ ...json, ...own, 'content-type': type })
      expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'bad-request' })
    },
  )

  test('is not asked of a program with the admin token', async () => {
    expect((await ask({ init: post('{"count":2}') })).status).toBe(200)
  })
})

describe('the input', () => {
  test('is the query of a HEAD too, which a session may send without saying from where', async () => {
    const operator: Operator = { id: 'op', role: 'admin', via: 'session' }
    const init = { method: 'HEAD' }
    expect((await ask({ ports: { operator }, init, path: '?service=groq' })).status).toBe(200)
    expect((await ask({ ports: { operator }, init, path: '?serivce=groq' })).status).toBe(422)
  })

  test('is the query of a GET, and the JSON body of a POST; no body is {}', async () => {
    const query = await ask({ path: '?service=groq', init: { headers: bearer(TOKEN) } })
    expect(await query.json()).toMatchObject({ input: { service: 'groq' } })
    expect(await (await ask({ init: post('{"count":2}') })).json()).toMatchObject({ input: { count: 2 } })
    expect(await (await ask({ init: post(null) })).json()).toMatchObject({ input: {} })
  })

  test('takes the fields the path names from there, whatever the query or the body says', async () => {
    const named = (init: RequestInit, path = '') => {
      const request = new Request(ADDRESS + path, init)
      return answerOperator(doorFor(), { schema, verb: echo, role: 'admin' }, request, { service: 'groq' })
    }
    const query = await named({ headers: bearer(TOKEN) }, '?service=gemini')
    expect(await query.json()).toMatchObject({ input: { service: 'groq' } })
    const body = await named(post('{"count":2,"service":"gemini"}'))
    expect(await body.json()).toMatchObject({ input: { service: 'groq', count: 2 } })
    expect(await problemOf(await named(post('[]')))).toMatchObject({ status: 422 })
  })

  test('is refused in one sentence when it is not JSON (400) or not what is wanted (422)', async () => {
    expect(await problemOf(await ask({ init: post('{"count":') }))).toMatchObject({
      status: 400,
      detail: 'The body is not valid JSON.',
    })
    expect(await problemOf(await ask({ init: post('{"count":"x","servise":1}') }))).toMatchObject({
      status: 422,
      detail: 'count: wanted a whole number; unknown field "servise"',
    })
    expect(await problemOf(await ask({ init: post('[]') }))).toMatchObject({ status: 422 })
  })

  test('is refused above 1 MB, announced or not', async () => {
    const large = 'x'.repeat(BODY_LIMIT_BYTES + 1)
    expect(await problemOf(await ask({ init: post(large) }))).toMatchObject({ status: 413 })
    const unannounced = new ReadableStream({
      pull: controller => controller.enqueue(new TextEncoder().encode('x'.repeat(100_000))),
    })
    const init = { ...post(unannounced), duplex: 'half' }
    expect(await problemOf(await ask({ init }))).toMatchObject({ status: 413, code: 'body-too-large' })
  })
})

describe('trouble behind the door', () => {
  test("an operator's mistake keeps its code and words", async () => {
    const verb = async () => {
      throw new ControlError('not-found', 'No key has this id.')
    }
    expect(await problemOf(await ask({ verb, init: post(null) }))).toMatchObject({
      status: 404,
      code: 'not-found',
      detail: 'No key has this id.',
    })
  })

  test('our own is reported to the log and not to the caller', async () => {
    const reports: unknown[] = []
    const verb = async () => {
      throw new Error('canary: /var/lib/secret')
    }
    const answer = await ask({ verb, ports: { reports }, init: post(null) })
    const body = await problemOf(answer)
    expect(body).toMatchObject({ status: 500, code: 'internal' })
    expect(JSON.stringify(body)).not.toContain('canary')
    expect(reports).toHaveLength(1)
  })
})
