import { expect, test } from 'vitest'
import { localeOf } from './locale'

test.each([
  ['az-Latn-AZ,az;q=0.9,en;q=0.8', 'az'],
  ['de-DE,de;q=0.9,az;q=0.3', 'az'],
  ['az;q=0.4, en-GB;q=0.9', 'en'],
  ['az;q=0, fr', 'en'],
  ['tr', 'en'],
  ['', 'en'],
])('the browser asks for %j and reads %s', (asked, locale) => {
  expect(localeOf(asked)).toBe(locale)
})
