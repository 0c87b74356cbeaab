import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { CALLER_WINDOWS, callerWindowEnd, callerWindowStart } from '@/lib/engine/caller-limits'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { usageBucketOf } from './usage-tally'

/** Where the clock of the machine says something else than UTC, with summer times, odd offsets and a skipped day. */
const ZONES = [
  'UTC',
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Baku',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
]

const zoneOfMachine = process.env.TZ
afterEach(() => {
  if (zoneOfMachine === undefined) delete process.env.TZ
  else process.env.TZ = zoneOfMachine
})

/** Any instant from 1970 to 2100, and the turns of months, of years and of summer times with what lies around them. */
const turns = [
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2026, 2, 8, 10),
  Date.UTC(2026, 10, 1, 9),
  Date.UTC(2011, 11, 30, 10),
  Date.UTC(2024, 1, 29),
  Date.UTC(2027, 0, 1),
]
const instants = fc.oneof(
  fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
  fc.tuple(fc.constantFrom(...turns), fc.integer({ min: -26 * HOUR_MS, max: 26 * HOUR_MS })).map(([at, by]) => at + by),
  fc
    .tuple(fc.integer({ min: 1970, max: 2099 }), fc.integer({ min: 0, max: 11 }), fc.integer({ min: -1, max: 1 }))
    .map(([year, month, by]) => Math.max(0, Date.UTC(year, month) + by)),
)

describe.each(ZONES)('on a machine in %s', zone => {
  test('what a caller’s limit counts and what is written down begin at the same instants', () => {
    process.env.TZ = zone
    expect(new Date(Date.UTC(2026, 6, 1)).getTimezoneOffset() === 0).toBe(zone === 'UTC')
    fc.assert(
      fc.property(instants, fc.constantFrom(...CALLER_WINDOWS), (at, window) => {
        const start = callerWindowStart(window, at)
        expect(usageBucketOf(at, window)).toBe(start)
        const end = callerWindowEnd(window, at)
        // each instant lies in one window, and windows follow each other without a gap
        expect(start <= at && at < end).toBe(true)
        expect(callerWindowStart(window, start)).toBe(start)
        expect(callerWindowStart(window, end - 1)).toBe(start)
        expect(callerWindowStart(window, end)).toBe(end)
        // rows are added up by the minute first: that moves none into another window
        expect(usageBucketOf(at - (at % MINUTE_MS), window)).toBe(start)
        expect(new Date(start).toISOString()).toMatch(BEGINNING[window])
      }),
      { numRuns: 500 },
    )
  })
})

const BEGINNING = { minute: /:00\.000Z$/, day: /T00:00:00\.000Z$/, month: /-01T00:00:00\.000Z$/ }
