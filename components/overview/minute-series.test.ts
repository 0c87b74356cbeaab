import { expect, test } from 'vitest'
import { usageSchema } from '@/lib/contract/usage'
import { minuteSeries } from './minute-series'

const AT = '2026-11-22T06:30:00.000Z'
const NEXT = '2026-11-22T06:31:00.000Z'

test('a minute without attempts is nought, one that nobody counted is a gap', () => {
  const series = minuteSeries({
    generatedAt: NEXT,
    minutes: [
      { at: AT, outcomes: null },
      { at: NEXT, outcomes: {} },
    ],
  })
  expect(series.buckets.map(({ isGap, attempts }) => [isGap, attempts])).toEqual([
    [true, 0],
    [false, 0],
  ])
})

test('every attempt is in one group, and the series is as the charts expect it', () => {
  const outcomes = { success: 5, 'rate-limited': 3, refused: 2, overloaded: 1, aborted: 1, 'key-rejected': 1 }
  const series = minuteSeries({ generatedAt: AT, minutes: [{ at: AT, outcomes }] })
  expect(usageSchema.parse(series).to).toBe(NEXT)
  expect(series.buckets[0]).toMatchObject({
    attempts: 13,
    outcomes: { answered: 5, limited: 3, key: 1, service: 1, caller: 1, refused: 2 },
  })
})
