import { afterEach, describe, expect, test, vi } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { liveChangeSchema, liveEndSchema, liveHelloSchema } from '@/lib/contract/live'
import type { Overview } from '@/lib/contract/overview'
import { overviewView } from '@/lib/control/overview-view'
import { keyOf } from '@/lib/engine/key.fixture'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { LiveHub, READERS_OF_ONE_MAX, type Reader } from './live-hub'
import { KeyWatch } from './live-keys'
import { RotationNewsFeed } from './rotation-news'

const hubs: LiveHub[] = []
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close()
})

/** A hub over real pools, on the real clock. */
function world(keyCount = 3) {
  const reports: unknown[] = []
  let alerts: Overview['alerts'] = []
  const news = new RotationNewsFeed(keyId => keyId)
  const pools = new Pools({ now: Date.now, notify: events => news.events(events) })
  for (const service of CATALOG) pools.setService(service.id, service.policy)
  for (let index = 0; index < keyCount; index += 1) {
    pools.addKey({ key: keyOf({ id: `k${index}`, name: `k${index}` }), state: null })
  }
  const hub = new LiveHub({
    catchUp: async () => {},
    overview: () => {
      const traffic = { minutes: [], services: new Map() }
      const sources = { recent: new Map(), traffic, alerts, news: news.newest() }
      return overviewView({ pools, labels: CATALOG, ...sources, now: Date.now() })
    },
    refreshAlerts: async () => {
      alerts = [...alerts]
    },
    keys: new KeyWatch(pools),
    news,
    now: Date.now,
    report: error => reports.push(error),
  })
  hubs.push(hub)
  const fail = (kind: 'rate-limited' | 'key-rejected') => {
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('exhausted')
    const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
    pools.settle(lease, { kind, blame: 'key', rule: kind, ...facts }, NO_USAGE)
    return lease.keyId
  }
  return { hub, pools, fail, reports }
}

type Told = { event: string; data: unknown }

/** A reader that remembers what it was told. `takes`: how it says whether it may take more. */
function reader(more: Partial<Reader> = {}) {
  const told: Told[] = []
  const state = { isEnded: false, isReady: true }
  const self: Reader = {
    operatorId: 'op',
    isSignedIn: async () => true,
    isReady: () => state.isReady,
    send: bytes => {
      const text = new TextDecoder().decode(bytes)
      const [, event = ''] = /^event: (.*)$/m.exec(text) ?? []
      const [, data = ''] = /^data: (.*)$/m.exec(text) ?? []
      told.push({ event, data: JSON.parse(data) })
      return state.isReady
    },
    end: () => {
      state.isEnded = true
    },
    ...more,
  }
  const changes = () => told.filter(({ event }) => event === 'change').map(({ data }) => liveChangeSchema.parse(data))
  return { self, told, state, changes }
}
const WITHIN = { timeout: 3000, interval: 20 }

describe('the live hub', () => {
  test('greets with everything, then tells a change within a second: the key, its service, the feed', async () => {
    const { hub, fail } = world()
    const { self, told, changes } = reader()
    await hub.open(self)
    expect(told).toHaveLength(1)
    expect(liveHelloSchema.parse(told[0]?.data).overview.counts).toMatchObject({ all: 3, ready: 3 })
    const startedAt = performance.now()
    const keyId = fail('rate-limited')
    await vi.waitFor(() => expect(changes()).toHaveLength(1), WITHIN)
    expect(performance.now() - startedAt).toBeLessThan(1000)
    const [change] = changes()
    expect(change?.keys).toMatchObject([{ id: keyId, service: 'groq', available: false }])
    expect(change?.overview.counts).toMatchObject({ ready: 2, resting: 1 })
    expect(change?.overview.services).toMatchObject([{ id: 'groq' }])
    expect(change?.overview.news).toMatchObject([{ kind: 'rested', key: { keyId } }])
    expect(change?.overview.alerts).toBeUndefined()
  })

  test('writes one look for all readers, and none while nobody listens', async () => {
    const { hub, fail } = world()
    const bytes: Uint8Array[] = []
    const open = [reader(), reader()].map(({ self }) => ({
      ...self,
      send: (told: Uint8Array) => bytes.push(told) > 0,
    }))
    for (const each of open) await hub.open(each)
    fail('rate-limited')
    await vi.waitFor(() => expect(bytes).toHaveLength(4), WITHIN)
    expect(bytes[2]).toBe(bytes[3])
    for (const each of open) hub.leave(each)
    expect(hub.readerCount).toBe(0)
  })

  test('leaves out a reader that is behind, and tells it everything once it has caught up', async () => {
    const { hub, fail } = world()
    const slow = reader()
    const quick = reader()
    slow.state.isReady = false
    await hub.open(slow.self)
    await hub.open(quick.self)
    fail('rate-limited')
    await vi.waitFor(() => expect(quick.changes()).toHaveLength(1), WITHIN)
    expect(slow.told).toHaveLength(1)
    slow.state.isReady = true
    fail('rate-limited')
    await vi.waitFor(() => expect(slow.told).toHaveLength(2), WITHIN)
    expect(liveHelloSchema.parse(slow.told[1]?.data).overview.counts).toMatchObject({ ready: 1, resting: 2 })
  })

  test('ends the stream of a session that is over, and only that one', async () => {
    const { hub } = world()
    const over = reader({ isSignedIn: async () => false })
    const other = reader()
    await hub.open(over.self)
    await hub.open(other.self)
    await vi.waitFor(() => expect(over.state.isEnded).toBe(true), WITHIN)
    expect(liveEndSchema.parse(over.told.at(-1)?.data)).toEqual({ reason: 'signed-out' })
    expect(other.state.isEnded).toBe(false)
  })

  test('a database that does not answer ends nobody’s stream', async () => {
    const { hub, fail, reports } = world()
    const { self, state, changes } = reader({ isSignedIn: () => Promise.reject(new Error('away')) })
    await hub.open(self)
    await vi.waitFor(() => expect(reports.length).toBeGreaterThan(0), WITHIN)
    fail('rate-limited')
    await vi.waitFor(() => expect(changes()).toHaveLength(1), WITHIN)
    expect(state.isEnded).toBe(false)
  })

  test('lets one operator open so many streams and no more, and none after it closed', async () => {
    const { hub } = world()
    for (let index = 0; index < READERS_OF_ONE_MAX; index += 1) await hub.open(reader().self)
    expect(hub.hasRoomFor('op')).toBe(false)
    expect(hub.hasRoomFor('another')).toBe(true)
    hub.close()
    expect(hub.readerCount).toBe(0)
    expect(hub.hasRoomFor('another')).toBe(false)
  })

  test('tells a bounded number of keys at once, those that stand otherwise first, and says that there are more', async () => {
    const { hub, pools, fail } = world(300)
    const { self, changes } = reader()
    await hub.open(self)
    for (let index = 0; index < 200; index += 1) {
      const lease = pools.lease('groq', { model: null, units: 1 })
      if ('kind' in lease) throw new Error('exhausted')
    }
    const rested = fail('rate-limited')
    await vi.waitFor(() => expect(changes().length).toBeGreaterThan(0), WITHIN)
    const [first] = changes()
    expect(first?.keys[0]).toMatchObject({ id: rested, available: false })
    expect(first?.keys.length).toBeLessThanOrEqual(50)
    expect(first?.hasMoreKeys).toBe(true)
    await vi.waitFor(() => expect(changes().at(-1)?.hasMoreKeys).toBe(false), WITHIN)
    expect(new Set(changes().flatMap(({ keys }) => keys.map(({ id }) => id))).size).toBeGreaterThanOrEqual(200)
  })

  test('a removed key is told as removed', async () => {
    const { hub, pools } = world()
    const { self, changes } = reader()
    await hub.open(self)
    pools.removeKey('k1')
    await vi.waitFor(() => expect(changes()[0]?.removedKeyIds).toEqual(['k1']), WITHIN)
  })
})
