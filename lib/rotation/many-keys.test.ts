import { expect, test, vi } from 'vitest'
import { unavailability } from '@/lib/engine/availability'
import { keyOf } from '@/lib/engine/key.fixture'
import type { Lease } from '@/lib/engine/lease'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { type Key, NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import { Pools } from './pools'
import { Ranking } from './ranking'
import { Standings } from './standings'

const NOW = Date.UTC(2026, 10, 22, 12)
const LIMITED: Outcome = {
  ...{ kind: 'rate-limited', blame: 'model', rule: 'test', status: 429, hintUntil: NOW + 60_000, window: null },
  ...{ isAmbiguous: false, learned: [] },
}

function poolOf(keys: readonly Partial<Key>[]) {
  const clock = { now: NOW }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  pools.setService('groq', DEFAULT_POLICY)
  keys.forEach((key, index) => {
    pools.addKey({ key: keyOf({ id: `k${index}`, name: `K${index}`, ...key }), state: null })
  })
  const lease = (model: string | null, units = 1) => pools.lease('groq', { model, units })
  return { pools, clock, lease }
}

test('a request that fits no key looks at each key a bounded number of times', () => {
  const looks = { count: 0 }
  const slots = 500
  const ranking = new Ranking(slots, (_, __, into) => {
    looks.count++
    into.first = 1
  })
  for (let slot = 0; slot < slots; slot++) ranking.refresh(slot, NOW)
  looks.count = 0
  expect(ranking.best(NOW, [], () => false)).toBe(-1)
  expect(looks.count).toBe(slots)
  expect(ranking.best(NOW, [], slot => slot === 7)).toBe(7)
  expect(ranking.best(NOW, [], null)).toBe(0)
})

test('a mail to many goes to the one key that has room for it', () => {
  const { lease } = poolOf([...Array<Partial<Key>>(50).fill({ dailyLimit: 40 }), { dailyLimit: 60, priority: 9 }])
  expect(lease(null, 50)).toMatchObject({ keyId: 'k50' })
  expect(lease(null, 50)).toMatchObject({ kind: 'exhausted' })
  expect(lease(null, 40)).toMatchObject({ units: 40 })
})

test('model names that no key knows share one ranking, and named ones have their own', () => {
  const looks = { count: 0 }
  const standings = new Standings(() => () => {
    looks.count++
  })
  standings.nameModels(['gpt-4o'], 1)
  standings.refresh(0, NOW)
  const other = standings.for('invented-1', NOW)
  looks.count = 0
  expect(standings.for('invented-2', NOW)).toBe(other)
  expect(looks.count).toBe(0)
  expect(standings.for('gpt-4o', NOW)).not.toBe(other)
  standings.nameModels(['gpt-4o'], -1)
  expect(standings.for('invented-3', NOW)).toBe(standings.for(null, NOW))
})

test('a key that serves one model serves no invented one, and comes back for its own after a rest', () => {
  const { pools, clock, lease } = poolOf([{ models: ['gpt-4o'] }])
  expect(lease('invented')).toMatchObject({ kind: 'exhausted' })
  const first = lease('gpt-4o')
  if ('kind' in first) throw new Error('exhausted')
  pools.settle(first, LIMITED, NO_USAGE)
  expect(lease('gpt-4o')).toMatchObject({ kind: 'exhausted' })
  clock.now += 60_000
  expect(lease('gpt-4o')).toMatchObject({ keyId: 'k0' })
  const found = pools.find('k0')
  expect(
    found && unavailability(found.key, found.state, null, { model: 'invented', units: 1 }, clock.now),
  ).toMatchObject({ reason: 'model-not-allowed' })
})

test('the refusal of a pool whose keys all rest is made once, until something changes or a key returns', () => {
  const { pools, clock, lease } = poolOf([{}, {}])
  for (let count = 0; count < 2; count++) {
    const leased = lease(null)
    if ('kind' in leased) throw new Error('exhausted')
    pools.settle(leased, { ...LIMITED, blame: 'key' }, NO_USAGE)
  }
  const refusal = lease('invented-1')
  expect(refusal).toMatchObject({ kind: 'exhausted', retryAt: NOW + 60_000 })
  expect(lease('invented-2')).toBe(refusal)
  pools.decideStatus('k0', { status: 'paused', statusReason: 'paused by ada', statusSince: 0 })
  expect(lease('invented-3')).not.toBe(refusal)
  clock.now += 60_000
  expect(lease('invented-3')).toMatchObject({ keyId: 'k1' })
})

test('the count of resting keys follows rests, resets and time', () => {
  const { pools, clock, lease } = poolOf([{}, { account: 'a' }, { account: 'a' }])
  const leased = lease(null)
  if ('kind' in leased) throw new Error('exhausted')
  pools.settle(leased, { ...LIMITED, blame: 'key' }, NO_USAGE)
  pools.decideStatus('k2', { status: 'paused', statusReason: 'paused by ada', statusSince: 0 })
  expect(pools.restingCount('groq')).toBe(2)
  clock.now += 60_000
  expect(pools.restingCount('groq')).toBe(1)
  clock.now -= 30_000
  expect(pools.restingCount('groq')).toBe(2)
  pools.removeKey('k2')
  expect(pools.restingCount('groq')).toBe(1)
})

test('what an account counts makes its keys stand anew only when their limits see a difference', () => {
  const limits = { account: 'a', dailyLimit: 4, minuteLimit: 3 }
  const { pools, lease } = poolOf(Array<Partial<Key>>(100).fill(limits))
  pools.setService('groq', { ...DEFAULT_POLICY, strategy: 'round-robin' })
  const looks = vi.spyOn(Standings.prototype, 'refresh')
  const looksOf = (run: () => unknown) => {
    looks.mockClear()
    run()
    return looks.mock.calls.length
  }
  const leased: Lease[] = []
  const leaseOne = () => {
    const got = lease(null)
    if ('kind' in got) throw new Error('exhausted')
    leased.push(got)
  }
  expect(looksOf(leaseOne)).toBe(1)
  expect(looksOf(leaseOne)).toBe(1)
  // the minute is full now, for all of them
  expect(looksOf(leaseOne)).toBeGreaterThanOrEqual(100)
  looks.mockRestore()
  expect(lease(null)).toMatchObject({ kind: 'exhausted', outCounts: { 'minute-limit': 100 } })
})
