import { expect, test } from 'vitest'
import { makeTimeId } from './time-id'

test('ids sort in the order they were made, within a millisecond and when the clock goes back', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => makeTimeId(1_800_000_000_000 - (index % 7)))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id is a version 7 UUID', () => {
  expect(makeTimeId(1_800_000_100_000)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
