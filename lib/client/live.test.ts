import { QueryClient } from '@tanstack/react-query'
import { describe, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import type { LiveChange } from '@/lib/contract/live'
import type { Overview } from '@/lib/contract/overview'
import { overviewView } from '@/lib/control/overview-view'
import { keyOf } from '@/lib/engine/key.fixture'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { KeyWatch } from '@/lib/server/live-keys'
import { overviewPatch } from '@/lib/server/live-patch'
import { applyChange, applyHello, askAgain, LIVE, mergeOverview } from './live'
import { queryKeys } from './query-keys'

const START = Date.UTC(2026, 10, 22, 6, 30)
const MINUTE_MS = 60_000

/** Real pools, seen by the server's own view. */
function world() {
  const clock = { now: START }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  for (const { id, policy } of CATALOG) pools.setService(id, policy)
  const add = (id: string, service: string) => pools.addKey({ key: keyOf({ id, name: id, service }), state: null })
  for (const id of ['a', 'b', 'c']) add(id, 'groq')
  const minutes = () => {
    const running = clock.now - (clock.now % MINUTE_MS)
    return [2, 1, 0].map(ago => ({ at: running - ago * MINUTE_MS, outcomes: new Map() }))
  }
  const look = (): Overview => {
    const traffic = { minutes: minutes(), services: new Map() }
    return overviewView({ pools, labels: CATALOG, recent: new Map(), traffic, alerts: [], news: [], now: clock.now })
  }
  const limit = () => {
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('exhausted')
    const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
    pools.settle(lease, { kind: 'rate-limited', blame: 'key', rule: 'limit', ...facts }, NO_USAGE)
  }
  return { clock, pools, add, look, limit }
}

describe('an overview with its patches', () => {
  test('is, after any change, what the server would answer anew', () => {
    const { clock, pools, add, look, limit } = world()
    const steps = [
      limit,
      () => add('d', 'gemini'),
      limit,
      () => pools.decideStatus('b', { status: 'paused', statusReason: 'paused', statusSince: 0 }),
      () => pools.reset({}),
    ]
    let seen = look()
    for (const step of [...steps, () => pools.removeKey('d'), () => {}]) {
      const before = look()
      step()
      clock.now += MINUTE_MS
      const after = look()
      seen = mergeOverview(seen, { at: after.generatedAt, overview: overviewPatch(before, after) })
      expect({ ...seen, dots: null }).toEqual({ ...after, dots: null })
      for (const { id } of after.services) expect(seen.dots[id]).toEqual(after.dots[id])
    }
  })

  test('is patched with little: what did not change is not sent', () => {
    const { look, limit } = world()
    const before = look()
    expect(overviewPatch(before, look())).toEqual({})
    limit()
    expect(Object.keys(overviewPatch(before, look())).sort()).toEqual(['counts', 'dots', 'health', 'services'])
  })
})

const NOTHING = { overview: {}, keys: [], removedKeyIds: [], hasMoreKeys: false }
const nothing: LiveChange = { at: new Date(START).toISOString(), ...NOTHING }

describe('the query cache', () => {
  test('has the rows that changed in every page of keys, and no other page is touched', () => {
    const { clock, pools, limit } = world()
    const watch = new KeyWatch(pools)
    watch.begin(clock.now)
    limit()
    const { keys } = watch.changes(clock.now)
    const queries = new QueryClient()
    const row = (id: string) => ({ id, available: true, note: `of ${id}` })
    queries.setQueryData(queryKeys.keyPage({ page: 1 }), { total: 3, keys: ['a', 'b'].map(row) })
    queries.setQueryData(queryKeys.keyPage({ page: 2 }), { total: 3, keys: ['x'].map(row) })
    const other = queries.getQueryData(queryKeys.keyPage({ page: 2 }))
    applyChange(queries, { ...nothing, keys })
    const page = queries.getQueryData<{ keys: unknown[] }>(queryKeys.keyPage({ page: 1 }))
    expect(page).toMatchObject({
      total: 3,
      keys: [{ id: 'a', available: false, standing: 'resting', note: 'of a' }, row('b')],
    })
    expect(queries.getQueryData(queryKeys.keyPage({ page: 2 }))).toBe(other)
  })

  test('after a gap has the overview at once and asks for all else that is live; a change alone asks for nothing', async () => {
    const queries = new QueryClient()
    const asked: string[] = []
    const ask = (name: string, meta: Record<string, unknown>) =>
      queries.prefetchQuery({ queryKey: [name], queryFn: () => asked.push(name), meta })
    await Promise.all([ask('keys', LIVE), ask('overview', LIVE), ask('audit', {})])
    const isStale = (name: string) => queries.getQueryState([name])?.isInvalidated
    applyChange(queries, nothing)
    expect(['keys', 'overview', 'audit'].map(isStale)).toEqual([false, false, false])
    const overview = world().look()
    applyHello(queries, { overview })
    expect(queries.getQueryData(queryKeys.overview)).toEqual(overview)
    expect(['keys', 'overview', 'audit'].map(isStale)).toEqual([true, false, false])
    askAgain(queries)
    expect(['keys', 'overview', 'audit'].map(isStale)).toEqual([true, true, false])
  })
})
