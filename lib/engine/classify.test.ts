import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ClassifyFacts, classify } from './classify'
import type { ClassifyRule } from './classify-rule'
import { REST } from './defaults'
import { DEFAULT_POLICY } from './policy'
import { OUTCOME_KINDS, type Scope, type Signal } from './vocabulary'

const NOW = Date.parse('2026-11-22T06:30:00Z')

function facts(changes: Partial<ClassifyFacts> = {}): ClassifyFacts {
  return { id: 'acme', rules: [], policy: DEFAULT_POLICY, isSafeToRepeat: true, ...changes }
}

function response(status: number, body: unknown = '', headers: Record<string, string> = {}): Signal {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'response', status, headers, body: text, model: 'm', at: NOW }
}

describe('what came without an answer', () => {
  const at = { model: 'm', at: NOW }
  test.each<[Signal, string, string]>([
    [{ kind: 'stream-cut', ...at }, 'broken-stream', 'service'],
    [{ kind: 'unreachable', code: 'ECONNREFUSED', wasSent: false, ...at }, 'unreachable', 'service'],
    [{ kind: 'timed-out', phase: 'first-byte', wasSent: true, ...at }, 'timed-out', 'service'],
    [{ kind: 'aborted', ...at }, 'aborted', 'nobody'],
  ])('%j', (signal, kind, blame) => expect(classify(signal, facts())).toMatchObject({ kind, blame, status: null }))

  test.each([
    [true, false, true],
    [true, true, false],
    [false, false, false],
  ])('sent %j, safe to repeat %j: ambiguous %j', (wasSent, isSafeToRepeat, isAmbiguous) => {
    const cut: Signal = { kind: 'unreachable', code: 'ECONNRESET', wasSent, ...at }
    const late: Signal = { kind: 'timed-out', phase: 'first-byte', wasSent, ...at }
    for (const signal of [cut, late]) expect(classify(signal, facts({ isSafeToRepeat })).isAmbiguous).toBe(isAmbiguous)
  })
})

test.each([200, 201, 204, 304, 307])('%i passes, whatever its body says', status =>
  expect(classify(response(status, 'quota exceeded'), facts())).toMatchObject({
    kind: 'success',
    blame: 'nobody',
    status,
  }),
)

test.each<[Scope, string]>([
  ['account', 'account'],
  ['account-model', 'account'],
  ['key-model', 'model'],
  ['key', 'key'],
])('a limit of scope %s speaks about the %s', (limitScope, blame) =>
  expect(classify(response(429), facts({ policy: { limitScope } })).blame).toBe(blame),
)

test('limits are learned from success and refusal, from headers and body', () => {
  const headers = { 'x-ratelimit-limit-requests': '30', 'x-ratelimit-remaining-requests': '0' }
  expect(classify(response(200, '', headers), facts()).learned).toMatchObject([{ limit: 30, remaining: 0, model: 'm' }])
  const message = 'Rate limit reached on tokens per day (TPD): Limit 100000, Used 97050, Requested 3619.'
  expect(classify(response(429, { error: { message } }, headers), facts()).learned).toMatchObject([
    { unit: 'requests', limit: 30 },
    { unit: 'tokens', per: 'day', limit: 100_000, remaining: 2950 },
  ])
  const violations = [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '250' }]
  expect(classify(response(429, { error: { details: [{ violations }] } }), facts()).learned).toMatchObject([
    { unit: 'requests', per: 'day', limit: 250, remaining: null },
  ])
})

test('a limit of the account is learned for all models', () =>
  expect(
    classify(response(200, '', { 'ratelimit-limit': '5' }), facts({ policy: { limitScope: 'account' } })).learned,
  ).toMatchObject([{ model: null }]))

describe('an operator’s rows', () => {
  const rows: readonly ClassifyRule[] = [
    { name: 'by header', header: { name: 'X-Reason', equals: ['Trial'] }, means: { outcome: 'quota-exhausted' } },
    { name: 'by number', field: { path: 'code', equals: ['1302'] }, means: { outcome: 'rate-limited' } },
    { name: 'by list', field: { path: 'errors[].type', contains: ['ACCOUNT'] }, means: { outcome: 'out-of-credit' } },
    { name: 'by text', status: [400], text: ['DEGRADED function'], means: { outcome: 'overloaded' } },
    { name: 'later', status: [400], means: { outcome: 'too-large', blame: 'service', window: 'month' } },
  ]
  test.each([
    [response(400, '', { 'x-reason': 'trial' }), 'quota-exhausted', 'acme: by header'],
    [response(400, { code: 1302 }), 'rate-limited', 'acme: by number'],
    [response(400, [{ code: 1302 }]), 'rate-limited', 'acme: by number'],
    [response(400, { errors: [{ type: 'x' }, { type: 'no_account_left' }] }), 'out-of-credit', 'acme: by list'],
    [response(400, 'degraded FUNCTION cannot be invoked'), 'overloaded', 'acme: by text'],
    [response(400, '{"code":'), 'too-large', 'acme: later'],
    [response(404, 'degraded function'), 'caller-error', 'general: status 404'],
  ])('%#', (signal, kind, rule) => expect(classify(signal, facts({ rules: rows }))).toMatchObject({ kind, rule }))

  test('state blame and window of their own', () =>
    expect(classify(response(400), facts({ rules: rows }))).toMatchObject({ blame: 'service', window: 'month' }))

  test('with a status do not hear an error inside a stream, unless it states that status', () => {
    const inStream = (body: unknown): Signal => ({
      kind: 'stream-error',
      headers: {},
      body: JSON.stringify(body),
      model: 'm',
      at: NOW,
    })
    const limited: readonly ClassifyRule[] = [{ name: 'limited', status: [429], means: { outcome: 'rate-limited' } }]
    expect(classify(inStream({ error: { message: 'x' } }), facts({ rules: limited })).kind).toBe('broken-stream')
    expect(classify(inStream({ error: { code: 429 } }), facts({ rules: limited })).rule).toBe('acme: limited')
    expect(classify(inStream({ error: { code: 503 } }), facts({ rules: limited })).kind).toBe('overloaded')
  })
})

/** Bodies that contain every phrase a rule could be tempted by. */
const tempting = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .subarray([
      'quota',
      'overload',
      'rate limit',
      'per day',
      'invalid api key',
      'has been suspended',
      'try again in 9s',
    ])
    .map(words => words.join(' ')),
)

describe('whatever comes', () => {
  test('a caller’s mistake never speaks against a key, whatever its text says', () => {
    const mistakes = fc.constantFrom(
      400,
      404,
      405,
      406,
      409,
      410,
      411,
      413,
      414,
      415,
      416,
      417,
      418,
      422,
      425,
      431,
      451,
      499,
    )
    fc.assert(
      fc.property(mistakes, tempting, (status, body) => {
        const outcome = classify(response(status, body), facts())
        expect(outcome.blame).toBe('caller')
        expect(outcome.hintUntil).toBeNull()
      }),
    )
  })

  test('429 always limits', () => {
    fc.assert(
      fc.property(tempting, body => {
        expect(['rate-limited', 'quota-exhausted', 'out-of-credit']).toContain(
          classify(response(429, body), facts()).kind,
        )
      }),
    )
  })

  test('it never throws, and its hint is within its bounds', () => {
    const headers = fc.dictionary(
      fc.constantFrom('retry-after', 'ratelimit-reset', 'x-ratelimit-reset-tokens'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), tempting, headers, (status, body, seen) => {
        const outcome = classify(response(status, body, seen), facts())
        expect(OUTCOME_KINDS).toContain(outcome.kind)
        if (outcome.hintUntil === null) return
        expect(outcome.hintUntil).toBeGreaterThan(NOW)
        expect(outcome.hintUntil).toBeLessThanOrEqual(NOW + REST.hintCapMs)
      }),
    )
  })
})

describe('limits on good answers', () => {
  const headers = { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '7' }
  const answer = { kind: 'response', status: 200, body: '', model: 'm', at: 1_800_000_000_000 } as const
  const facts = { id: 'groq', rules: [], policy: { limitScope: 'key-model' }, isSafeToRepeat: true } as const

  test('are read, unless they were read a moment ago', () => {
    expect(classify({ ...answer, headers }, facts).learned).toHaveLength(1)
    expect(classify({ ...answer, headers }, { ...facts, isLearning: false }).learned).toEqual([])
  })

  test('are read from every answer that says one is used up', () => {
    const usedUp = { ...headers, 'x-ratelimit-remaining-requests': '0' }
    expect(classify({ ...answer, headers: usedUp }, { ...facts, isLearning: false }).learned).toMatchObject([
      { remaining: 0 },
    ])
  })
})
