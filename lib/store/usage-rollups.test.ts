import { describe, expect, it } from 'vitest'
import { DAY_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { openEach } from './databases.fixture'
import { NOW, settledOf } from './rows.fixture'
import type { Store } from './session'
import { readCallerUse } from './usage-rollups'

describe.each(['sqlite', 'postgres'] as const)('what callers came to on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  const append = (...fields: Parameters<typeof settledOf>[0][]) =>
    appendAttempts(store, { attempts: fields.map(each => settledOf(each)), keys: [], accounts: [] })

  it('counts requests once, whatever their attempts, and not those that the gateway refused', async () => {
    await append(
      { requestId: 'a', outcome: 'rate-limited', ending: null, costUsd: 0 },
      { requestId: 'a', number: 2, ending: 'rescued', costUsd: 1 },
      { requestId: 'b', outcome: 'refused', refusal: 'token-day-limit', ending: 'refused', costUsd: 0 },
      { requestId: 'c', outcome: 'refused', refusal: 'exhausted', ending: 'lost', costUsd: 0 },
    )
    await append({ requestId: 'd', ending: 'first-try', costUsd: 2 })
    expect(await readCallerUse(store, NOW)).toEqual(
      new Map([['token-1', { minuteCount: 3, dayCount: 3, monthUsd: 3 }]]),
    )
  })

  it('counts each in its own minute, day and month of UTC', async () => {
    await append(
      { startedAt: NOW - MINUTE_MS, costUsd: 1 },
      { startedAt: NOW - DAY_MS, costUsd: 1 },
      { startedAt: NOW - 40 * DAY_MS, costUsd: 1 },
      { caller: 'other', costUsd: 4 },
      { caller: null, costUsd: 8 },
    )
    const sums = await readCallerUse(store, NOW)
    expect(sums.get('token-1')).toEqual({ minuteCount: 0, dayCount: 1, monthUsd: 2 })
    expect(sums.get('other')).toEqual({ minuteCount: 1, dayCount: 1, monthUsd: 4 })
    expect(sums.size).toBe(2)
  })
})
