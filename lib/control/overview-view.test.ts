import { describe, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { overviewSchema } from '@/lib/contract/overview'
import { healthScore } from '@/lib/engine/health'
import { keyOf } from '@/lib/engine/key.fixture'
import { type Key, NO_USAGE, type Outcome, type OutcomeKind } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { overviewView } from './overview-view'
import { healthFacts } from './pool-facts'

const START = Date.UTC(2026, 10, 22, 18)

function world(keys: readonly Partial<Key>[]) {
  const clock = { now: START }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  for (const service of CATALOG) pools.setService(service.id, service.policy)
  for (const [index, each] of keys.entries()) {
    const name = `k${index + 1}`
    pools.addKey({ key: keyOf({ id: name, name, service: 'groq', ...each }), state: null })
  }
  const look = () => {
    const traffic = { minutes: [], services: new Map() }
    const nothing = { recent: new Map(), traffic, alerts: [], news: [] }
    return overviewSchema.parse(overviewView({ pools, labels: CATALOG, ...nothing, now: clock.now }))
  }
  const attempt = (kind: OutcomeKind, blame: Outcome['blame'], model: string | null = null, service = 'groq') => {
    const lease = pools.lease(service, { model, units: 1 })
    if ('kind' in lease) throw new Error('exhausted')
    const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
    pools.settle(lease, { kind, blame, rule: kind, ...facts }, NO_USAGE)
    return lease.keyId
  }
  return { clock, pools, look, attempt }
}

describe('the overview', () => {
  test('counts every key once, by how it stands', () => {
    const { pools, look, attempt } = world([{}, {}, {}, {}, {}])
    attempt('rate-limited', 'key')
    attempt('rate-limited', 'model', 'llama')
    attempt('key-rejected', 'key')
    pools.decideStatus('k5', { status: 'paused', statusReason: 'paused', statusSince: 0 })
    expect(look().counts).toEqual({ all: 5, ready: 1, partly: 1, resting: 1, full: 0, idle: 1, out: 1 })
    const [groq] = look().services
    expect(groq).toMatchObject({ id: 'groq', exhausted: false, resettable: { keyCount: 3, circuitCount: 0 } })
  })

  test('scores as the status does, in parts that add up', () => {
    const { pools, look, attempt, clock } = world([{ dailyLimit: 10 }, {}, { dailyLimit: 3 }, { service: 'gemini' }])
    attempt('rate-limited', 'key')
    attempt('success', 'nobody')
    attempt('rate-limited', 'model', 'llama')
    const { health, services } = look()
    const expected = healthScore(healthFacts(pools, new Map(), clock.now))
    expect(health.score).toBe(expected.score)
    for (const { id, healthScore: score } of services) {
      expect(score).toBe(expected.services.find(each => each.id === id)?.score)
    }
    const points = health.parts.reduce((sum, { share, weight }) => sum + 100 * share * weight, 0)
    expect(Math.abs(points - health.score)).toBeLessThanOrEqual(0.5)
  })

  test('a rest that ends by itself is over without anything happening', () => {
    const { clock, look, attempt } = world([{}, {}])
    attempt('rate-limited', 'key')
    const { services } = look()
    const returnsAt = Date.parse(services[0]?.nextReturnAt ?? '')
    expect(returnsAt).toBeGreaterThan(clock.now)
    clock.now = returnsAt
    expect(look().counts).toMatchObject({ ready: 2, resting: 0 })
    expect(look().services[0]?.nextReturnAt).toBeNull()
  })

  test('names keys that wait for a person, the newest first, and a service nobody serves before them', () => {
    const { clock, look, attempt } = world([{}, {}, { service: 'gemini' }])
    const first = attempt('key-rejected', 'key')
    clock.now += 1000
    attempt('key-rejected', 'key', null, 'gemini')
    const { needs, needCount } = look()
    expect(needs.map(need => [need.kind, need.service])).toEqual([
      ['no-usable-key', 'gemini'],
      ['key-out', 'gemini'],
      ['key-out', 'groq'],
    ])
    expect(needs[2]).toMatchObject({ keyId: first, status: 'rejected' })
    expect(needCount).toBe(3)
  })

  test('lists the keys nearest their limit, an account once, and when each is used up at the pace of the day', () => {
    const account = { account: 'team', dailyLimit: 4 }
    const { look, attempt } = world([account, account])
    for (let used = 0; used < 3; used += 1) attempt('success', 'nobody')
    const { nearest } = look()
    expect(nearest).toHaveLength(1)
    expect(nearest[0]).toMatchObject({
      account: 'team',
      used: 3,
      limit: 4,
      ratio: 0.75,
      resetAt: '2026-11-23T00:00:00.000Z',
    })
    // three of four in 18 hours: the fourth comes six hours later, at the reset
    expect(nearest[0]?.exhaustedAt).toBeNull()
    attempt('success', 'nobody')
    expect(look().nearest[0]?.exhaustedAt).toBe('2026-11-22T18:00:00.000Z')
  })

  test('stays small and quick with 10,000 keys', () => {
    const { pools, look, attempt } = world(Array.from({ length: 10_000 }, () => ({ dailyLimit: 100 })))
    for (let turn = 0; turn < 300; turn += 1) attempt('key-rejected', 'key')
    const view = look()
    expect(JSON.stringify(view).length).toBeLessThan(20_000)
    expect(view).toMatchObject({ needCount: 300, counts: { all: 10_000, out: 300 } })
    expect(view.dots.groq).toHaveLength(60)
    expect(view.dots.groq?.every(({ standing }) => standing === 'out')).toBe(true)
    expect(pools.keyCount('groq')).toBe(10_000)
  })
})
