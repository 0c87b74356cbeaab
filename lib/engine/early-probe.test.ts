import { expect, test } from 'vitest'
import { keysToProbe, withoutRest } from './early-probe'
import { freshAccount, freshKey } from './fresh'
import { keyOf } from './key.fixture'
import type { Candidate } from './select'
import type { KeyState } from './state'
import { type Cooldown, HOUR_MS, MINUTE_MS, SECOND_MS } from './vocabulary'

const START = Date.UTC(2026, 10, 22, 6, 30)
const NEVER = new Map<string, number>()

function restOf(more: Partial<Cooldown> = {}): Cooldown {
  const until = START + MINUTE_MS
  return { scope: 'key', model: null, reason: 'overloaded', provenance: 'guess', startedAt: START, until, ...more }
}

function candidateOf(
  id: string,
  state: Partial<KeyState>,
  shared: { account?: string; rest?: Cooldown } = {},
): Candidate {
  const { account = null, rest } = shared
  const common = account === null ? null : { ...freshAccount('UTC', START), cooldowns: rest ? [rest] : [] }
  return { key: keyOf({ id, account }), state: { ...freshKey('UTC', START), ...state }, account: common }
}

const resting = (id: string, more: Partial<Cooldown> = {}) => candidateOf(id, { cooldowns: [restOf(more)] })
const ids = (candidates: Candidate[], afterMs: number, probedAt = NEVER, meetsRateLimit = false) =>
  keysToProbe(candidates, probedAt, meetsRateLimit, START + afterMs).map(({ keyId }) => keyId)

test('a guess is probed after half its time, not before and not after its end', () => {
  const keys = [resting('a')]
  expect([29 * SECOND_MS, 30 * SECOND_MS, 59 * SECOND_MS, MINUTE_MS].map(afterMs => ids(keys, afterMs))).toEqual([
    [],
    ['a'],
    ['a'],
    [],
  ])
})

test.each([
  ['overloaded', true],
  ['service-error', true],
  ['unreachable', true],
  ['timed-out', true],
  ['rate-limited', false],
  ['quota-exhausted', false],
  ['model-forbidden', false],
] as const)('a free list of models can tell of %s: %s', (reason, canTell) => {
  expect(ids([resting('a', { reason })], 40 * SECOND_MS)).toEqual(canTell ? ['a'] : [])
})

test('a rate limit is probed only where the probe counts against it, and a day’s quota never', () => {
  const keys = [resting('a', { reason: 'rate-limited' }), resting('b', { reason: 'quota-exhausted' })]
  expect(ids(keys, 40 * SECOND_MS, NEVER, true)).toEqual(['a'])
})

test('what the upstream told and what rests for one model is never probed', () => {
  const keys = [
    resting('hinted', { provenance: 'hint' }),
    resting('window', { provenance: 'window' }),
    resting('model', { scope: 'key-model', model: 'm' }),
    candidateOf('paused', { status: 'paused', cooldowns: [restOf()] }),
  ]
  expect(ids(keys, 40 * SECOND_MS)).toEqual([])
})

test('a guess beneath a longer rest is not probed: ending it would bring nobody back', () => {
  const longer = restOf({ scope: 'account', provenance: 'hint', until: START + HOUR_MS })
  const key = candidateOf('a', { cooldowns: [restOf()] }, { account: 'team', rest: longer })
  expect(ids([key], 40 * SECOND_MS)).toEqual([])
})

test('one key speaks for the rest of its account', () => {
  const rest = restOf({ scope: 'account', reason: 'rate-limited' })
  const keys = ['a', 'b', 'c'].map(id => candidateOf(id, {}, { account: id === 'c' ? 'other' : 'team', rest }))
  expect(ids(keys, 40 * SECOND_MS, NEVER, true)).toEqual(['a', 'c'])
})

test('a pass probes three keys at most, those that waited longest first, and each again only after a minute', () => {
  const until = START + HOUR_MS
  const keys = ['a', 'b', 'c', 'd', 'e'].map(id => resting(id, { until }))
  const at = HOUR_MS / 2
  expect(ids(keys, at)).toEqual(['a', 'b', 'c'])
  const probed = new Map(['a', 'b', 'c'].map(id => [id, START + at]))
  expect(ids(keys, at + 15 * SECOND_MS, probed)).toEqual(['d', 'e'])
  expect(ids(keys, at + MINUTE_MS, probed)).toEqual(['d', 'e', 'a'])
})

test('a key out of credit is probed an hour after it went out, and once an hour', () => {
  const keys = [candidateOf('a', { status: 'out-of-credit', statusSince: START })]
  expect(ids(keys, HOUR_MS - 1)).toEqual([])
  expect(ids(keys, HOUR_MS)).toEqual(['a'])
  const probed = new Map([['a', START + HOUR_MS]])
  expect(ids(keys, HOUR_MS + 30 * MINUTE_MS, probed)).toEqual([])
  expect(ids(keys, 2 * HOUR_MS, probed)).toEqual(['a'])
})

test('keys that a person must look at are left alone', () => {
  const out = (['rejected', 'suspended', 'paused', 'expired'] as const).map(status =>
    candidateOf(status, { status, statusSince: START, cooldowns: [restOf({ until: START + 3 * HOUR_MS })] }),
  )
  expect(ids(out, 2 * HOUR_MS)).toEqual([])
})

test('ending a rest leaves one that was lengthened meanwhile', () => {
  const rest = restOf()
  const other = restOf({ scope: 'key-model', model: 'm' })
  expect(withoutRest([rest, other], rest)).toEqual([other])
  const longer = [restOf({ startedAt: START + 1, until: START + HOUR_MS })]
  expect(withoutRest(longer, rest)).toBe(longer)
})
