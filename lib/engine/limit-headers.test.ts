import { expect, test } from 'vitest'
import { readLimits } from './limit-headers'

const NOW = Date.parse('2026-11-22T06:30:00Z')

test('Groq: requests are a day’s, tokens a minute’s, because the service says so', () => {
  const headers = {
    'content-type': 'application/json',
    'x-ratelimit-limit-requests': '14400',
    'x-ratelimit-remaining-requests': '14370',
    'x-ratelimit-reset-requests': '2m59.56s',
    'x-ratelimit-limit-tokens': '6000',
    'x-ratelimit-remaining-tokens': '5997',
    'x-ratelimit-reset-tokens': '7.66s',
  }
  expect(readLimits(headers, NOW, 'm', { requests: 'day', tokens: 'minute' })).toEqual([
    {
      unit: 'requests',
      per: 'day',
      model: 'm',
      limit: 14_400,
      remaining: 14_370,
      resetAt: NOW + 179_560,
      learnedAt: NOW,
    },
    { unit: 'tokens', per: 'minute', model: 'm', limit: 6000, remaining: 5997, resetAt: NOW + 7660, learnedAt: NOW },
  ])
})

test('a window in the header’s own name goes before what the service says', () => {
  const headers = { 'x-ratelimit-remaining-requests-day': '3', 'x-ratelimit-remaining-tokens-minute': '9' }
  expect(readLimits(headers, NOW, null).map(({ unit, per, remaining }) => [unit, per, remaining])).toEqual([
    ['requests', 'day', 3],
    ['tokens', 'minute', 9],
  ])
})

test('Anthropic: each of its limits is one', () => {
  const headers = {
    'anthropic-ratelimit-requests-limit': '50',
    'anthropic-ratelimit-requests-reset': '2026-11-22T06:31:00Z',
    'anthropic-ratelimit-input-tokens-limit': '30000',
    'anthropic-ratelimit-input-tokens-remaining': '0',
  }
  expect(readLimits(headers, NOW, 'm')).toMatchObject([
    { unit: 'requests', limit: 50, remaining: null, resetAt: NOW + 60_000 },
    { unit: 'tokens', limit: 30_000, remaining: 0, resetAt: null },
  ])
})

test('the IETF draft may add its policy behind the number', () => {
  const headers = { 'ratelimit-limit': '5, 5;w=1', 'ratelimit-remaining': '4', 'ratelimit-reset': '1' }
  expect(readLimits(headers, NOW, null)).toMatchObject([
    { per: 'unknown', limit: 5, remaining: 4, resetAt: NOW + 1000 },
  ])
})

test('amounts used are not amounts left, and nonsense is no number', () => {
  expect(readLimits({ 'x-resend-daily-quota': '100', 'x-resend-monthly-quota': '340' }, NOW, null)).toEqual([])
  expect(readLimits({ 'x-ratelimit-limit-tokens': '-4', 'x-ratelimit-reset-tokens': 'soon' }, NOW, null)).toMatchObject(
    [{ limit: null, remaining: null, resetAt: null }],
  )
})

test('a reset is never kept further than a hint may go', () => {
  const [limit] = readLimits({ 'ratelimit-reset': '99999999' }, NOW, null)
  expect(limit?.resetAt).toBe(NOW + 24 * 3_600_000)
})
