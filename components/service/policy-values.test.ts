import { expect, test } from 'vitest'
import { policyChangeSchema } from '@/lib/contract/service'
import { policySchema } from '@/lib/contract/services'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { changeOf, isAsItCame, isZone, policyOf, readNumber, valuesOf } from './policy-values'
import { readSpan } from './span-text'

const own = policySchema.parse(DEFAULT_POLICY)
const inForce = { ...own, strategy: 'priority' as const, maxAttempts: 5 }
const values = valuesOf(inForce, spanMs => `${spanMs / 1000} s`)

test.each([
  ['90 s', 90_000],
  ['5 min', 300_000],
  ['1 h 30 min', 5_400_000],
  ['1h30m', 5_400_000],
  ['45', 45_000],
  ['0', 0],
  ['1,5 dəq', 90_000],
  ['2 gün', 172_800_000],
  ['500 ms', 500],
  ['10 saniyə', 10_000],
  ['5 parsec', null],
  ['5 min 3', null],
  ['about 5 min', null],
  ['-5 s', null],
  ['', null],
])('a span typed as %j is %j ms', (text, spanMs) => {
  expect(readSpan(text)).toBe(spanMs)
})

test('a number out of its range, or half a number, is not understood', () => {
  expect(readNumber('maxAttempts', '20')).toBe(20)
  for (const typed of ['0', '101', '2.5', '', 'many', '1e1']) expect(readNumber('maxAttempts', typed), typed).toBeNull()
  expect(readNumber('maxWaitMs', '6 min')).toBeNull()
  expect(readNumber('rateLimitRestMs', '0.5 s')).toBeNull()
})

test('an untouched form changes nothing', () => {
  expect(policyOf(values, inForce)).toEqual(inForce)
  expect(changeOf(policyOf(values, inForce), inForce, own)).toEqual({})
})

test('only what differs is sent, and what is as the service came with is given back', () => {
  const wanted = policyOf({ ...values, strategy: 'score', maxWaitMs: '2 s', dayZone: 'Asia/Baku' }, inForce)
  const change = changeOf(wanted, inForce, own)
  expect(change).toEqual({ strategy: null, maxWaitMs: 2000, dayZone: 'Asia/Baku' })
  expect(policyChangeSchema.parse(change)).toEqual(change)
})

test('a zone is one that exists', () => {
  expect(['UTC', 'Europe/Berlin', 'Mars/Olympus', '+02:00', ''].map(isZone)).toEqual([true, true, false, false, false])
})

test('a field is as it came however it is typed', () => {
  const came = { ...values, rateLimitRestMs: '1 min' }
  expect(isAsItCame('rateLimitRestMs', { ...values, rateLimitRestMs: '60' }, came)).toBe(true)
  expect(isAsItCame('rateLimitRestMs', { ...values, rateLimitRestMs: '61 s' }, came)).toBe(false)
  expect(isAsItCame('rateLimitRestMs', { ...values, rateLimitRestMs: 'x' }, came)).toBe(false)
})
