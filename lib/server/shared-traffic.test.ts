import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { openStore } from '@/lib/store/client'
import { type Databases, startDatabases } from '@/lib/store/databases.fixture'
import { settledOf } from '@/lib/store/rows.fixture'
import { noteRun } from '@/lib/store/server-runs'
import type { Store } from '@/lib/store/session'
import { RecentAttemptCounts } from './recent-attempts'
import { RecentRequests } from './recent-requests'
import { SharedTraffic } from './shared-traffic'

const START = Date.UTC(2026, 10, 22, 12, 0, 30)

describe.each(['sqlite', 'postgres'] as const)('on %s', dialect => {
  let databases: Databases
  let own: Store
  let other: Store
  const clock = { now: START }
  beforeAll(async () => {
    databases = await startDatabases(dialect)
    const url = await databases.create()
    own = await openStore({ url, now: () => clock.now })
    other = await openStore({ url, now: () => clock.now })
  }, 60_000)
  afterAll(async () => {
    await Promise.all([own, other].map(store => store.close()))
    await databases.stop()
  })

  test('a dashboard knows what the gateways beside it served, each attempt once', async () => {
    const attempts = new RecentAttemptCounts()
    const requests = new RecentRequests()
    const shared = new SharedTraffic([attempts, requests])
    const serve = async (store: Store, outcome: 'success' | 'overloaded', minutesAgo = 0) => {
      const ending = outcome === 'success' ? ('first-try' as const) : ('lost' as const)
      const settled = settledOf({ startedAt: clock.now - minutesAgo * MINUTE_MS, outcome, ending, totalMs: 1 }, null)
      await appendAttempts(store, { attempts: [settled], keys: [], accounts: [] })
      if (store !== own) return
      attempts.record(settled.attempt)
      requests.record(settled.attempt)
    }
    await serve(own, 'success')
    await serve(other, 'overloaded')
    await shared.look(own)
    // nobody else has said that it runs
    expect(attempts.lastHour(clock.now).get('groq')).toEqual({ attempts: 1, successes: 1 })

    await noteRun(other, START)
    await shared.look(own)
    await shared.look(own)
    expect(attempts.lastHour(clock.now).get('groq')).toEqual({ attempts: 2, successes: 1 })
    expect(requests.look(clock.now).get('groq')).toMatchObject({ firstTry: 1, lost: 1, lostLately: 1, requests: 1 })
    await serve(own, 'success')
    await serve(other, 'success', 30)
    // a long answer is looked for once a minute
    clock.now += MINUTE_MS
    await shared.look(own)
    expect(attempts.lastHour(clock.now).get('groq')).toEqual({ attempts: 4, successes: 3 })
    expect(requests.look(clock.now).get('groq')).toMatchObject({ firstTry: 3, lost: 1, requests: 3, attempts: 3 })
    const minutes = attempts.lastMinutes(clock.now)
    expect(minutes.at(-2)?.outcomes?.get('overloaded')).toBe(1)

    clock.now += HOUR_MS + MINUTE_MS
    await shared.look(own)
    expect(attempts.lastHour(clock.now).get('groq')).toBeUndefined()
    expect(requests.look(clock.now).get('groq')).toMatchObject({ firstTry: 0, lost: 0 })
  })
})
