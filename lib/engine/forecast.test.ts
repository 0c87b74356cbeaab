import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyAt, historyOf, type LimitHistory } from './forecast'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './vocabulary'

const NOON = Date.UTC(2026, 10, 22, 12)
const MIDNIGHT = NOON + 12 * HOUR_MS
const day = (used: number, limit = 1000) => ({ used, limit, resetAt: MIDNIGHT })
const steady = (perHour: number): LimitHistory => ({
  recent: { since: NOON - HOUR_MS, used: perHour },
  profile: null,
})

describe('when a limit is empty', () => {
  test('at the recent pace', () => {
    expect(emptyAt(day(800), steady(100), NOON)).toBe(NOON + 2 * HOUR_MS)
  })

  test('at the pace of the day so far, when nothing else is known', () => {
    expect(emptyAt(day(600), null, NOON)).toBe(NOON + 8 * HOUR_MS)
    expect(emptyAt(day(400), null, NOON)).toBeNull()
  })

  test('a minute of a day says nothing', () => {
    expect(emptyAt({ ...day(500), resetAt: NOON + DAY_MS - MINUTE_MS }, null, NOON)).toBeNull()
  })

  test('what is used up is empty now, and after its reset nobody can say', () => {
    expect(emptyAt(day(1000), null, NOON)).toBe(NOON)
    expect(emptyAt({ ...day(1000), resetAt: NOON }, null, NOON)).toBeNull()
  })

  test('quiet hours ahead put it off, busy ones bring it nearer', () => {
    // 100 in the hour before noon, then 10 an hour, and 300 from 18:00 on
    const means = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 100 : hour < 18 ? 10 : 300))
    const history = { ...steady(100), profile: { hourAt: NOON - 12 * HOUR_MS, means } }
    expect(emptyAt(day(640), history, NOON)).toBe(NOON + 7 * HOUR_MS)
    // today is twice as busy as the days before
    expect(emptyAt(day(640), { ...history, recent: { since: NOON - HOUR_MS, used: 200 } }, NOON)).toBe(
      NOON + 6 * HOUR_MS + 24 * MINUTE_MS,
    )
  })
})

test('whole days make a profile; hours before counting began are unknown and not empty', () => {
  const hours = Array.from({ length: 72 }, (_, index) => {
    const at = NOON - (index + 1) * HOUR_MS
    return { at, used: new Date(at).getUTCHours() === 9 ? 60 : 6 }
  })
  const now = NOON + 30 * MINUTE_MS
  const known = historyOf(hours, NOON - 3 * DAY_MS, now)
  expect(known.recent).toEqual({ since: NOON - HOUR_MS, used: 6 })
  expect(known.profile?.means[21]).toBe(60)
  expect(known.profile?.means.filter(mean => mean === 6)).toHaveLength(23)
  expect(historyOf(hours, NOON - DAY_MS, now).profile).toBeNull()
})

const amount = fc.integer({ min: 0, max: 5000 })
const anyHistory = fc.oneof(
  fc.constant(null),
  fc.record({
    recent: fc.option(fc.record({ since: fc.integer({ min: NOON - 2 * HOUR_MS, max: NOON }), used: amount })),
    profile: fc.option(
      fc.record({
        hourAt: fc.integer({ min: -50, max: 50 }).map(hours => NOON + hours * HOUR_MS),
        means: fc.array(amount, { minLength: 24, maxLength: 24 }),
      }),
    ),
  }),
)
const standing = fc.record({
  used: amount,
  limit: fc.integer({ min: 1, max: 5000 }),
  resetAt: fc.integer({ min: NOON - HOUR_MS, max: NOON + DAY_MS }),
})

test('it never lies in the past nor at or after the reset', () => {
  fc.assert(
    fc.property(standing, anyHistory, (limit, history) => {
      const at = emptyAt(limit, history, NOON)
      if (at === null) return
      expect(at).toBeGreaterThanOrEqual(NOON)
      expect(at).toBeLessThan(limit.resetAt)
    }),
  )
})

test('more use, and a smaller limit, never make it later', () => {
  const late = (at: number | null) => at ?? Number.POSITIVE_INFINITY
  fc.assert(
    fc.property(standing, anyHistory, amount, (limit, history, more) => {
      const at = late(emptyAt(limit, history, NOON))
      expect(late(emptyAt({ ...limit, used: limit.used + more }, history, NOON))).toBeLessThanOrEqual(at)
      expect(late(emptyAt({ ...limit, limit: limit.limit + more }, history, NOON))).toBeGreaterThanOrEqual(at)
    }),
  )
})

test('a faster recent pace never makes it later', () => {
  const late = (at: number | null) => at ?? Number.POSITIVE_INFINITY
  fc.assert(
    fc.property(standing, anyHistory, amount, (limit, history, more) => {
      if (!history?.recent) return
      const faster = { ...history, recent: { ...history.recent, used: history.recent.used + more } }
      expect(late(emptyAt(limit, faster, NOON))).toBeLessThanOrEqual(late(emptyAt(limit, history, NOON)))
    }),
  )
})

test('a limit nobody uses is never empty', () => {
  expect(emptyAt(day(0), steady(0), NOON)).toBeNull()
  expect(emptyAt(day(0), null, NOON)).toBeNull()
})
