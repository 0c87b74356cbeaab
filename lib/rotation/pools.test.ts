import { describe, expect, it } from 'vitest'
import { keyOf } from '@/lib/engine/key.fixture'
import type { Lease } from '@/lib/engine/lease'
import type { ServicePolicy } from '@/lib/engine/policy'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import type { Outcome, OutcomeKind } from '@/lib/engine/vocabulary'
import { type Event, type Key, MINUTE_MS, NO_USAGE, SECOND_MS } from '@/lib/engine/vocabulary'
import { Pools } from './pools'

const START = Date.UTC(2026, 10, 22, 6, 30)

function wheel(policy: Partial<ServicePolicy> = {}, keys: Partial<Key>[] = [{}, {}, {}]) {
  const clock = { now: START }
  const events: Event[] = []
  const pools = new Pools({ now: () => clock.now, notify: heard => events.push(...heard) })
  pools.setService('groq', { ...DEFAULT_POLICY, ...policy })
  keys.forEach((key, index) => {
    pools.addKey({ key: aKey(index + 1, key), state: null })
  })
  return { clock, events, pools }
}

function aKey(number: number, key: Partial<Key>): Key {
  return {
    ...keyOf(),
    id: `k${number}`,
    service: 'groq',
    name: `KEY_${number}`,
    masked: `gsk_a…${number}`,
    source: 'vault',
    priority: number,
    ...key,
  }
}

function outcome(kind: OutcomeKind, more: Partial<Outcome> = {}): Outcome {
  const blame = kind === 'success' ? 'nobody' : 'model'
  return {
    kind,
    blame,
    rule: kind,
    status: 200,
    hintUntil: null,
    window: null,
    isAmbiguous: false,
    learned: [],
    ...more,
  }
}

function leased(pools: Pools, model: string | null = null, excluded = new Set<string>()): Lease {
  const lease = pools.lease('groq', { model, units: 1, excluded })
  if ('kind' in lease) throw new Error(`exhausted: ${JSON.stringify(lease.reasons)}`)
  return lease
}

function keysLeased(pools: Pools, count: number): string[] {
  return Array.from({ length: count }, () => {
    const lease = leased(pools)
    pools.settle(lease, outcome('success'), NO_USAGE)
    return lease.keyId
  })
}

describe('a choice', () => {
  it('counts for an account what its keys used before they were said to be its own, and no more once they leave', () => {
    const { clock, pools } = wheel({ strategy: 'round-robin' }, [{}, {}])
    const say = (number: number, account: string | null) => pools.changeKey(aKey(number, { account, dailyLimit: 10 }))
    const used = () => pools.find('k1')?.account?.day.used
    keysLeased(pools, 6)
    say(1, 'org')
    expect(used()).toBe(3)
    say(2, 'org')
    keysLeased(pools, 2)
    expect(used()).toBe(8)
    // another change of the same key counts nothing twice
    say(2, 'org')
    expect(used()).toBe(8)
    say(2, null)
    expect(used()).toBe(4)
    clock.now += 24 * 60 * MINUTE_MS
    say(2, 'org')
    keysLeased(pools, 1)
    expect(used()).toBe(1)
  })

  it('goes round under round-robin', () => {
    const { pools } = wheel({ strategy: 'round-robin' })
    expect(keysLeased(pools, 6)).toEqual(['k1', 'k2', 'k3', 'k1', 'k2', 'k3'])
  })

  it('keeps to the first key of the chain under priority, until it rests', () => {
    const { pools } = wheel({ strategy: 'priority' })
    expect(keysLeased(pools, 2)).toEqual(['k1', 'k1'])
    pools.settle(leased(pools), outcome('rate-limited', { blame: 'key' }), NO_USAGE)
    expect(keysLeased(pools, 2)).toEqual(['k2', 'k2'])
  })

  it('shares leases by weight under weighted', () => {
    const { pools } = wheel({ strategy: 'weighted' }, [{ weight: 3 }, { weight: 1 }])
    const picks = keysLeased(pools, 400)
    expect(picks.filter(id => id === 'k1')).toHaveLength(300)
  })

  it('starts a new key after a restart where the pool is under weighted, not from nothing', () => {
    const before = wheel({ strategy: 'weighted' }, [{ weight: 2 }, { weight: 1 }])
    keysLeased(before.pools, 900)
    const { pools } = wheel({ strategy: 'weighted' }, [])
    for (const id of ['k1', 'k2']) {
      const remembered = before.pools.find(id)
      if (remembered) pools.addKey(remembered)
    }
    pools.addKey({ key: aKey(3, { weight: 1 }), state: null })
    const picks = keysLeased(pools, 400)
    const shares = ['k1', 'k2', 'k3'].map(key => picks.filter(id => id === key).length)
    expect(shares.map((share, index) => Math.abs(share - (index === 0 ? 200 : 100)) <= 1)).toEqual([true, true, true])
  })

  it('spends the least used key first under least-used', () => {
    const { pools } = wheel({ strategy: 'least-used' }, [{ dailyLimit: 10 }, { dailyLimit: 30 }])
    const picks = keysLeased(pools, 40)
    expect(picks.filter(id => id === 'k1')).toHaveLength(10)
  })

  it('carries the score it was made by', () => {
    const { pools } = wheel()
    const lease = leased(pools)
    expect(lease.keyId).toBe('k1')
    expect(lease.score).toEqual({
      total: 109,
      priority: 99,
      recentSuccess: 0,
      recentFailure: 0,
      usage: 0,
      recentlyUnused: 10,
    })
    expect(leased(pools).keyId).toBe('k2')
  })
})

describe('a limited key', () => {
  it('rests 60 s without a hint, then comes back by itself', () => {
    const { pools, clock } = wheel({ strategy: 'priority' })
    pools.settle(leased(pools), outcome('rate-limited'), NO_USAGE)
    clock.now += 60 * SECOND_MS - 1
    expect(leased(pools).keyId).toBe('k2')
    clock.now += 1
    expect(leased(pools).keyId).toBe('k1')
  })

  it('is not leased before its hint', () => {
    const { pools, clock } = wheel({ strategy: 'priority' })
    pools.settle(leased(pools), outcome('rate-limited', { hintUntil: START + 5 * MINUTE_MS }), NO_USAGE)
    clock.now += 5 * MINUTE_MS - 1
    expect(leased(pools).keyId).toBe('k2')
    clock.now += 1
    expect(leased(pools).keyId).toBe('k1')
  })

  it('rests for its model alone', () => {
    const { pools } = wheel({ strategy: 'priority' })
    pools.settle(leased(pools, 'llama'), outcome('rate-limited'), NO_USAGE)
    expect(leased(pools, 'llama').keyId).toBe('k2')
    expect(leased(pools, 'qwen').keyId).toBe('k1')
    expect(leased(pools).keyId).toBe('k1')
  })

  it('takes its account along where the limit is the account’s', () => {
    const { pools } = wheel({ strategy: 'priority', limitScope: 'account' }, [{ account: 'a' }, { account: 'a' }, {}])
    pools.settle(leased(pools), outcome('rate-limited', { blame: 'account' }), NO_USAGE)
    expect(leased(pools).keyId).toBe('k3')
  })

  it('climbs its ladder once for failures of one moment', () => {
    const { pools, clock } = wheel({}, [{}])
    const [first, second] = [leased(pools), leased(pools)]
    clock.now += SECOND_MS
    pools.settle(first, outcome('rate-limited'), NO_USAGE)
    pools.settle(second, outcome('rate-limited'), NO_USAGE)
    expect(pools.find('k1')?.state.strikes[0]?.rung).toBe(1)
    clock.now += 61 * SECOND_MS
    pools.settle(leased(pools), outcome('rate-limited'), NO_USAGE)
    expect(pools.find('k1')?.state.cooldowns[0]?.until).toBe(clock.now + 120 * SECOND_MS)
  })
})

describe('all keys resting', () => {
  it('is said with each key’s reason and the soonest return', () => {
    const { pools } = wheel({}, [{}, {}])
    pools.settle(leased(pools), outcome('rate-limited', { hintUntil: START + 9000 }), NO_USAGE)
    pools.settle(leased(pools), outcome('rate-limited', { hintUntil: START + 4000 }), NO_USAGE)
    expect(pools.lease('groq', { model: null, units: 1 })).toEqual({
      kind: 'exhausted',
      service: 'groq',
      cause: 'limits',
      retryAt: START + 4000,
      keyCount: 2,
      outCounts: { 'rate-limited': 2 },
      reasons: [
        { keyId: 'k2', name: 'KEY_2', masked: 'gsk_a…2', reason: 'rate-limited', until: START + 4000 },
        { keyId: 'k1', name: 'KEY_1', masked: 'gsk_a…1', reason: 'rate-limited', until: START + 9000 },
      ],
    })
  })
})

describe('a terminal status', () => {
  it('keeps a rejected key out until a reset, and keeps its priority', () => {
    const { pools, clock, events } = wheel({ strategy: 'priority' })
    pools.settle(leased(pools), outcome('key-rejected', { blame: 'key', rule: 'invalid_api_key' }), NO_USAGE)
    clock.now += 48 * 60 * MINUTE_MS
    expect(leased(pools).keyId).toBe('k2')
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'key-out', status: 'rejected', reason: 'invalid_api_key' }),
    )
    expect(pools.reset({ service: 'groq' })).toEqual([{ id: 'k1', service: 'groq', name: 'KEY_1' }])
    expect(pools.find('k1')).toMatchObject({ key: { priority: 1 }, state: { status: 'active' } })
    expect(leased(pools).keyId).toBe('k1')
  })

  it('is not overwritten by the rest of an attempt still under way', () => {
    const { pools } = wheel({}, [{}])
    const [first, second] = [leased(pools), leased(pools)]
    pools.settle(first, outcome('key-rejected', { blame: 'key' }), NO_USAGE)
    pools.settle(second, outcome('rate-limited'), NO_USAGE)
    expect(pools.find('k1')?.state.status).toBe('rejected')
  })

  it('of an empty account takes all its keys out', () => {
    const { pools } = wheel({ limitScope: 'account' }, [{ account: 'a' }, { account: 'a' }, {}])
    pools.settle(leased(pools), outcome('out-of-credit', { blame: 'account' }), NO_USAGE)
    expect(['k1', 'k2', 'k3'].map(id => pools.find(id)?.state.status)).toEqual([
      'out-of-credit',
      'out-of-credit',
      'active',
    ])
  })

  it('given by a person survives a reset', () => {
    const { pools } = wheel()
    pools.decideStatus('k1', { status: 'paused', statusReason: 'paused by ada', statusSince: 0 })
    expect(pools.reset({})).toEqual([])
    expect(pools.find('k1')?.state).toMatchObject({ status: 'paused', statusReason: 'paused by ada' })
    pools.decideStatus('k1', { status: 'active', statusReason: null, statusSince: null })
    expect(pools.find('k1')?.state.status).toBe('active')
  })
})

describe('a quota', () => {
  it('is never passed, in-flight leases counted', () => {
    const { pools } = wheel({}, [{ dailyLimit: 2 }])
    leased(pools)
    pools.settle(leased(pools), outcome('success'), NO_USAGE)
    expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({
      kind: 'exhausted',
      reasons: [{ reason: 'daily-limit' }],
    })
  })

  it('comes back at midnight of its zone', () => {
    const { pools, clock } = wheel({ dayZone: 'America/Los_Angeles' }, [{ dailyLimit: 1 }])
    pools.settle(leased(pools), outcome('success'), NO_USAGE)
    const full = pools.lease('groq', { model: null, units: 1 })
    expect(full).toMatchObject({ retryAt: Date.UTC(2026, 10, 22, 8) })
    clock.now = Date.UTC(2026, 10, 22, 8)
    expect(leased(pools).keyId).toBe('k1')
  })

  it('of an account is shared by its keys', () => {
    const { pools } = wheel({}, [
      { account: 'a', dailyLimit: 2 },
      { account: 'a', dailyLimit: 2 },
    ])
    leased(pools)
    leased(pools)
    expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({ cause: 'limits' })
  })

  it('counts a request in its own unit', () => {
    const { pools } = wheel({ strategy: 'priority' }, [{ dailyLimit: 3 }, { dailyLimit: 10 }])
    const lease = pools.lease('groq', { model: null, units: 5 })
    expect(lease).toMatchObject({ keyId: 'k2' })
  })
})

describe('an outage', () => {
  it('opens the circuit, lifts the rests it gave, and ends with one good trial', () => {
    const { pools, clock, events } = wheel({}, [{}, {}, {}, {}])
    const down = outcome('service-error', { blame: 'service', status: 500 })
    for (let i = 0; i < 3; i++) pools.settle(leased(pools), down, NO_USAGE)
    expect(events.map(({ kind }) => kind)).toEqual(['key-rested', 'key-rested', 'circuit-opened'])
    expect(pools.keysOf('groq').flatMap(({ state }) => state.cooldowns)).toEqual([])
    expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({
      cause: 'service-down',
      retryAt: clock.now + 5000,
    })
    clock.now += 5000
    const trial = leased(pools)
    expect(trial.isTrial).toBe(true)
    expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({ kind: 'exhausted' })
    pools.settle(trial, outcome('success'), NO_USAGE)
    expect(pools.stateOf('groq').circuit.kind).toBe('closed')
  })

  it('does not fail a request that opened it while another key may answer', () => {
    const { pools } = wheel({}, [{}, {}, {}])
    const down = outcome('overloaded', { blame: 'service', status: 503 })
    const [first, second] = [leased(pools), leased(pools)]
    pools.settle(first, down, NO_USAGE)
    pools.settle(second, down, NO_USAGE)
    expect(pools.stateOf('groq').circuit.kind).toBe('open')
    const third = leased(pools, null, new Set(['k1', 'k2']))
    expect(third).toMatchObject({ keyId: 'k3', isTrial: false, isPassing: true })
  })
})

describe('a lease', () => {
  it('cannot be settled twice', () => {
    const { pools } = wheel()
    const lease = leased(pools)
    pools.settle(lease, outcome('success'), NO_USAGE)
    expect(() => pools.settle(lease, outcome('success'), NO_USAGE)).toThrow('settled twice')
  })

  it('nobody settles is taken back, and its late end still counts once', () => {
    const { pools, clock, events } = wheel({}, [{ concurrencyLimit: 1 }])
    const lease = leased(pools)
    expect(pools.lease('groq', { model: null, units: 1 })).toMatchObject({ reasons: [{ reason: 'concurrency-limit' }] })
    clock.now += 15 * MINUTE_MS
    pools.expireLeases()
    expect(events.at(-1)?.kind).toBe('lease-expired')
    expect(pools.find('k1')?.state.inFlight).toBe(0)
    pools.settle(lease, outcome('success'), NO_USAGE)
    expect(pools.find('k1')?.state).toMatchObject({ inFlight: 0, totals: { requests: 1, successes: 1 } })
  })
})

it('an answer that says its limit is used up rests the key until the limit is back', () => {
  const { pools } = wheel({ strategy: 'priority', limitScope: 'key' })
  const learned = [
    { unit: 'requests', per: 'minute', model: null, limit: 30, remaining: 0, resetAt: START + 7000, learnedAt: START },
  ] as const
  pools.settle(leased(pools), outcome('success', { learned }), NO_USAGE)
  expect(pools.find('k1')?.state.cooldowns[0]).toMatchObject({ provenance: 'hint', until: START + 7000 })
})
