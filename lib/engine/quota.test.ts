import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addToMinute, dayResetAt, isZone, minuteRoomAt, minuteUsed, monthResetAt, newDay, rollDay } from './quota'
import type { MinuteCount } from './state'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './vocabulary'

const at = (text: string) => Date.parse(text)

describe('a quota day ends at the next local midnight', () => {
  test.each([
    // zone, now, reset, what it shows
    ['America/Los_Angeles', '2026-03-08T07:59:59.999Z', '2026-03-08T08:00:00Z', 'the last moment before'],
    ['America/Los_Angeles', '2026-03-08T08:00:00Z', '2026-03-09T07:00:00Z', 'a day of 23 hours'],
    ['America/Los_Angeles', '2026-03-08T15:00:00Z', '2026-03-09T07:00:00Z', 'after the switch to summer'],
    ['America/Los_Angeles', '2026-11-01T07:00:00Z', '2026-11-02T08:00:00Z', 'a day of 25 hours'],
    ['America/Los_Angeles', '2026-11-01T08:30:00Z', '2026-11-02T08:00:00Z', 'within the hour that comes twice'],
    ['America/Los_Angeles', '2026-11-01T09:30:00Z', '2026-11-02T08:00:00Z', 'within its second coming'],
    ['America/Los_Angeles', '2026-07-04T12:00:00Z', '2026-07-05T07:00:00Z', 'an ordinary summer day'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'a day of 23 hours'],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'a day of 25 hours'],
    ['Asia/Kathmandu', '2026-06-01T18:14:59Z', '2026-06-01T18:15:00Z', 'an offset of 5:45'],
    ['Asia/Kathmandu', '2026-06-01T18:15:00Z', '2026-06-02T18:15:00Z', 'an offset of 5:45'],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z', 'a switch of half an hour'],
    ['America/Havana', '2026-03-07T17:00:00Z', '2026-03-08T05:00:00Z', 'midnight does not exist: 1:00 is first'],
    ['America/Havana', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 'the day that began at 1:00'],
    ['America/Havana', '2026-10-31T16:00:00Z', '2026-11-01T04:00:00Z', 'midnight comes twice: the first counts'],
    ['America/Havana', '2026-11-01T04:30:00Z', '2026-11-02T05:00:00Z', 'the second midnight resets nothing'],
    ['America/Havana', '2026-11-01T05:30:00Z', '2026-11-02T05:00:00Z', 'after the second midnight'],
    ['America/Santiago', '2026-09-05T16:00:00Z', '2026-09-06T04:00:00Z', 'midnight does not exist'],
    ['America/Santiago', '2026-04-05T02:59:59Z', '2026-04-05T04:00:00Z', '23:00 comes twice'],
    ['America/Santiago', '2026-04-05T03:30:00Z', '2026-04-05T04:00:00Z', '23:00 comes twice'],
    ['Pacific/Apia', '2011-12-29T20:00:00Z', '2011-12-30T10:00:00Z', 'a whole day does not exist'],
    ['Pacific/Kiritimati', '2026-12-31T09:59:59Z', '2026-12-31T10:00:00Z', 'the first new year'],
    ['America/Los_Angeles', '2026-12-31T12:00:00Z', '2027-01-01T08:00:00Z', 'the end of a year'],
    ['UTC', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z', 'the end of a year'],
    ['UTC', '2028-02-28T10:00:00Z', '2028-02-29T00:00:00Z', 'a leap year'],
  ])('%s at %s: %s (%s)', (zone, now, reset) => {
    expect(new Date(dayResetAt(at(now), zone)).toISOString()).toBe(new Date(at(reset)).toISOString())
  })
})

describe('a quota month ends at the first local midnight of the next', () => {
  test.each([
    ['UTC', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['UTC', '2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z'],
    ['UTC', '2026-12-31T12:00:00Z', '2027-01-01T00:00:00Z'],
    ['America/Los_Angeles', '2026-10-31T12:00:00Z', '2026-11-01T07:00:00Z'],
    ['America/Los_Angeles', '2026-11-01T07:00:00Z', '2026-12-01T08:00:00Z'],
    ['Asia/Kathmandu', '2026-05-31T18:15:00Z', '2026-06-30T18:15:00Z'],
    // The first of the month begins at 1:00 there.
    ['America/Asuncion', '2023-09-30T12:00:00Z', '2023-10-01T04:00:00Z'],
  ])('%s at %s: %s', (zone, now, reset) => {
    expect(new Date(monthResetAt(at(now), zone)).toISOString()).toBe(new Date(at(reset)).toISOString())
  })
})

const ZONES = [
  'UTC',
  'America/Los_Angeles',
  'America/Havana',
  'America/Santiago',
  'America/St_Johns',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
]
const anyInstant = fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2036-01-01T00:00:00Z') })

it('a reset is the first moment of a later local date, whatever was asked before', () => {
  const localDate = (instant: number, zone: string) => new Date(instant).toLocaleDateString('sv-SE', { timeZone: zone })
  fc.assert(
    fc.property(anyInstant, fc.constantFrom(...ZONES), (now, zone) => {
      const resetAt = dayResetAt(now, zone)
      expect(resetAt - now).toBeGreaterThan(0)
      expect(resetAt - now).toBeLessThanOrEqual(25 * HOUR_MS)
      expect(localDate(resetAt - 1, zone)).toBe(localDate(now, zone))
      expect(localDate(resetAt, zone) > localDate(now, zone)).toBe(true)
      const monthAt = monthResetAt(now, zone)
      expect(localDate(monthAt - 1, zone).slice(0, 7)).toBe(localDate(now, zone).slice(0, 7))
      expect(localDate(monthAt, zone).slice(0, 7) > localDate(now, zone).slice(0, 7)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['America/Los_Angeles', true],
  ['UTC', true],
  ['Asia/Kathmandu', true],
  ['America/Nowhere', false],
  ['', false],
  ['+02:00', false],
  ['Pacific time', false],
])('isZone(%j) is %s', (zone, expected) => {
  expect(isZone(zone)).toBe(expected)
})

describe('a day count', () => {
  const zone = 'America/Los_Angeles'
  const noon = at('2026-11-22T20:00:00Z')
  const midnight = at('2026-11-23T08:00:00Z')

  it('is the same object until its reset, and unused from then on', () => {
    const day = { ...newDay(noon, zone), used: 7 }
    expect(day.resetAt).toBe(midnight)
    expect(rollDay(day, midnight - 1, zone)).toBe(day)
    expect(rollDay(day, midnight, zone)).toEqual({ used: 0, resetAt: midnight + DAY_MS })
  })

  it('turns once over days nobody asked about', () => {
    const day = { used: 7, resetAt: midnight }
    expect(rollDay(day, midnight + 10 * DAY_MS, zone)).toEqual({ used: 0, resetAt: midnight + 11 * DAY_MS })
  })

  it('is neither un-turned nor turned again by a clock that jumps back over the reset', () => {
    const turned = rollDay({ used: 7, resetAt: midnight }, midnight, zone)
    const counted = { ...turned, used: 3 }
    expect(rollDay(counted, midnight - HOUR_MS, zone)).toBe(counted)
    expect(rollDay(counted, midnight + HOUR_MS, zone)).toBe(counted)
  })

  it('keeps its count but not its reset after a clock was days ahead', () => {
    const ahead = { used: 3, resetAt: midnight + 365 * DAY_MS }
    expect(rollDay(ahead, noon, zone)).toEqual({ used: 3, resetAt: midnight })
  })
})

describe('a minute count', () => {
  const start = at('2026-11-22T12:00:00Z')
  const steps = fc.array(
    fc.record({ waitMs: fc.integer({ min: 0, max: 20 * SECOND_MS }), amount: fc.integer({ min: 0, max: 5 }) }),
    { maxLength: 60 },
  )

  it('is never less than what happened in the last 60 s, and never more than in the last 65 s', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 2 * MINUTE_MS }), (events, laterMs) => {
        const { count, log, now } = replay(events)
        const asked = now + laterMs
        expect(minuteUsed(count, asked)).toBeGreaterThanOrEqual(sumSince(log, asked - MINUTE_MS))
        expect(minuteUsed(count, asked)).toBeLessThanOrEqual(sumSince(log, asked - MINUTE_MS - 5 * SECOND_MS))
        expect(count.length).toBeLessThanOrEqual(14)
      }),
      { numRuns: 2000 },
    )
  })

  it('has room at exactly the instant it names, and not a millisecond sooner', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), (events, limit, amount) => {
        const { count, now } = replay(events)
        const roomAt = minuteRoomAt(count, limit, amount, now)
        if (amount > limit) {
          expect(roomAt).toBe(Number.POSITIVE_INFINITY)
          return
        }
        expect(minuteUsed(count, roomAt) + amount).toBeLessThanOrEqual(limit)
        if (roomAt > now) expect(minuteUsed(count, roomAt - 1) + amount).toBeGreaterThan(limit)
        else expect(roomAt).toBe(now)
      }),
      { numRuns: 2000 },
    )
  })

  it('stays conservative over a clock that jumps back by less than a minute', () => {
    const counted = addToMinute(addToMinute([], start, 4), start - 40 * SECOND_MS, 3)
    expect(minuteUsed(counted, start - 40 * SECOND_MS)).toBe(7)
    expect(minuteUsed(counted, start + 19 * SECOND_MS)).toBe(7)
  })

  it('forgets over a second jump back only what is further ahead than a minute', () => {
    const counted = addToMinute(addToMinute([], start, 4), start - 40 * SECOND_MS, 3)
    const again = addToMinute(counted, start - 80 * SECOND_MS, 1)
    expect(minuteUsed(again, start - 80 * SECOND_MS)).toBe(4)
    expect(minuteUsed(again, start - 10 * SECOND_MS)).toBe(3)
  })

  it('blocks nobody for hours after a clock that was hours ahead', () => {
    const counted = addToMinute([], start + 5 * HOUR_MS, 100)
    expect(minuteUsed(counted, start)).toBe(0)
    expect(minuteUsed(addToMinute(counted, start, 1), start)).toBe(1)
    expect(minuteRoomAt(counted, 100, 1, start)).toBe(start)
  })

  it('is the same object when nothing is added', () => {
    const counted = addToMinute([], start, 1)
    expect(addToMinute(counted, start + HOUR_MS, 0)).toBe(counted)
  })

  function replay(events: readonly { waitMs: number; amount: number }[]) {
    let now = start
    let count: MinuteCount = []
    const log: { at: number; amount: number }[] = []
    for (const { waitMs, amount } of events) {
      now += waitMs
      count = addToMinute(count, now, amount)
      log.push({ at: now, amount })
    }
    return { count, log, now }
  }

  function sumSince(log: readonly { at: number; amount: number }[], since: number): number {
    return log.filter(event => event.at > since).reduce((sum, event) => sum + event.amount, 0)
  }
})
