import { describe, expect, it } from 'vitest'
import type { Lease } from '@/lib/engine/lease'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { DAY_MS, HOUR_MS, type Key, MINUTE_MS, NO_USAGE, type Outcome, SECOND_MS } from '@/lib/engine/vocabulary'
import { Pools } from './pools'
import { aKey, START } from './random-traffic.fixture'

const KEY: Key = { ...aKey(1, 0), service: 'groq' }
const ANSWER: Outcome = {
  kind: 'success',
  blame: 'nobody',
  rule: 'test',
  status: 200,
  hintUntil: null,
  window: null,
  isAmbiguous: false,
  learned: [],
}

function poolsWith(...keys: Partial<Key>[]) {
  const clock = { now: START }
  const open = () => {
    const pools = new Pools({ now: () => clock.now, notify: () => {} })
    pools.setService('groq', DEFAULT_POLICY)
    return pools
  }
  const pools = open()
  const made = keys.map((key, index): Key => ({ ...KEY, id: `k${index + 1}`, ...key }))
  for (const key of made) pools.addKey({ key, state: null })
  return { clock, pools, open, keys: made }
}

function leased(pools: Pools, model: string | null = null): Lease | null {
  const lease = pools.lease('groq', { model, units: 1 })
  return 'kind' in lease ? null : lease
}

function useOnce(pools: Pools, outcome: Outcome = ANSWER): void {
  const lease = leased(pools)
  if (lease === null) throw new Error('exhausted')
  pools.settle(lease, outcome, NO_USAGE)
}

describe('a clock that was ahead and came back', () => {
  it('does not keep a key out for longer than its real day, when the key was used up meanwhile', () => {
    const { clock, pools } = poolsWith({ dailyLimit: 1 })
    clock.now = START + 300 * DAY_MS
    useOnce(pools)
    clock.now = START
    expect(leased(pools)).toBeNull()
    clock.now = START + DAY_MS
    expect(leased(pools)).not.toBeNull()
  })

  it('nor over a restart', () => {
    const { clock, pools, open, keys } = poolsWith({ dailyLimit: 1 }, { dailyLimit: 1, account: 'acme' })
    clock.now = START + 300 * DAY_MS
    useOnce(pools)
    useOnce(pools)
    const { keys: states, accounts } = pools.takeChanged()
    clock.now = START
    const again = open()
    for (const key of keys) {
      again.addKey({ key, state: states.find(({ keyId }) => keyId === key.id)?.state ?? null })
    }
    for (const account of accounts) again.setAccount(account)
    expect(leased(again)).toBeNull()
    clock.now = START + DAY_MS
    expect([leased(again)?.keyId, leased(again)?.keyId].sort()).toEqual(['k1', 'k2'])
  })

  it('counts its last minute again once that is near, though nothing happens then', () => {
    const { clock, pools } = poolsWith({ minuteLimit: 1, priority: 1 }, { priority: 2 })
    useOnce(pools)
    clock.now = START - 80 * SECOND_MS
    expect(pools.lease('groq', { model: null, units: 1, excluded: new Set(['k1']) })).toMatchObject({ keyId: 'k2' })
    clock.now = START - MINUTE_MS
    expect(leased(pools)?.keyId).toBe('k2')
  })

  it('does not let a key be picked that rests again', () => {
    const { clock, pools } = poolsWith({})
    useOnce(pools, { ...ANSWER, kind: 'rate-limited', blame: 'key', hintUntil: START + 10 * SECOND_MS })
    clock.now = START + MINUTE_MS
    pools.changeKey({ ...KEY, id: 'k1', priority: 2 })
    clock.now = START + SECOND_MS
    expect(leased(pools)).toBeNull()
  })

  it('does not keep leases from expiring behind one that it gave', () => {
    const { clock, pools } = poolsWith({ concurrencyLimit: 2 })
    clock.now = START + DAY_MS
    leased(pools)
    clock.now = START
    leased(pools)
    expect(leased(pools)).toBeNull()
    clock.now = START + HOUR_MS
    pools.expireLeases()
    expect(leased(pools)).not.toBeNull()
  })
})

describe('what a lease reserved of an account', () => {
  it('is given back to it, though the key went to another account meanwhile', () => {
    const { pools, keys } = poolsWith(
      { account: 'acme', concurrencyLimit: 1 },
      { account: 'acme', concurrencyLimit: 1 },
    )
    const lease = leased(pools)
    if (lease === null) throw new Error('exhausted')
    const [moved] = keys.filter(({ id }) => id === lease.keyId)
    if (moved) pools.changeKey({ ...moved, account: 'zoo' })
    pools.settle(lease, ANSWER, NO_USAGE)
    expect(keys.map(({ id }) => pools.find(id)?.account?.inFlight)).toEqual([0, 0])
  })

  it('is given back, though the key was removed meanwhile', () => {
    const { pools, keys } = poolsWith({ account: 'acme' }, { account: 'acme' })
    const lease = leased(pools)
    if (lease === null) throw new Error('exhausted')
    pools.removeKey(lease.keyId)
    pools.settle(lease, ANSWER, NO_USAGE)
    const [left] = keys.filter(({ id }) => id !== lease.keyId)
    expect(pools.find(left?.id ?? '')?.account).toMatchObject({ inFlight: 0, inFlightUnits: 0 })
  })

  it('counts in its minute, whichever of its keys states the limit', () => {
    const { pools } = poolsWith({ account: 'acme', priority: 1 }, { account: 'acme', minuteLimit: 1, priority: 2 })
    useOnce(pools)
    expect(pools.lease('groq', { model: null, units: 1, excluded: new Set(['k1']) })).toMatchObject({
      kind: 'exhausted',
      reasons: expect.arrayContaining([expect.objectContaining({ keyId: 'k2', reason: 'minute-limit' })]),
    })
  })
})
