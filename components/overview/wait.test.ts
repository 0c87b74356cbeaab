import { expect, test } from 'vitest'
import { roughWait, spokenWait } from './wait'

test.each([
  [-5, '0 s'],
  [1, '1 s'],
  [38_000, '38 s'],
  [59_999, '1 min 00 s'],
  [60_000, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_600_000, '1 h 00 min'],
  [11_520_000, '3 h 12 min'],
  [187_200_000, '2 d 4 h'],
])('a wait of %i ms reads %s', (spanMs, text) => {
  expect(spokenWait(spanMs)).toBe(text)
})

test.each([
  [-1, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [7_199_999, '1 h'],
  [172_800_000, '2 d'],
])('%i ms ago reads %s', (spanMs, text) => {
  expect(roughWait(spanMs)).toBe(text)
})
