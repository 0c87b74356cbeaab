import { describe, expect, test } from 'vitest'
import {
  type AlertFact,
  alertSentence,
  DEFAULT_ALERT_RULES,
  type KeySnapshot,
  openAlerts,
  type ServiceSnapshot,
  withoutEchoes,
} from './alert-rules'
import { CLOSED, openCircuit } from './circuit'
import { HOUR_MS, MINUTE_MS } from './vocabulary'

const start = Date.parse('2026-11-22T12:00:00Z')
const CLEAN: KeySnapshot = {
  id: 'k1',
  name: 'GROQ_API_KEY',
  masked: 'gsk_ab…3f',
  account: null,
  status: 'active',
  statusReason: null,
  isResting: false,
  used: 0,
  dailyLimit: 100,
  resetAt: start + HOUR_MS,
  failuresAt: [],
}

function factsOf(keys: readonly Partial<KeySnapshot>[], service: Partial<ServiceSnapshot> = {}): AlertFact[] {
  const made = keys.map((key, index) => ({ ...CLEAN, id: `k${index + 1}`, ...key }))
  const services = [{ id: 'groq', circuit: CLOSED, exhausted: null, keys: made, ...service }]
  return openAlerts({ services }, () => DEFAULT_ALERT_RULES, start)
}
const codesOf = (...facts: Parameters<typeof factsOf>) => factsOf(...facts).map(({ code, keyId }) => [code, keyId])

describe('each condition, just below and just over its threshold', () => {
  const failures = (...agesMs: number[]) => ({ failuresAt: agesMs.map(ageMs => start - ageMs) })
  test.each<[string, Partial<KeySnapshot>[], Partial<ServiceSnapshot>, unknown[]]>([
    ['80 % of the daily limit', [{ used: 80 }], {}, []],
    ['over 80 %', [{ used: 81 }], {}, [['usage-high', 'k1']]],
    ['over 80 % of a day that has ended', [{ used: 81, resetAt: start }], {}, []],
    ['much use without a limit', [{ used: 1e6, dailyLimit: null }], {}, []],
    [
      "an account's usage, once",
      [
        { used: 90, account: 'a' },
        { used: 90, account: 'a' },
      ],
      {},
      [['usage-high', 'k1']],
    ],
    ['2 failures', [failures(1, 2)], {}, []],
    ['3 failures', [failures(3, 2, 1)], {}, [['repeated-failures', 'k1']]],
    ['3 failures, one too old', [failures(5 * MINUTE_MS, 2, 1)], {}, []],
    ['half of the keys healthy', [{}, { isResting: true }], {}, []],
    ['fewer than half', [{}, { isResting: true }, { isResting: true }], {}, [['few-healthy', null]]],
    ['paused keys count nowhere', [{}, { status: 'paused' }, { status: 'paused' }], {}, []],
    ['no keys at all', [], { exhausted: { cause: 'no-usable-key', retryAt: null } }, []],
    ['every key exhausted', [{}], { exhausted: { cause: 'limits', retryAt: start + 1 } }, [['exhausted', null]]],
    ['a rejected key', [{ status: 'rejected' }, {}], {}, [['key-rejected', 'k1']]],
    ['a suspended key', [{ status: 'suspended' }, {}], {}, [['key-suspended', 'k1']]],
    ['a key out of credit', [{ status: 'out-of-credit' }, {}], {}, [['out-of-credit', 'k1']]],
    ['an open circuit', [{}], { circuit: openCircuit(CLOSED, 'overloaded', start) }, [['circuit-open', null]]],
    [
      'an open circuit is not also reported as exhausted',
      [{}],
      {
        circuit: openCircuit(CLOSED, 'overloaded', start),
        exhausted: { cause: 'service-down', retryAt: start + 1 },
      },
      [['circuit-open', null]],
    ],
  ])('%s', (_, keys, service, expected) => {
    expect(codesOf(keys, service)).toEqual(expected)
  })
})

describe('each condition has its sentence', () => {
  const sentence = (...facts: Parameters<typeof factsOf>) => factsOf(...facts).map(alertSentence)
  test.each<[Partial<KeySnapshot>[], Partial<ServiceSnapshot>, string]>([
    [
      [{ used: 81 }],
      {},
      'Key GROQ_API_KEY (gsk_ab…3f) of groq has used 81 % of its daily limit (81 of 100); it resets at 2026-11-22T13:00:00Z.',
    ],
    [
      [{ used: 100, account: 'acme' }],
      {},
      'Account acme of groq has used 100 % of its daily limit (100 of 100); it resets at 2026-11-22T13:00:00Z.',
    ],
    [
      [{ failuresAt: [start, start, start] }],
      {},
      'Key GROQ_API_KEY (gsk_ab…3f) of groq failed 3 times within 5 minutes.',
    ],
    [
      [{ status: 'rejected', statusReason: 'invalid_api_key' }, {}],
      {},
      'Key GROQ_API_KEY (gsk_ab…3f) of groq was rejected (invalid_api_key) and needs review.',
    ],
    [[{ status: 'suspended' }, {}], {}, 'Key GROQ_API_KEY (gsk_ab…3f) of groq is suspended and needs review.'],
    [[{ status: 'out-of-credit' }, {}], {}, 'Key GROQ_API_KEY (gsk_ab…3f) of groq is out of credit.'],
    [[{}, { isResting: true }, { isResting: true }], {}, 'Only 1 of 3 keys of groq is healthy.'],
    [
      [{}],
      { exhausted: { cause: 'limits', retryAt: start + MINUTE_MS } },
      'No key of groq may work now (1 in all); the first returns at 2026-11-22T12:01:00Z.',
    ],
    [
      [{}],
      { exhausted: { cause: 'no-usable-key', retryAt: null } },
      'No key of groq may work now (1 in all); none returns by itself.',
    ],
    [
      [{}],
      { circuit: openCircuit(CLOSED, 'overloaded', start) },
      'groq itself is failing (overloaded): no request before 2026-11-22T12:00:05Z.',
    ],
  ])('%j %j', (keys, service, expected) => {
    expect(sentence(keys, service)).toContain(expected)
  })
})

test('a service whose keys rest for one model is said to be exhausted for that model alone', () => {
  const exhausted = { cause: 'limits', retryAt: start + 1000, model: 'gemini-2.5-pro' } as const
  const [fact] = factsOf([{}, {}], { id: 'gemini', exhausted })
  expect(fact).toMatchObject({ code: 'exhausted', model: 'gemini-2.5-pro' })
  expect(fact && alertSentence(fact)).toBe(
    'No key of gemini may serve gemini-2.5-pro now (2 in all); the first returns at 2026-11-22T12:00:01Z.',
  )
})

test('one fact is told once: the stronger alert of a service swallows the weaker, and no other service’s', () => {
  const alerts = (...told: string[]) =>
    told.map(text => ({ service: text.split(' ')[0] ?? '', code: text.split(' ')[1] ?? '' }))
  const kept = (...told: string[]) => withoutEchoes(alerts(...told)).map(({ service, code }) => `${service} ${code}`)
  expect(kept('groq few-healthy', 'groq exhausted', 'groq key-rejected')).toEqual([
    'groq exhausted',
    'groq key-rejected',
  ])
  expect(kept('groq circuit-open', 'groq exhausted', 'groq few-healthy')).toEqual(['groq circuit-open'])
  expect(kept('groq exhausted', 'gemini few-healthy')).toEqual(['groq exhausted', 'gemini few-healthy'])
  expect(kept('groq few-healthy')).toEqual(['groq few-healthy'])
})
