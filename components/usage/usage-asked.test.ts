import { expect, test } from 'vitest'
import { lastDayOf, rangeFrom, usageAsked } from './usage-asked'

test('a range keeps its order and its length: the other day moves along', () => {
  const range = { first: '2026-11-01', last: '2026-11-20' }
  expect(rangeFrom(range, 'from', '2026-11-25')).toEqual({ from: '2026-11-25', to: '2026-11-25' })
  expect(rangeFrom(range, 'to', '2026-10-02')).toEqual({ from: '2026-10-02', to: '2026-10-02' })
  expect(rangeFrom(range, 'from', '2024-01-01')).toEqual({ from: '2024-01-01', to: '2024-12-31' })
  expect(rangeFrom(range, 'to', '2026-11-22')).toEqual({ from: '2026-11-01', to: '2026-11-22' })
})

test('an address whose range cannot be is asked without one', () => {
  expect(usageAsked({ span: 'range', from: '2026-11-20', to: '2026-11-01' })).toEqual({ span: 'range' })
  expect(usageAsked({ span: 'range', from: 'soon', to: '2026-11-01' })).toEqual({ span: 'range', to: '2026-11-01' })
  expect(usageAsked({ span: 'year', by: 'model' })).toEqual({ by: 'model' })
})

test('the last day of a time that runs is today', () => {
  const generatedAt = '2026-11-22T09:00:00.000Z'
  expect(lastDayOf({ to: '2026-12-01T00:00:00.000Z', generatedAt })).toBe('2026-11-22')
  expect(lastDayOf({ to: '2026-11-01T00:00:00.000Z', generatedAt })).toBe('2026-10-31')
})
