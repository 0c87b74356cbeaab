import { expect, test } from 'vitest'
import { usageSpans } from './usage-spans'

const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const LATE = at('2030-01-01')
const said = (since: string, until: string, now = LATE) =>
  usageSpans(at(since), at(until), now).map(
    ({ grain, since, until }) =>
      `${grain} ${new Date(since).toISOString().slice(0, 10)} ${new Date(until).toISOString().slice(0, 10)}`,
  )

test.each([
  ['2026-11-22', '2026-11-23', ['day 2026-11-22 2026-11-23']],
  ['2026-11-01', '2026-12-01', ['month 2026-11-01 2026-12-01']],
  ['2026-10-29', '2026-11-28', ['day 2026-10-29 2026-11-28']],
  [
    '2026-10-15',
    '2026-12-03',
    ['day 2026-10-15 2026-11-01', 'month 2026-11-01 2026-12-01', 'day 2026-12-01 2026-12-03'],
  ],
  ['2025-12-01', '2026-02-01', ['month 2025-12-01 2026-02-01']],
  ['2024-02-01', '2024-03-02', ['month 2024-02-01 2024-03-01', 'day 2024-03-01 2024-03-02']],
])('%s to %s', (since, until, spans) => {
  expect(said(since, until)).toEqual(spans)
})

const spansOf = (since: string, until: string, now = LATE) =>
  usageSpans(Date.parse(since), Date.parse(until), now).map(
    ({ grain, since, until }) =>
      `${grain} ${new Date(since).toISOString().slice(5, 13)} ${new Date(until).toISOString().slice(5, 13)}`,
  )

test('hours stand before the first whole day, and behind the last', () => {
  expect(spansOf('2026-11-21T07:00Z', '2026-11-23T02:00Z')).toEqual([
    'hour 11-21T07 11-22T00',
    'day 11-22T00 11-23T00',
    'hour 11-23T00 11-23T02',
  ])
  expect(spansOf('2026-11-21T07:00Z', '2026-11-21T09:00Z')).toEqual(['hour 11-21T07 11-21T09'])
})

test('the running day is whole when all of it that has been is asked for', () => {
  const [now, until] = [Date.parse('2026-11-22T06:30Z'), '2026-11-22T07:00Z']
  expect(spansOf('2026-11-21T07:00Z', until, now)).toEqual(['hour 11-21T07 11-22T00', 'day 11-22T00 11-23T00'])
  expect(spansOf('2026-11-21T06:00Z', '2026-11-22T06:00Z', now)).toEqual(['hour 11-21T06 11-22T06'])
})

test('the running month is whole when all of it that has been is asked for', () => {
  const now = at('2026-11-22') + 1000
  expect(said('2026-10-30', '2026-11-23', now)).toEqual(['day 2026-10-30 2026-11-01', 'month 2026-11-01 2026-12-01'])
  expect(said('2026-10-30', '2026-11-22', now)).toEqual(['day 2026-10-30 2026-11-22'])
})
