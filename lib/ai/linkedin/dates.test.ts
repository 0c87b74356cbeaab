import { expect, test } from 'vitest'
import { readDate } from './dates'

test.each([
  ['Jan 2020', '2020-01'],
  ['September 2019', '2019-09'],
  ['May 17, 2019', '2019-05-17'],
  ['17 May 2019', '2019-05-17'],
  ['2019', '2019'],
  ['2019-5', '2019-05'],
  ['2019/05/17 10:00:00 UTC', '2019-05-17'],
  ['2019-13', undefined],
  ['Foo 2019', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('%s is %s', (given, expected) => expect(readDate(given)).toBe(expected))
