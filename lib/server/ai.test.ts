import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { LINKEDIN_EXPORT, pdfOf, zipOf } from '@/lib/ai/files.fixture'
import { jsonResumeSchema } from '@/lib/ai/json-resume'
import { taskOf } from '@/lib/ai/tasks'
import {
  AI_TASK_IDS,
  type AiEvent,
  type AiTaskId,
  aiAnswerSchema,
  aiEventSchema,
  aiTasksSchema,
} from '@/lib/contract/ai'
import { setPriceSchema } from '@/lib/contract/prices'
import { newTokenSchema } from '@/lib/contract/token'
import { changeAiRoutes } from '@/lib/control/ai'
import { listAudit } from '@/lib/control/audit'
import { setPrice } from '@/lib/control/prices'
import { requestTrail } from '@/lib/control/request-trail'
import { listRequests } from '@/lib/control/requests'
import { disableService } from '@/lib/control/service-switch'
import { createToken, revokeToken } from '@/lib/control/tokens'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { listAttempts } from '@/lib/store/attempts'
import { addToken, listTokens } from '@/lib/store/tokens'
import { hashToken } from '@/lib/vault/fingerprint'
import { answerAi, answerAiTasks } from './ai-route'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { buildFileWorker } from './file-worker.fixture'
import { openQuietLog } from './log'

/** The tasks as an application asks them: real pools and database, official SDKs, the simulator’s real HTTP. */

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const
const TOKEN = 'kw-test-client-token-0000000000001'
const FIRST = 'AIzaCanaryFirst0000000000000000000000001'
const SECOND = 'AIzaCanarySecond000000000000000000000002'
const CV = 'Ada Sample, backend developer. Sample Bank 2018–today: payments. PostgreSQL, Node.js.'
const SUMMARY = { cv: CV, targetRole: 'Team lead' }
const GIVEN: Record<AiTaskId, object> = {
  'cv-translation': { cv: CV, targetLanguage: 'English' },
  'professional-summary': SUMMARY,
  'skills-generation': { cv: CV },
  'cover-letter': { cv: CV, role: 'Developer', company: 'Sample Works' },
  'skills-suggestion': { targetRole: 'Developer', skills: ['Node.js'] },
  'linkedin-import': { text: CV },
}
const PLACE = Symbol.for('keywheel.runtime')

let simulator: Simulator
let folder: string
let engine: Engine
let built: string

beforeAll(async () => {
  built = await buildFileWorker()
  vi.spyOn(process, 'cwd').mockReturnValue(built)
  simulator = await startSimulator({ acceptAnyKey: true })
})
afterAll(async () => {
  vi.restoreAllMocks()
  rmSync(built, { recursive: true })
  await simulator.close()
})
beforeEach(async () => {
  simulator.reset()
  folder = mkdtempSync(join(tmpdir(), 'keywheel-ai-'))
  const env = {
    KEYWHEEL_DATA_DIR: folder,
    KEYWHEEL_CLIENT_TOKEN: TOKEN,
    GEMINI_API_KEY: FIRST,
    GEMINI_API_KEY_2: SECOND,
    GROQ_API_KEY: 'gsk_canarygroq0000000000001',
    ACME_API_KEY: 'canaryacme',
    ...Object.fromEntries(
      ['gemini', 'groq', 'openai', 'anthropic'].map(id => [
        `KEYWHEEL_${id.toUpperCase()}_ORIGIN`,
        simulator.origin(id as 'groq'),
      ]),
    ),
    KEYWHEEL_ACME_ORIGIN: simulator.origin('openai'),
  }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  Object.assign(globalThis, { [PLACE]: engine })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

type Options = { token?: string | null; stream?: boolean; signal?: AbortSignal; body?: BodyInit; type?: string }

function ask(
  task: string,
  given: object,
  { token = TOKEN, stream = false, signal, body, type }: Options = {},
): Promise<Response> {
  const headers = {
    ...(body === undefined && { 'content-type': 'application/json' }),
    ...(type !== undefined && { 'content-type': type }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(stream && { accept: 'text/event-stream' }),
  }
  const request = new Request(`http://localhost/api/ai/${task}`, {
    method: 'POST',
    headers,
    body: body ?? JSON.stringify(given),
    ...(signal && { signal }),
  })
  return answerAi(request, task)
}

const answerOf = async (response: Response) => aiAnswerSchema.parse(await response.json())
const outcomes = (attempts: readonly { service: string; outcome: string }[]) =>
  attempts.map(({ service, outcome }) => `${service}:${outcome}`)

async function eventsOf(response: Response): Promise<AiEvent[]> {
  const blocks = (await response.text()).split('\n\n').filter(block => block !== '')
  return blocks.map(block => {
    const [name = '', data = ''] = block.split('\n')
    const event = aiEventSchema.parse(JSON.parse(data.replace(/^data: /, '')))
    expect(name).toBe(`event: ${event.kind}`)
    return event
  })
}

async function written() {
  await engine.recorder.flush()
  const ctx = engine.context(ADMIN)
  const { requests } = await listRequests({ ctx, input: { range: '1h', limit: 50 } })
  return Promise.all(requests.map(({ id }) => requestTrail({ ctx, input: { id } })))
}

describe.each(AI_TASK_IDS)('%s', id => {
  test('answers in its form, by Gemini’s SDK and by Groq’s', async () => {
    const answer = await answerOf(await ask(id, GIVEN[id]))
    expect(answer).toMatchObject({ task: id, service: 'gemini', model: 'gemini-2.5-flash' })
    expect(taskOf(id).output.safeParse(answer.result).success).toBe(true)
    expect(answer.usage.tokensIn).toBeGreaterThan(100)
    expect(answer.usage.tokensOut).toBeGreaterThan(0)
    expect(answer.usage.costUsd).toBeGreaterThan(0)
    simulator.fault({ service: 'gemini', kind: 'day-limit' })
    const second = await answerOf(await ask(id, GIVEN[id]))
    expect(second.service).toBe('groq')
    expect(taskOf(id).output.safeParse(second.result).success).toBe(true)
  })
})

test('a limited first key is invisible to the caller, and the log tells of it', async () => {
  simulator.fault({ service: 'gemini', kind: 'minute-limit', secret: FIRST })
  const response = await ask('professional-summary', SUMMARY)
  expect(response.status).toBe(200)
  const answer = await answerOf(response)
  expect(response.headers.get('x-keywheel-request-id')).toBe(answer.requestId)
  expect(outcomes(answer.attempts)).toEqual(['gemini:rate-limited', 'gemini:success'])
  expect(JSON.stringify(answer)).not.toContain('Canary')
  const [trail, ...others] = await written()
  expect(others).toEqual([])
  expect(trail?.request).toMatchObject({
    id: answer.requestId,
    path: '/api/ai/professional-summary',
    caller: { id: 'env:KEYWHEEL_CLIENT_TOKEN' },
    ending: 'rescued',
    tries: 2,
    tokensIn: answer.usage.tokensIn,
    costUsd: answer.usage.costUsd,
  })
  expect(trail?.steps.map(({ outcome }) => outcome)).toEqual(['rate-limited', 'success'])
  expect(trail?.steps[0]?.choice).not.toBeNull()
})

test('another service answers when one is used up, in one request', async () => {
  simulator.fault({ service: 'gemini', kind: 'day-limit' })
  const answer = await answerOf(await ask('professional-summary', SUMMARY))
  expect(answer).toMatchObject({ service: 'groq', model: 'llama-3.3-70b-versatile' })
  const tried = ['gemini:quota-exhausted', 'gemini:quota-exhausted', 'gemini:refused', 'groq:success']
  expect(outcomes(answer.attempts)).toEqual(tried)
  const trails = await written()
  expect(trails).toHaveLength(1)
  expect(trails[0]?.request).toMatchObject({ ending: 'rescued', tries: 3, service: 'groq' })
  expect(trails[0]?.steps.map(({ number }) => number)).toEqual([1, 2, 3, 4])
  expect(trails[0]?.steps[2]).toMatchObject({ refusal: 'exhausted', choice: { keyCount: 2 } })
})

async function switchOff(service: string) {
  await disableService({ ctx: engine.context(ADMIN), input: { service } })
  await engine.pickUp()
}

test('a service that is switched off is passed over, and who named it alone is told', async () => {
  await switchOff('gemini')
  expect(await answerOf(await ask('professional-summary', SUMMARY))).toMatchObject({ service: 'groq' })
  await switchOff('groq')
  await switchOff('openai')
  const refused = await ask('professional-summary', SUMMARY)
  expect([refused.status, (await refused.json()).code]).toEqual([503, 'no-usable-key'])
})

test('an answer that does not fit is asked for once more, with the reason', async () => {
  simulator.setReplyText('gemini', '{"headline":"only this"}')
  const events = await eventsOf(await ask('professional-summary', SUMMARY, { stream: true }))
  expect(events.filter(({ kind }) => kind === 'again')).toMatchObject([
    { why: 'unfit', detail: expect.stringContaining('summary: is missing') },
  ])
  expect(simulator.total({ service: 'gemini' })).toBe(2)
  expect(simulator.total({ service: 'groq' })).toBe(0)
  expect(events.at(-1)).toMatchObject({ kind: 'problem', problem: { code: 'output-unfit', status: 502 } })
})

test('an answer that fits at the second asking is the answer', async () => {
  simulator.setReplyText('gemini', 'I would rather talk.')
  const response = await ask('professional-summary', SUMMARY, { stream: true })
  const reader = response.body?.getReader()
  let text = ''
  for (let isDone = false; !isDone; ) {
    const piece = await reader?.read()
    isDone = piece?.done ?? true
    text += new TextDecoder().decode(piece?.value)
    if (text.includes('event: again')) simulator.setReplyText('gemini', null)
  }
  expect(text).toMatch(/event: result\n/)
  expect(text.match(/event: asked\n/g)).toHaveLength(2)
})

test('an answer that never fits is a 502 that says so, and the log has it as lost', async () => {
  simulator.setReplyText('gemini', '[]')
  const response = await ask('professional-summary', SUMMARY)
  expect(response.status).toBe(502)
  const body = await response.json()
  expect(body).toMatchObject({
    code: 'output-unfit',
    detail: 'Gemini answered twice in another form than asked for: wanted an object.',
  })
  expect(outcomes(body.attempts)).toEqual(['gemini:success', 'gemini:success'])
  const [trail] = await written()
  expect(trail?.request).toMatchObject({ ending: 'lost', refusal: 'output-unfit', tries: 2 })
})

test('a stream says who is asked, then the text, then the result', async () => {
  simulator.fault({ service: 'gemini', kind: 'overloaded', secret: FIRST })
  const response = await ask('cover-letter', GIVEN['cover-letter'], { stream: true })
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const events = await eventsOf(response)
  expect(events[0]).toMatchObject({ kind: 'asked', service: 'gemini', model: 'gemini-2.5-flash' })
  const text = events.map(event => (event.kind === 'text' ? event.text : '')).join('')
  const last = events.at(-1)
  if (last?.kind !== 'result') throw new Error(`ended with ${last?.kind}`)
  expect(last.answer.result).toEqual(JSON.parse(text))
  expect(outcomes(last.answer.attempts)).toEqual(['gemini:overloaded', 'gemini:success'])
})

test('a stream that breaks off begins again', async () => {
  simulator.fault({ service: 'gemini', kind: 'reset-mid-stream', times: 1 })
  const events = await eventsOf(await ask('cover-letter', GIVEN['cover-letter'], { stream: true }))
  expect(events.filter(({ kind }) => kind === 'again')).toMatchObject([{ why: 'broken' }])
  expect(events.at(-1)).toMatchObject({ kind: 'result' })
})

test('who leaves is not answered, and no lease stays out', async () => {
  simulator.fault({ service: 'gemini', kind: 'stall-before-head' })
  const leaving = new AbortController()
  const asking = ask('cover-letter', GIVEN['cover-letter'], { signal: leaving.signal })
  while (engine.pools.leaseCount() === 0) await new Promise(resolve => setTimeout(resolve, 10))
  leaving.abort()
  expect((await asking).status).toBe(499)
  expect(engine.pools.leaseCount()).toBe(0)
  const [trail] = await written()
  expect(trail?.request).toMatchObject({ ending: 'left' })
})

test('when no service can answer, each one’s reason is told', async () => {
  simulator.fault({ service: 'gemini', kind: 'minute-limit', retryAfterMs: 120_000 })
  simulator.fault({ service: 'groq', kind: 'bad-key' })
  const response = await ask('cover-letter', GIVEN['cover-letter'])
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(60)
  const body = await response.json()
  expect(body.detail).toMatch(
    /^All 2 keys of gemini are resting .*The only key of groq cannot be used\. openai has no key\.$/,
  )
  expect(body.keys).toHaveLength(3)
  const [trail] = await written()
  expect(trail?.request).toMatchObject({
    ending: 'lost',
    refusal: 'exhausted',
    service: 'gemini',
  })
})

test('a token asks only what it may, while it lasts', async () => {
  const ctx = engine.context(ADMIN)
  const made = (given: object) => createToken({ ctx, input: newTokenSchema.parse(given) })
  const groqOnly = await made({ name: 'groq-only', services: ['groq'] })
  await engine.pickUp()
  expect(await answerOf(await ask('cover-letter', GIVEN['cover-letter'], { token: groqOnly.token }))).toMatchObject({
    service: 'groq',
  })
  expect((await written())[0]?.request.caller).toMatchObject({ id: groqOnly.id, name: 'groq-only' })
  const mailOnly = await made({ name: 'mail-only', services: ['resend'] })
  await engine.pickUp()
  const refused = await ask('cover-letter', GIVEN['cover-letter'], { token: mailOnly.token })
  expect([refused.status, (await refused.json()).code]).toEqual([403, 'not-allowed'])
  await revokeToken({ ctx, input: { token: groqOnly.id } })
  await engine.pickUp()
  const revoked = await ask('cover-letter', GIVEN['cover-letter'], { token: groqOnly.token })
  expect([revoked.status, (await revoked.json()).code]).toEqual([401, 'client-token-invalid'])
  expect((await ask('cover-letter', {}, { token: 'no-such-token' })).status).toBe(401)
  const nobody = await ask('cover-letter', {}, { token: null })
  expect([nobody.status, (await nobody.json()).code]).toEqual([401, 'client-token-missing'])
})

test('a token’s own limits hold here as at the gateway', async () => {
  const [id, token] = ['once', 'kw-test-client-token-0000000000002']
  const limits = { requestsPerMinute: null, requestsPerDay: 1, budgetUsdPerMonth: null }
  const hash = hashToken(engine.masterKey, token)
  await addToken(engine.store, { id, name: id, hash, masked: 'kw…2', services: null, expiresAt: null, ...limits })
  engine.callers.replace(await listTokens(engine.store))
  expect((await ask('cover-letter', { cv: CV }, { token })).status).toBe(422)
  expect((await ask('cover-letter', GIVEN['cover-letter'], { token })).status).toBe(200)
  const refused = await ask('cover-letter', GIVEN['cover-letter'], { token })
  expect([refused.status, (await refused.json()).code]).toEqual([429, 'token-day-limit'])
  expect(refused.headers.get('retry-after')).not.toBeNull()
  const unread = await ask('linkedin-import', { files: [{ name: 'a.zip', content: 'UEsDBA==' }] }, { token })
  expect([unread.status, (await unread.json()).code]).toEqual([429, 'token-day-limit'])
  const rows = (await written()).filter(({ request }) => request.caller?.id === id)
  expect(rows.map(({ request }) => request.refusal).sort()).toEqual([null, 'token-day-limit', 'token-day-limit'].sort())
})

test('what cannot be read is refused with a sentence, and nothing is asked', async () => {
  const wrong = await ask('cover-letter', { cv: CV, role: 'x' })
  expect(wrong.status).toBe(422)
  expect(await wrong.json()).toMatchObject({
    code: 'invalid-input',
    detail: 'company: is missing',
    issues: [{ path: ['company'] }],
  })
  expect((await ask('cover-letter', {}, { body: '{' })).status).toBe(400)
  expect((await ask('no-such-task', {})).status).toBe(404)
  const parts = `--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(41)
  const crowded = await ask('linkedin-import', {}, { body: `${parts}--b--`, type: 'multipart/form-data; boundary=b' })
  expect([crowded.status, (await crowded.json()).detail]).toEqual([400, 'A form may have at most 40 parts.'])
  expect((await ask('cover-letter', { cv: 'x'.repeat(1_100_000) })).status).toBe(413)
  const streamed = await ask('cover-letter', {}, { stream: true })
  expect([streamed.status, streamed.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
  expect(simulator.total()).toBe(0)
})

test('an export is read without a model, even without a key; a PDF by one', async () => {
  const form = new FormData()
  form.append('file', new File([Uint8Array.from(zipOf(LINKEDIN_EXPORT))], 'export.zip'))
  const answer = await answerOf(await ask('linkedin-import', {}, { body: form }))
  expect(answer).toMatchObject({
    service: null,
    requestId: null,
    attempts: [],
    usage: { tokensIn: 0 },
    result: { basics: { name: 'Ada Əliyeva' } },
  })
  expect(simulator.total()).toBe(0)
  const content = pdfOf([['Ada Sample', 'Backend developer at Sample Bank']]).toString('base64')
  const read = await answerOf(await ask('linkedin-import', { files: [{ name: 'Profile.pdf', content }] }))
  expect(read.service).toBe('gemini')
  expect(jsonResumeSchema.safeParse(read.result).success).toBe(true)
  const bad = await ask('linkedin-import', { files: [{ name: 'Profile.pdf', content: 'AAAA' }] })
  expect(bad.status).toBe(422)
  expect(await bad.json()).toMatchObject({
    detail: 'Profile.pdf is damaged, or is not what its name says.',
    said: { key: 'aiFile.malformed' },
  })
})

test('an operator chooses what a task asks, and it is written down', async () => {
  const ctx = engine.context(ADMIN)
  const change = (routes: { service: string; model: string }[] | null) =>
    changeAiRoutes({ ctx, input: { task: 'cover-letter', routes } })
  await change([{ service: 'acme', model: 'acme-1' }])
  expect(await answerOf(await ask('cover-letter', GIVEN['cover-letter']))).toMatchObject({
    service: 'acme',
    model: 'acme-1',
  })
  expect(await answerOf(await ask('professional-summary', SUMMARY))).toMatchObject({ service: 'gemini' })
  await expect(change([{ service: 'resend', model: 'x' }])).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(change([{ service: 'nobody', model: 'x' }])).rejects.toMatchObject({ code: 'unknown-service' })
  await expect(
    change([
      { service: 'groq', model: 'x' },
      { service: 'groq', model: 'x' },
    ]),
  ).rejects.toMatchObject({ code: 'invalid-input' })
  expect(await change(null)).toMatchObject({ isDefault: true })
  const { entries } = await listAudit({ ctx, input: { verb: 'changeAiRoutes', limit: 10 } })
  expect(entries).toMatchObject([
    { name: 'cover-letter', changes: [{ field: 'aiRoutes', before: ['acme acme-1'] }] },
    { name: 'cover-letter', changes: [{ field: 'aiRoutes', after: ['acme acme-1'] }] },
  ])
})

test('the tasks list themselves with their schemas and what they ask', async () => {
  const request = new Request('http://localhost/api/ai', { headers: { 'x-api-key': TOKEN } })
  const { tasks, services } = aiTasksSchema.parse(await (await answerAiTasks(request)).json())
  expect(tasks.map(({ id }) => id)).toEqual(AI_TASK_IDS)
  expect(tasks[0]?.routes).toMatchObject([
    { service: 'gemini', label: 'Gemini', keyCount: 1 },
    { service: 'groq' },
    { service: 'openai', keyCount: 0 },
  ])
  expect(services.map(({ id }) => id)).not.toContain('resend')
  const input = newTokenSchema.parse({ name: 'groq-only', services: ['groq'] })
  const { token } = await createToken({ ctx: engine.context(ADMIN), input })
  await engine.pickUp()
  const own = await answerAiTasks(new Request('http://localhost/api/ai', { headers: { 'x-api-key': token } }))
  const seen = aiTasksSchema.parse(await own.json())
  expect(seen.services).toEqual([{ id: 'groq', label: 'Groq', keyCount: 1 }])
  expect(seen.tasks[0]?.routes.map(({ service }) => service)).toEqual(['groq'])
})

describe('a caller with a budget', () => {
  const limited = async () =>
    (
      await createToken({
        ctx: engine.context(ADMIN),
        input: newTokenSchema.parse({ name: 'limited', budgetUsdPerMonth: 5 }),
      })
    ).token
  const newest = async () => {
    await engine.recorder.flush()
    const [row] = await listAttempts(engine.store, { limit: 1 })
    return row
  }

  test('is served by models whose price is known, and pays', async () => {
    const token = await limited()
    const routes = [
      { service: 'groq', model: 'nobody-knows-it' },
      { service: 'gemini', model: 'gemini-2.5-flash' },
    ]
    await changeAiRoutes({ ctx: engine.context(ADMIN), input: { task: 'professional-summary', routes } })
    const answer = await ask('professional-summary', SUMMARY, { token })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ service: 'gemini' })
    expect((await newest())?.costUsd).toBeGreaterThan(0)
  })

  test('is told that a model has no price, where a task has no other', async () => {
    const token = await limited()
    const routes = [{ service: 'groq', model: 'nobody-knows-it' }]
    await changeAiRoutes({ ctx: engine.context(ADMIN), input: { task: 'professional-summary', routes } })
    const answer = await ask('professional-summary', SUMMARY, { token })
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'unpriced-model' }])
    expect(await newest()).toMatchObject({ refusal: 'unpriced-model', model: 'nobody-knows-it', ending: 'refused' })
  })

  test('is held to the dearest model that may answer it', async () => {
    const token = await limited()
    const routes = [
      { service: 'gemini', model: 'gemini-2.5-flash' },
      { service: 'groq', model: 'dear' },
    ]
    await changeAiRoutes({ ctx: engine.context(ADMIN), input: { task: 'professional-summary', routes } })
    const dear = setPriceSchema.parse({ service: 'groq', model: 'dear', inputUsd: 0, outputUsd: 5000 })
    await setPrice({ ctx: engine.context(ADMIN), input: dear })
    simulator.fault({ service: 'gemini', kind: 'slow', latencyMs: 1000 })
    const seenBefore = simulator.seen().length
    const first = ask('professional-summary', SUMMARY, { token })
    await expect.poll(() => simulator.seen().length).toBeGreaterThan(seenBefore)
    const second = await ask('professional-summary', SUMMARY, { token })
    expect([second.status, await second.json()]).toMatchObject([429, { code: 'token-budget-held' }])
    expect((await first).status).toBe(200)
  })

  test('pays for what was said until it left', async () => {
    const token = await limited()
    const routes = [{ service: 'groq', model: 'llama-3.3-70b-versatile' }]
    await changeAiRoutes({ ctx: engine.context(ADMIN), input: { task: 'professional-summary', routes } })
    simulator.fault({ service: 'groq', kind: 'stall-mid-stream', latencyMs: 20_000 })
    const leaving = new AbortController()
    const answer = await ask('professional-summary', SUMMARY, { token, stream: true, signal: leaving.signal })
    const reader = answer.body?.getReader()
    for (let read = 0; read < 2; read += 1) await reader?.read()
    leaving.abort()
    await expect.poll(newest, { timeout: 5000 }).toMatchObject({ outcome: 'aborted' })
    const row = await newest()
    expect(row).toMatchObject({ isEstimated: true, pricedBy: 'list' })
    expect(row?.costUsd).toBeGreaterThan(0)
  })
})
