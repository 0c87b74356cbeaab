import { beforeAll, describe, expect, test } from 'vitest'
import { provideAzerbaijani } from './azerbaijani'

const AT = Date.UTC(2026, 10, 22, 12, 34, 56)
const ZONE = { timeZone: 'Europe/Berlin' }

describe('Azerbaijani, where the browser has none', () => {
  beforeAll(provideAzerbaijani)

  test.each([
    [{ dateStyle: 'medium', timeStyle: 'short' }, '22 noy 2026, 13:34'],
    [{ dateStyle: 'medium', timeStyle: 'medium' }, '22 noy 2026, 13:34:56'],
    [{ dateStyle: 'long' }, '22 noyabr 2026'],
    [{ dateStyle: 'short' }, '22.11.2026'],
    [{ weekday: 'long' }, 'bazar'],
    [{ weekday: 'short', hour: '2-digit', minute: '2-digit' }, 'B. 13:34'],
    [{ month: 'short', day: 'numeric' }, '22 noy'],
  ] as const)('a date %j is %s', (options, words) => {
    expect(new Intl.DateTimeFormat('az', { ...options, ...ZONE }).format(AT)).toBe(words)
  })

  test.each([
    [{}, '12.345,678'],
    [{ style: 'percent' }, '1.234.568%'],
    [{ notation: 'compact' }, '12K'],
    [{ style: 'unit', unit: 'second' }, '12.345,678 san'],
    [{ style: 'currency', currency: 'USD' }, '$12.345,68'],
  ] as const)('a number %j is %s', (options, words) => {
    expect(new Intl.NumberFormat('az-AZ', options).format(12_345.678)).toBe(words)
  })

  test.each([
    [{}, 'a, b və c'],
    [{ type: 'disjunction' }, 'a, b yaxud c'],
  ] as const)('a list %j is %s', (options, words) => {
    expect(new Intl.ListFormat('az', options).format(['a', 'b', 'c'])).toBe(words)
  })

  test('May, June and every other month have their names, short and long', () => {
    const names = (month: 'short' | 'long') => {
      const format = new Intl.DateTimeFormat('az', { month, timeZone: 'UTC' })
      return Array.from({ length: 12 }, (_, index) => format.format(Date.UTC(2026, index, 15)))
    }
    expect(names('short')).toEqual('yan fev mar apr may iyn iyl avq sen okt noy dek'.split(' '))
    expect(names('long')).toContain('iyun')
    expect(names('long')).toContain('sentyabr')
  })

  test('other languages stay as they are, and what is called without `new` still is', () => {
    expect(new Intl.NumberFormat('de').format(1234.5)).toBe('1.234,5')
    expect(new Intl.DateTimeFormat('en', { dateStyle: 'medium', ...ZONE }).format(AT)).toBe('Nov 22, 2026')
    expect(Intl.DateTimeFormat('en', { timeZone: 'Asia/Baku' }).resolvedOptions().timeZone).toBe('Asia/Baku')
  })
})
