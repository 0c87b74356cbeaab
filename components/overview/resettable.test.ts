import { expect, test } from 'vitest'
import { key, NOW, restingKey, statusOf } from '@/components/keys/status.fixture'
import type { KeyStatusView } from '@/lib/contract/status'
import { canReset, resettableOf } from './resettable'
import { words } from './words'

test('a key that serves has nothing to reset, one that rests does until its rest ends', () => {
  expect(canReset(key(), NOW)).toBe(false)
  expect(canReset(restingKey('k', 38), NOW)).toBe(true)
  expect(canReset(restingKey('k', 38), NOW + 38_000)).toBe(false)
})

test.each<[KeyStatusView['status'], boolean]>([
  ['rejected', true],
  ['suspended', true],
  ['out-of-credit', true],
  ['paused', false],
  ['expired', false],
])('a reset of a %s key changes something: %s', (status, changes) => {
  expect(canReset(key({ status, available: false }), NOW)).toBe(changes)
})

test('a service and the page count what they would reset, circuits too', () => {
  const { groq, gemini } = statusOf({
    groq: [key(), restingKey('r', 9)],
    gemini: [key({ status: 'rejected' })],
  }).services
  if (!groq || !gemini) throw new Error('both are there')
  const isOpen = { ...gemini, circuit: 'open' as const }
  expect(resettableOf([groq], NOW)).toEqual({ keyCount: 1, circuitCount: 0 })
  expect(resettableOf([groq, isOpen], NOW)).toEqual({ keyCount: 2, circuitCount: 1 })
  expect(words.reset.amount(resettableOf([groq, isOpen], NOW))).toBe('2 keys and 1 circuit')
  expect(words.reset.amount({ keyCount: 0, circuitCount: 0 })).toBeNull()
})
