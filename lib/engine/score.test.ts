import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshAccount, freshKey } from './fresh'
import { keyOf } from './key.fixture'
import { scoreChangesAt, scoreOf, scoreTotal, usageRatio } from './score'
import type { KeyState } from './state'
import { type Key, MINUTE_MS, OUTCOME_KINDS } from './vocabulary'

const NOW = Date.UTC(2026, 10, 22, 6, 30)
const KEY: Key = {
  ...keyOf(),
  id: 'k1',
  service: 'gemini',
  name: 'Primary',
  masked: 'AIza…3f',
  source: 'vault',
  priority: 1,
  dailyLimit: 1000,
}
const state = (more: Partial<KeyState>): KeyState => ({ ...freshKey('UTC', NOW), ...more })
const usedHalf = { used: 480, resetAt: NOW + 60 * MINUTE_MS }

describe('the score', () => {
  it.each<[string, Partial<KeyState>, number]>([
    ['an unused key has its priority and the bonus of rest', {}, 99 + 10],
    [
      'a success within 5 minutes adds 20',
      { lastOutcome: 'success', lastSettledAt: NOW - 5 * MINUTE_MS + 1, lastLeasedAt: NOW },
      99 + 20,
    ],
    [
      'a success 5 minutes ago adds nothing',
      { lastOutcome: 'success', lastSettledAt: NOW - 5 * MINUTE_MS, lastLeasedAt: NOW },
      99,
    ],
    ['a failure within 5 minutes takes 30', { failuresAt: [NOW - 1], lastLeasedAt: NOW }, 99 - 30],
    ['a failure 5 minutes ago is forgotten', { failuresAt: [NOW - 5 * MINUTE_MS], lastLeasedAt: NOW }, 99],
    [
      'usage takes 50 x its ratio, in-flight units counted',
      { day: usedHalf, inFlightUnits: 20, lastLeasedAt: NOW },
      99 - 25,
    ],
    ['yesterday’s usage counts nothing', { day: { used: 480, resetAt: NOW }, lastLeasedAt: NOW }, 99],
    ['a minute without a lease adds 10', { lastLeasedAt: NOW - MINUTE_MS }, 99 + 10],
  ])('%s', (_, more, total) => {
    expect(scoreOf(KEY, state(more), null, NOW).total).toBe(total)
  })

  it('is the sum of its terms, and the ranking sees the same total', () => {
    const anyState = fc.record({
      lastOutcome: fc.option(fc.constantFrom(...OUTCOME_KINDS)),
      lastSettledAt: fc.option(fc.integer({ min: NOW - 10 * MINUTE_MS, max: NOW })),
      lastLeasedAt: fc.option(fc.integer({ min: NOW - 10 * MINUTE_MS, max: NOW })),
      failuresAt: fc.array(fc.integer({ min: NOW - 10 * MINUTE_MS, max: NOW }), { maxLength: 3 }),
      inFlightUnits: fc.nat(2000),
    })
    fc.assert(
      fc.property(anyState, fc.integer({ min: 1, max: 998 }), (more, priority) => {
        const key = { ...KEY, priority }
        const { total, ...terms } = scoreOf(key, state(more), null, NOW)
        expect(Object.values(terms).reduce((sum, term) => sum + term, 0)).toBeCloseTo(total, 9)
        expect(scoreTotal(key, state(more), null, NOW)).toBeCloseTo(total, 9)
      }),
    )
  })

  it('does not change by time before it says so', () => {
    const instant = fc.integer({ min: NOW - 10 * MINUTE_MS, max: NOW })
    fc.assert(
      fc.property(fc.option(instant), instant, fc.nat(10 * MINUTE_MS), (leasedAt, settledAt, laterMs) => {
        const some = state({
          lastOutcome: 'success',
          lastSettledAt: settledAt,
          lastLeasedAt: leasedAt,
          failuresAt: [settledAt],
        })
        const changesAt = scoreChangesAt(some, NOW)
        expect(changesAt).toBeGreaterThan(NOW)
        if (NOW + laterMs >= changesAt) return
        expect(scoreTotal(KEY, some, null, NOW + laterMs)).toBe(scoreTotal(KEY, some, null, NOW))
      }),
    )
  })
})

it('a key of an account stands by the account’s usage', () => {
  const account = { ...freshAccount('UTC', NOW), day: { used: 900, resetAt: NOW + MINUTE_MS } }
  expect(usageRatio({ ...KEY, account: 'a' }, state({}), account, NOW)).toBe(0.9)
})

it('an unlimited key has no usage ratio, a limit of nothing is always full', () => {
  expect(usageRatio({ ...KEY, dailyLimit: null }, state({ day: usedHalf }), null, NOW)).toBe(0)
  expect(usageRatio({ ...KEY, dailyLimit: 0 }, state({}), null, NOW)).toBe(1)
})
