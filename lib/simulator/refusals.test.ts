import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSimulator } from './simulator'
import { sampleCall } from './traffic-calls'
import type { FaultKind, SampledService, Simulator } from './vocabulary'

/** Every trouble in every service's own form: status, and what its body and headers must carry. */
type Form = { status: number; body: object | string; headers?: Record<string, RegExp> }

const SECRET: Record<SampledService, string> = {
  openai: 'sk-proj-simulated-0001',
  groq: 'gsk_simulated0000000001',
  gemini: 'AIzaSySimulated000000001',
  anthropic: 'sk-ant-api03-simulated01',
  resend: 're_simulated_00000001',
}
const SECONDS = /^\d+$/
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

const openaiError = (code: string, type?: string) => ({ error: { code, ...(type ? { type } : {}) } })
const geminiError = (code: number, status: string, details?: object[]) => ({
  error: { code, status, ...(details ? { details: details.map(each => expect.objectContaining(each)) } : {}) },
})
const anthropicError = (type: string) => ({ type: 'error', error: { type }, request_id: expect.any(String) })
const resendError = (statusCode: number, name: string) => ({ statusCode, name, message: expect.any(String) })
const violation = (quotaId: string, quotaValue: string) => ({
  violations: [expect.objectContaining({ quotaId: expect.stringContaining(quotaId), quotaValue })],
})

const FORMS: Record<SampledService, Partial<Record<FaultKind, Form>>> = {
  groq: {
    'minute-limit': { status: 429, body: openaiError('rate_limit_exceeded'), headers: { 'retry-after': SECONDS } },
    'day-limit': { status: 429, body: { error: { message: expect.stringContaining('requests per day (RPD)') } } },
    'out-of-credit': { status: 400, body: openaiError('blocked_api_access') },
    'bad-key': { status: 401, body: openaiError('invalid_api_key') },
    suspended: { status: 400, body: openaiError('organization_restricted') },
    'model-forbidden': { status: 403, body: openaiError('model_permission_blocked_org') },
    unavailable: { status: 503, body: openaiError('service_unavailable') },
    capacity: { status: 498, body: openaiError('capacity_exceeded') },
    'server-error': { status: 500, body: openaiError('internal_server_error') },
    'too-large': { status: 413, body: openaiError('rate_limit_exceeded', 'tokens') },
    'bad-gateway': { status: 502, body: 'Bad Gateway' },
  },
  openai: {
    'minute-limit': {
      status: 429,
      body: openaiError('rate_limit_exceeded', 'requests'),
      headers: { 'retry-after-ms': SECONDS, 'x-ratelimit-reset-requests': /s$/ },
    },
    'out-of-credit': { status: 429, body: openaiError('insufficient_quota', 'insufficient_quota') },
    'bad-key': { status: 401, body: openaiError('invalid_api_key') },
    suspended: { status: 401, body: openaiError('account_deactivated') },
    'model-forbidden': { status: 403, body: openaiError('model_not_found') },
    unavailable: { status: 503, body: openaiError('server_is_overloaded') },
    'server-error': { status: 500, body: { error: { type: 'server_error' } } },
  },
  gemini: {
    'minute-limit': {
      status: 429,
      body: geminiError(429, 'RESOURCE_EXHAUSTED', [
        violation('PerMinute', '30'),
        {},
        { retryDelay: expect.stringMatching(/^\d+(\.\d+)?s$/) },
      ]),
    },
    'day-limit': {
      status: 429,
      body: geminiError(429, 'RESOURCE_EXHAUSTED', [violation('PerDay', '30'), {}, { retryDelay: '0.964s' }]),
    },
    'model-forbidden': {
      status: 429,
      body: geminiError(429, 'RESOURCE_EXHAUSTED', [violation('PerDay', '0'), {}, {}]),
    },
    'out-of-credit': { status: 402, body: geminiError(402, 'FAILED_PRECONDITION') },
    'bad-key': { status: 400, body: geminiError(400, 'INVALID_ARGUMENT', [{ reason: 'API_KEY_INVALID' }, {}]) },
    suspended: {
      status: 403,
      body: { error: { message: expect.stringContaining(`api_key:${SECRET.gemini}`), status: 'PERMISSION_DENIED' } },
    },
    leaked: { status: 403, body: { error: { message: expect.stringContaining('reported as leaked') } } },
    unavailable: { status: 503, body: geminiError(503, 'UNAVAILABLE') },
    'server-error': { status: 500, body: geminiError(500, 'INTERNAL') },
  },
  anthropic: {
    'minute-limit': {
      status: 429,
      body: anthropicError('rate_limit_error'),
      headers: { 'retry-after': SECONDS, 'anthropic-ratelimit-requests-reset': RFC3339 },
    },
    'out-of-credit': {
      status: 400,
      body: { error: { message: expect.stringContaining('credit balance is too low') } },
    },
    'bad-key': { status: 401, body: anthropicError('authentication_error') },
    suspended: { status: 403, body: anthropicError('permission_error') },
    'model-forbidden': { status: 403, body: anthropicError('permission_error') },
    overloaded: { status: 529, body: anthropicError('overloaded_error') },
    'server-error': { status: 500, body: anthropicError('api_error') },
    'too-large': { status: 413, body: anthropicError('request_too_large') },
  },
  resend: {
    'minute-limit': {
      status: 429,
      body: resendError(429, 'rate_limit_exceeded'),
      headers: { 'retry-after': SECONDS, 'ratelimit-reset': SECONDS },
    },
    'day-limit': { status: 429, body: resendError(429, 'daily_quota_exceeded') },
    'out-of-credit': { status: 429, body: resendError(429, 'monthly_quota_exceeded') },
    'bad-key': { status: 403, body: resendError(403, 'invalid_api_key') },
    restricted: { status: 401, body: resendError(401, 'restricted_api_key') },
    'server-error': { status: 500, body: resendError(500, 'internal_server_error') },
  },
}

let simulator: Simulator
beforeAll(async () => {
  const keys = Object.entries(SECRET).map(([service, secret]) => ({ service: asService(service), secret }))
  simulator = await startSimulator({ keys })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

describe.each(Object.keys(FORMS).map(asService))('%s', service => {
  test.each(Object.keys(FORMS[service]).map(kind => [kind]))('says %s in its own form', async kind => {
    const form = formOf(service, kind)
    simulator.fault({ service, kind: asKind(kind), times: 1 })
    const answer = await post(service, SECRET[service])
    expect(answer.status).toBe(form.status)
    if (typeof form.body === 'string') expect(answer.text).toContain(form.body)
    else expect(JSON.parse(answer.text)).toMatchObject(form.body)
    for (const [name, value] of Object.entries(form.headers ?? {})) expect(answer.headers.get(name)).toMatch(value)
    expect((await post(service, SECRET[service])).status).toBe(200)
    expect(simulator.seen().map(seen => seen.fault)).toEqual([kind, null])
  })

  test('refuses a key it does not know, and a request without one', async () => {
    const expected = formOf(service, 'bad-key')
    expect((await post(service, 'unknown-key-000000')).status).toBe(expected.status)
    const missing = await fetch(simulator.origin(service) + sampleCall(service, 'x', false, 0).path, {
      method: 'POST',
      body: '{}',
    })
    expect([401, 403]).toContain(missing.status)
  })

  test('refuses a body that is no JSON, and a path it does not have', async () => {
    const { path, headers } = sampleCall(service, SECRET[service], false, 0)
    const broken = await fetch(simulator.origin(service) + path, { method: 'POST', headers, body: '{"a":' })
    expect(broken.status).toBe(400)
    const lost = await fetch(`${simulator.origin(service)}/v9/nothing`, { method: 'POST', headers, body: '{}' })
    expect(lost.status).toBe(404)
  })
})

test('a limit without a hint carries none, in head or body', async () => {
  for (const service of ['groq', 'openai', 'anthropic', 'resend', 'gemini'] as const) {
    simulator.fault({ service, kind: 'minute-limit', retryAfterMs: null, times: 1 })
    const answer = await post(service, SECRET[service])
    expect(answer.status).toBe(429)
    const hints = [...answer.headers.keys()].filter(name => /retry|reset/.test(name))
    expect(hints).toEqual([])
    expect(answer.text).not.toMatch(/try again in|retry in|retryDelay/)
  }
})

test('a stated hint arrives in each service form', async () => {
  for (const service of ['groq', 'openai', 'anthropic', 'resend'] as const) {
    simulator.fault({ service, kind: 'minute-limit', retryAfterMs: 61_500, times: 1 })
    expect((await post(service, SECRET[service])).headers.get('retry-after')).toBe('62')
  }
  simulator.fault({ service: 'gemini', kind: 'minute-limit', retryAfterMs: 61_500, times: 1 })
  expect((await post('gemini', SECRET.gemini)).text).toContain('"retryDelay":"61.5s"')
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 83_450, times: 1 })
  expect((await post('groq', SECRET.groq)).text).toContain('Please try again in 1m23.45s.')
})

test('anthropic wants its version header', async () => {
  const { path, headers, body } = sampleCall('anthropic', SECRET.anthropic, false, 0)
  const { 'anthropic-version': _, ...without } = headers
  const answer = await fetch(simulator.origin('anthropic') + path, { method: 'POST', headers: without, body })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('anthropic-version')
})

async function post(service: SampledService, secret: string) {
  const { path, headers, body } = sampleCall(service, secret, false, 0)
  const answer = await fetch(simulator.origin(service) + path, { method: 'POST', headers, body })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

function formOf(service: SampledService, kind: string): Form {
  const form = FORMS[service][asKind(kind)]
  if (!form) throw new Error(`no form: ${service} ${kind}`)
  return form
}

/** True because the names come from the tables above. */
function asService(name: string): SampledService {
  return name as SampledService
}
function asKind(name: string): FaultKind {
  return name as FaultKind
}
