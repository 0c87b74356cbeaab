import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { bucketSpans } from './bucket-spans'
import { GRAIN_MS } from './tally'

const DAY = Date.UTC(2026, 10, 22)

test('a day and a bit is one day and the pieces at its ends', () => {
  const since = DAY - 90 * MINUTE_MS
  expect(bucketSpans(since, DAY + DAY_MS + 2 * HOUR_MS + MINUTE_MS, 0)).toEqual([
    { grain: 'minute', since, until: DAY - HOUR_MS },
    { grain: 'hour', since: DAY - HOUR_MS, until: DAY },
    { grain: 'day', since: DAY, until: DAY + DAY_MS },
    { grain: 'hour', since: DAY + DAY_MS, until: DAY + DAY_MS + 2 * HOUR_MS },
    { grain: 'minute', since: DAY + DAY_MS + 2 * HOUR_MS, until: DAY + DAY_MS + 2 * HOUR_MS + MINUTE_MS },
  ])
})

test('every minute of the time is in exactly one bucket, and few buckets are needed', () => {
  const minute = fc.integer({ min: 0, max: 40 * 24 * 60 })
  fc.assert(
    fc.property(minute, minute, minute, (from, length, probe) => {
      const since = DAY + from * MINUTE_MS
      const until = since + length * MINUTE_MS
      const at = DAY + probe * MINUTE_MS
      const spans = bucketSpans(since, until, 0)
      const holds = spans.filter(span => at >= span.since && at < span.until)
      expect(holds).toHaveLength(at >= since && at < until ? 1 : 0)
      const buckets = spans.reduce((sum, span) => sum + (span.until - span.since) / GRAIN_MS[span.grain], 0)
      expect(Number.isInteger(buckets)).toBe(true)
      expect(buckets).toBeLessThanOrEqual(2 * 59 + 2 * 23 + 40)
    }),
  )
})

test('a time that began before minutes are kept is counted from its hour', () => {
  expect(bucketSpans(DAY + 30 * MINUTE_MS, DAY + 3 * HOUR_MS, DAY + HOUR_MS)).toEqual([
    { grain: 'hour', since: DAY, until: DAY + 3 * HOUR_MS },
  ])
})
