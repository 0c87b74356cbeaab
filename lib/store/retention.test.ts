import { describe, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { listAlerts, raiseAlert, resolveAlert } from './alerts'
import { appendAttempts } from './attempt-batch'
import { listAttempts, purgeAttempts } from './attempts'
import { appendAudit, listAudit } from './audit'
import { openEach } from './databases.fixture'
import { purgeHistory, saveRetention } from './retention'
import { purgeRollups, readRollups } from './rollups'
import { NOW, settledOf } from './rows.fixture'
import type { Store } from './session'
import type { SettledAttempt } from './tally'
import { readCallerUse } from './usage-rollups'
import { usageSpans } from './usage-spans'
import { readUsageTable } from './usage-table'

describe.each(['sqlite', 'postgres'] as const)('old attempts on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  const append = (attempts: readonly SettledAttempt[]) => appendAttempts(store, { attempts, keys: [], accounts: [] })

  it('are forgotten by age, a bounded number at a time', async () => {
    await append(Array.from({ length: 10 }, (_, i) => settledOf({ startedAt: NOW - i })))
    expect(await purgeAttempts(store, NOW - 4, 3)).toBe(3)
    expect(await purgeAttempts(store, NOW - 4, 100)).toBe(2)
    expect(await listAttempts(store, { limit: 100 })).toHaveLength(5)
    expect(await purgeRollups(store, { table: 'rollups', grain: 'minute' }, NOW + DAY_MS, 1)).toBe(1)
    await purgeRollups(store, { table: 'rollups', grain: 'minute' }, NOW + DAY_MS, 100)
    expect(await readRollups(store, { grain: 'minute', since: 0, until: NOW + DAY_MS, by: [] })).toEqual([])
  })

  it('and rollups are kept for their time and no longer, a slice and a turn at a time', async () => {
    const ages = [1, 8, 31, 91, 731]
    await append(ages.map(days => settledOf({ startedAt: NOW - days * DAY_MS })))
    let turns = 0
    const goneCount = await purgeHistory(store, NOW, async () => Boolean(++turns))
    // of usage: five minutes of the caller, four hours and the oldest day of caller, key and model; its month is kept
    expect(goneCount).toBe(3 + 4 + 7 * (4 + 2 + 1) + 5 + 4 * 3 + 3)
    expect(turns).toBe(19)
    const agesOf = (instants: readonly number[]) => instants.map(at => Math.floor((NOW - at) / DAY_MS))
    const kept = async (grain: 'minute' | 'hour' | 'day') =>
      agesOf((await readRollups(store, { grain, since: 0, until: NOW, by: [] })).map(({ bucketAt }) => bucketAt))
    expect(agesOf((await listAttempts(store, { limit: 9 })).map(({ startedAt }) => startedAt))).toEqual([1, 8])
    expect(await kept('minute')).toEqual([1])
    expect(await kept('hour')).toEqual([31, 8, 1])
    expect(await kept('day')).toEqual([91, 31, 8, 1])
  })

  it('that are old leave in more than one slice, and stop where the server does', async () => {
    await append(
      Array.from({ length: 2500 }, (_, i) => settledOf({ startedAt: NOW - 40 * DAY_MS - i, keyId: null }, null)),
    )
    expect(await purgeHistory(store, NOW, async () => false)).toBe(200)
    let turns = 0
    await purgeHistory(store, NOW, async () => Boolean(++turns))
    expect(turns).toBeGreaterThanOrEqual(5)
    expect(await listAttempts(store, { limit: 1 })).toEqual([])
  })

  it('are kept as long as an operator said', async () => {
    await append([1, 8, 40].map(days => settledOf({ startedAt: NOW - days * DAY_MS })))
    await saveRetention(store, { attemptDays: 7, rollupMonths: 1, alertDays: 365, auditMonths: 60 })
    await purgeHistory(store, NOW, async () => true)
    expect(await listAttempts(store, { limit: 100 })).toHaveLength(1)
    const daysLeft = await readRollups(store, { grain: 'day', since: 0, until: NOW + DAY_MS, by: [] })
    expect(daysLeft).toHaveLength(2)
  })

  it('leave the sum of the running month to the last moment of its 31 days: budgets are held to it', async () => {
    const lastNoon = Date.UTC(2026, 11, 31, 12)
    const days = [1, 15, 31].map(day => Date.UTC(2026, 11, day, 12))
    await append(days.map(startedAt => settledOf({ startedAt, costUsd: 2 })))
    await saveRetention(store, { attemptDays: 7, rollupMonths: 1, alertDays: 365, auditMonths: 60 })
    await purgeHistory(store, lastNoon, async () => true)
    expect((await readCallerUse(store, lastNoon)).get('token-1')?.monthUsd).toBe(6)
  })

  it('leave the sum of a month while any of its days is kept, and not longer', async () => {
    const days = [3, 28].map(day => Date.UTC(2026, 9, day, 12))
    await append(days.map(startedAt => settledOf({ startedAt })))
    await saveRetention(store, { attemptDays: 7, rollupMonths: 1, alertDays: 365, auditMonths: 60 })
    const [from, to] = [Date.UTC(2026, 9, 1), Date.UTC(2026, 10, 1)]
    const requestsAt = async (now: number) => {
      await purgeHistory(store, now, async () => true)
      const of = { subject: 'key', sort: 'cost', isDescending: true, offset: 0, limit: 9 } as const
      const { totals } = await readUsageTable(store, { ...of, service: undefined, spans: usageSpans(from, to, now) })
      return totals.successes
    }
    expect(await requestsAt(NOW)).toBe(2)
    expect(await requestsAt(Date.UTC(2026, 11, 1, 12))).toBe(0)
  })

  it('go with alerts that are over for too long, and what was told of them; what stands stays', async () => {
    const raise = (code: string) =>
      raiseAlert(store, { ...{ code, service: 'groq', keyId: null }, id: code, message: code, fact: null, since: NOW })
    await raise('over')
    await raise('stands')
    await resolveAlert(store, { code: 'over', service: 'groq', keyId: null })
    await purgeHistory(store, NOW + 364 * DAY_MS, async () => true)
    expect(await listAlerts(store, { limit: 9 })).toHaveLength(2)
    await purgeHistory(store, NOW + 366 * DAY_MS, async () => true)
    expect((await listAlerts(store, { limit: 9 })).map(({ code }) => code)).toEqual(['stands'])
  })

  it('and the audit for longer, and no slice is larger than what takes little time', async () => {
    const at = (months: number) => NOW - months * 31 * DAY_MS
    for (const months of [0, 10, 70]) {
      const past = { ...store, now: () => at(months) }
      await appendAudit(past, { operator: 'cli', verb: 'reset', target: `${months}`, detail: {} })
    }
    await append(
      Array.from({ length: 3000 }, (_, i) => settledOf({ startedAt: NOW - 40 * DAY_MS - i, keyId: null }, null)),
    )
    const slices: number[] = []
    await purgeHistory(store, NOW, async ({ rows, tookMs }) => {
      slices.push(rows)
      return tookMs >= 0
    })
    expect(Math.max(...slices)).toBeLessThanOrEqual(1000)
    expect(slices[0]).toBe(200)
    expect((await listAudit(store, { limit: 9 })).map(({ target }) => target).sort()).toEqual(['0', '10'])
  })
})
