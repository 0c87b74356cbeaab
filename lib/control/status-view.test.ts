import { describe, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { statusSchema } from '@/lib/contract/status'
import { DEFAULT_ALERT_RULES } from '@/lib/engine/alert-rules'
import { keyOf } from '@/lib/engine/key.fixture'
import { type Key, NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { statusView } from './status-view'

const START = Date.UTC(2026, 10, 22, 6, 30)

function key(name: string, more: Partial<Key> = {}): Key {
  return {
    ...keyOf(),
    id: `id-${name}`,
    service: 'groq',
    name,
    masked: 'gsk_ab…3f',
    source: 'vault',
    priority: 1,
    ...more,
  }
}

function outcome(kind: Outcome['kind'], blame: Outcome['blame'], more: Partial<Outcome> = {}): Outcome {
  return {
    ...{ kind, blame, rule: kind, status: null, hintUntil: null, window: null, isAmbiguous: false, learned: [] },
    ...more,
  }
}

function world(keys: Key[]) {
  const clock = { now: START }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  for (const service of CATALOG) pools.setService(service.id, service.policy)
  for (const each of keys) pools.addKey({ key: each, state: null })
  const look = (standing: Parameters<typeof statusView>[0]['standing'] = []) =>
    statusSchema.parse(
      statusView({
        ...{ pools, labels: CATALOG, recent: new Map(), standing, now: clock.now },
        alertRulesOf: () => DEFAULT_ALERT_RULES,
      }),
    )
  const attempt = (come: Outcome, units = 1) => {
    const lease = pools.lease('groq', { model: null, units })
    if ('kind' in lease) throw new Error('exhausted')
    pools.settle(lease, come, NO_USAGE)
    return lease.keyId
  }
  return { clock, pools, look, attempt }
}

function groqOf(status: ReturnType<ReturnType<typeof world>['look']>) {
  const groq = status.services.groq
  if (!groq) throw new Error('groq is missing')
  return groq
}

describe('the status', () => {
  test('without keys names every known service, at health 0', () => {
    const status = world([]).look()
    expect(Object.keys(status.services)).toEqual(CATALOG.map(service => service.id))
    expect(status).toMatchObject({ healthScore: 0, alerts: [], generatedAt: '2026-11-22T06:30:00.000Z' })
    expect(groqOf(status)).toMatchObject({ label: 'Groq', total: 0, exhausted: false, nextReturnAt: null })
  })

  test('shows a working key with its score, usage and rates', () => {
    const { look, attempt, clock } = world([key('one', { dailyLimit: 10 })])
    attempt(outcome('success', 'nobody'))
    clock.now += 1000
    expect(groqOf(look()).keys).toMatchObject([
      {
        ...{ status: 'active', available: true, successRate: 1, lastUsedAt: '2026-11-22T06:30:00.000Z' },
        score: { priority: 99, recentSuccess: 20, usage: -5, recentlyUnused: 0, total: 114 },
        usage: { today: 1, dailyLimit: 10, ratio: 0.1, inFlight: 0 },
        totals: { requests: 1, successes: 1, failures: 0 },
      },
    ])
  })

  test('says why a key rests and when the first comes back', () => {
    const { look, attempt } = world([key('one'), key('two')])
    const until = START + 38_000
    const restingId = attempt(outcome('rate-limited', 'key', { status: 429, hintUntil: until }))
    const groq = groqOf(look())
    expect(groq).toMatchObject({ total: 2, healthy: 1, exhausted: false, nextReturnAt: new Date(until).toISOString() })
    expect(groq.keys.find(each => each.id === restingId)).toMatchObject({
      available: false,
      unavailable: { reason: 'rate-limited', until: new Date(until).toISOString() },
      cooldowns: [{ scope: 'key', reason: 'rate-limited', provenance: 'hint', until: new Date(until).toISOString() }],
    })
  })

  test('a service none of whose keys can work is exhausted, scores 0, and says so', () => {
    const { look, attempt } = world([key('one')])
    attempt(outcome('rate-limited', 'key', { status: 429 }))
    const status = look()
    expect(groqOf(status)).toMatchObject({ exhausted: true, healthy: 0 })
    expect(status.healthScore).toBe(0)
    const ofService = status.alerts.filter(({ keyId }) => keyId === null)
    expect(ofService).toMatchObject([
      { code: 'exhausted', serviceLabel: 'Groq', fact: { code: 'exhausted', total: 1 } },
    ])
  })

  test('a rejected key is shown at priority 999 and keeps its own', () => {
    const { look, attempt } = world([key('one', { priority: 3 })])
    attempt(outcome('key-rejected', 'key', { status: 401, rule: 'invalid_api_key' }))
    expect(groqOf(look()).keys).toMatchObject([
      { status: 'rejected', available: false, priority: 3, effectivePriority: 999, unavailable: { until: null } },
    ])
  })

  test('a key past its expiry reads expired though nobody asked for it since', () => {
    const { look, clock } = world([key('one', { expiresAt: START + 1000 })])
    expect(groqOf(look()).keys[0]?.status).toBe('active')
    clock.now += 1000
    expect(groqOf(look()).keys[0]).toMatchObject({ status: 'expired', available: false })
  })

  test('keys of one account show what the account used, and their own part of it', () => {
    const { look, attempt } = world([
      key('one', { account: 'org', dailyLimit: 10 }),
      key('two', { account: 'org', dailyLimit: 10 }),
    ])
    attempt(outcome('success', 'nobody'))
    attempt(outcome('success', 'nobody'))
    expect(groqOf(look()).keys.map(({ usage }) => [usage.today, usage.ownToday, usage.ratio])).toEqual([
      [2, 1, 0.2],
      [2, 1, 0.2],
    ])
  })

  test('an alert that stood before keeps its beginning', () => {
    const { look, attempt } = world([key('one')])
    attempt(outcome('key-rejected', 'key', { status: 401 }))
    const since = START - 60_000
    const alerts = look([{ code: 'key-rejected', service: 'groq', keyId: 'id-one', since }]).alerts
    expect(alerts.find(alert => alert.code === 'key-rejected')?.since).toBe(new Date(since).toISOString())
    expect(alerts.find(alert => alert.code === 'exhausted')?.since).toBe(new Date(START).toISOString())
  })

  test('lists keys by priority, then by name as people count', () => {
    const { look } = world([key('K_10'), key('K_2'), key('K', { priority: 2 })])
    expect(groqOf(look()).keys.map(each => each.name)).toEqual(['K_2', 'K_10', 'K'])
  })
})
