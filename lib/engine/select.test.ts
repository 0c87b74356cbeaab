import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Wanted } from './availability'
import { freshKey } from './fresh'
import { keyOf } from './key.fixture'
import { type Candidate, exhausted, select } from './select'
import type { KeyState } from './state'
import { type Cooldown, type Key, STRATEGIES, type Strategy } from './vocabulary'

const NOW = Date.UTC(2026, 10, 22, 6, 30)
const ANY: Wanted = { model: null, units: 1 }
const NONE: ReadonlySet<string> = new Set()

function candidate(id: string, key: Partial<Key> = {}, state: Partial<KeyState> = {}): Candidate {
  return { key: keyOf({ id, ...key }), state: { ...freshKey('UTC', NOW), ...state }, account: null }
}

function rest(until: number, more: Partial<Cooldown> = {}): Cooldown {
  return { scope: 'key', model: null, reason: 'rate-limited', provenance: 'hint', startedAt: NOW, until, ...more }
}

const pick = (candidates: Candidate[], strategy: Strategy, wanted = ANY, excluded = NONE) =>
  select(candidates, wanted, strategy, excluded, NOW)?.key.id ?? null

it.each<[Strategy, Candidate, Candidate]>([
  ['score', candidate('worse', { priority: 40 }), candidate('better', { priority: 20 })],
  ['score', candidate('worse', {}, { failuresAt: [NOW] }), candidate('better', { priority: 20 })],
  [
    'priority',
    candidate('worse', { priority: 2 }, { lastOutcome: 'success' }),
    candidate('better', { priority: 1 }, { failuresAt: [NOW] }),
  ],
  ['round-robin', candidate('worse', {}, { leaseOrder: 7 }), candidate('better', { priority: 9 }, { leaseOrder: 3 })],
  [
    'least-used',
    candidate('worse', { dailyLimit: 100 }, { inFlightUnits: 50 }),
    candidate('better', { dailyLimit: 1000 }, { inFlightUnits: 60 }),
  ],
  ['least-used', candidate('worse', {}, { inFlightUnits: 5 }), candidate('better', {}, { inFlightUnits: 4 })],
  ['weighted', candidate('worse', {}, { virtualTime: 2 }), candidate('better', {}, { virtualTime: 1 })],
])('%s prefers what it promises to', (strategy, worse, better) => {
  expect(pick([worse, better], strategy)).toBe('better')
  expect(pick([better, worse], strategy)).toBe('better')
})

it('equal keys are used in the order of their last lease, new ones in the order they were added', () => {
  for (const strategy of STRATEGIES) {
    expect(pick([candidate('late', {}, { leaseOrder: 2 }), candidate('early', {}, { leaseOrder: 1 })], strategy)).toBe(
      'early',
    )
    expect(pick([candidate('first'), candidate('second')], strategy)).toBe('first')
  }
})

it('never picks a key that rests for the model, is out, is full, is excluded or may not serve the model', () => {
  const unfit = [
    candidate('resting', {}, { cooldowns: [rest(NOW + 1)] }),
    candidate('resting-model', {}, { cooldowns: [rest(NOW + 1, { scope: 'key-model', model: 'm' })] }),
    candidate('out', {}, { status: 'rejected' }),
    candidate('expired', { expiresAt: NOW }),
    candidate('full', { dailyLimit: 3 }, { inFlightUnits: 1 }),
    candidate('busy', { concurrencyLimit: 1 }, { inFlight: 1 }),
    candidate('other-models', { models: ['x'] }),
    candidate('tried'),
  ]
  const fit = candidate('fit', { priority: 998 })
  const wanted = { model: 'm', units: 3 }
  fc.assert(
    fc.property(fc.constantFrom(...STRATEGIES), fc.shuffledSubarray(unfit), (strategy, some) => {
      expect(pick(some, strategy, wanted, new Set(['tried']))).toBeNull()
      expect(pick([...some, fit], strategy, wanted, new Set(['tried']))).toBe('fit')
    }),
  )
})

it.each<[string, Candidate[], string, number | null]>([
  [
    'limits, when a key rests for a limit',
    [candidate('a', {}, { cooldowns: [rest(NOW + 9)] }), candidate('b', {}, { status: 'rejected' })],
    'limits',
    NOW + 9,
  ],
  [
    'service-down, when keys rest for the service',
    [candidate('a', {}, { cooldowns: [rest(NOW + 9, { reason: 'overloaded' })] })],
    'service-down',
    NOW + 9,
  ],
  ['no-usable-key, when only a person can help', [candidate('a', {}, { status: 'paused' })], 'no-usable-key', null],
  ['no-usable-key, when there is none', [], 'no-usable-key', null],
])('exhausted is put down to %s', (_, candidates, cause, retryAt) => {
  expect(exhausted('groq', candidates, ANY, NONE, NOW)).toMatchObject({ cause, retryAt, keyCount: candidates.length })
})

it('of several rests the one that ends last decides when the key is back', () => {
  const both = [rest(NOW + 5), rest(NOW + 50, { reason: 'quota-exhausted' })]
  const { retryAt, reasons } = exhausted('groq', [candidate('a', {}, { cooldowns: both })], ANY, NONE, NOW)
  expect([retryAt, reasons[0]?.reason]).toEqual([NOW + 50, 'quota-exhausted'])
})
