import { expect, test } from 'vitest'
import { key, NOW, restingKey, statusOf } from '@/components/keys/status.fixture'
import { verdictOf } from './verdict'

test('all keys well: one good sentence', () => {
  const status = statusOf({ Groq: [key(), key({ id: 'k2' })] })
  expect(verdictOf(status, NOW)).toEqual({ tone: 'good', sentence: 'All 2 keys can serve.' })
})

test('some keys out: how many serve, and which service returns first', () => {
  const status = statusOf({ Groq: [key(), restingKey('k2', 90)], Gemini: [key(), restingKey('k3', 38)] })
  expect(verdictOf(status, NOW)).toEqual({
    tone: 'rest',
    sentence: "2 of 4 keys can serve now. Gemini's next key returns in 38 s.",
  })
})

test('a service without a working key is bad news, and is named', () => {
  const status = statusOf({ Groq: [key()], Resend: [restingKey('k2', 300)] })
  expect(verdictOf(status, NOW)).toEqual({
    tone: 'bad',
    sentence: "1 of 2 keys can serve now. Resend: no key may work. Resend's next key returns in 5 min 00 s.",
  })
})

test('keys that wait for a person are counted', () => {
  const status = statusOf({ Groq: [key(), key({ id: 'k2', status: 'rejected', available: false })] })
  expect(verdictOf(status, NOW).sentence).toBe('1 of 2 keys can serve now. 1 key needs your review.')
})

test('no keys: it says so', () => {
  expect(verdictOf(statusOf({}), NOW)).toEqual({ tone: 'bad', sentence: 'No keys yet: nothing can be served.' })
})
