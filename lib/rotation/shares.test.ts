import { expect, test } from 'vitest'
import { freshKey } from '@/lib/engine/fresh'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import type { Candidate } from '@/lib/engine/select'
import type { KeyState } from '@/lib/engine/state'
import type { Key, Strategy } from '@/lib/engine/vocabulary'
import { playShares } from './shares'

const NOW = Date.UTC(2026, 10, 22, 12)

function candidate(id: string, key: Partial<Key> = {}, state: Partial<KeyState> = {}): Candidate {
  return { key: keyOf({ id, name: id, ...key }), state: { ...freshKey('UTC', NOW), ...state }, account: null }
}

function played(strategy: Strategy, candidates: readonly Candidate[], intervalMs = 1000) {
  const traffic = { pickCount: 100, intervalMs, startAt: NOW }
  const { picks, unservedCount } = playShares('groq', { ...DEFAULT_POLICY, strategy }, candidates, traffic)
  return { ...Object.fromEntries(picks), unserved: unservedCount }
}

test('traffic is shared by weight, in turns, or by priority, as the strategy says', () => {
  const keys = [candidate('a', { weight: 1 }), candidate('b', { weight: 3, priority: 2 })]
  expect(played('weighted', keys)).toEqual({ a: 25, b: 75, unserved: 0 })
  expect(played('round-robin', keys)).toEqual({ a: 50, b: 50, unserved: 0 })
  expect(played('priority', keys)).toEqual({ a: 100, unserved: 0 })
})

test('a key that rests gets its part from the end of its rest on', () => {
  const rest = {
    ...({ scope: 'key', model: null, reason: 'rate-limited', provenance: 'hint' } as const),
    ...{ startedAt: NOW, until: NOW + 60_000 },
  }
  const keys = [candidate('a', {}, { cooldowns: [rest] }), candidate('b')]
  expect(played('round-robin', keys)).toEqual({ a: 20, b: 80, unserved: 0 })
})

test('a full minute sends traffic to the next key, and where there is none it is not served', () => {
  const limited = candidate('a', { minuteLimit: 10 })
  expect(played('priority', [limited, candidate('b', { priority: 2 })], 100)).toEqual({ a: 10, b: 90, unserved: 0 })
  expect(played('priority', [limited], 100)).toEqual({ a: 10, unserved: 90 })
})

test('a paused key gets nothing, and no keys serve nothing', () => {
  const paused = candidate('a', {}, { status: 'paused' })
  expect(played('score', [paused, candidate('b')])).toEqual({ b: 100, unserved: 0 })
  expect(played('score', [])).toEqual({ unserved: 100 })
})

test('playing changes none of the keys it was given, and comes to the same twice', () => {
  const account = { ...freshKey('UTC', NOW), minute: [] }
  const keys = [
    { ...candidate('a', { account: 'org', dailyLimit: 1000 }), account },
    { ...candidate('b', { account: 'org', dailyLimit: 1000 }), account },
    candidate('c', { dailyLimit: 50 }),
  ]
  const before = structuredClone(keys)
  const first = played('score', keys)
  expect(keys).toEqual(before)
  expect(played('score', keys)).toEqual(first)
})
