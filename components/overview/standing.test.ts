import { expect, test } from 'vitest'
import type { KeyStatusView } from '@/lib/contract/status'
import { standingOf } from './standing'
import { after, key, NOW, restingKey } from './status.fixture'

test('a key that serves is ready', () => {
  expect(standingOf(key(), NOW)).toMatchObject({ kind: 'ready', label: 'Ready', reason: null })
})

test('a resting key says why and until when', () => {
  expect(standingOf(restingKey('k', 38), NOW)).toEqual({
    kind: 'resting',
    label: 'Resting',
    reason: 'rate limited',
    untilAt: NOW + 38_000,
  })
})

test.each<[KeyStatusView['status'], string, string]>([
  ['rejected', 'out', 'Needs review'],
  ['suspended', 'out', 'Suspended'],
  ['out-of-credit', 'out', 'Out of credit'],
  ['expired', 'out', 'Expired'],
  ['paused', 'idle', 'Paused'],
])('a %s key is never shown as serving or as returning by itself', (status, kind, label) => {
  const gone = { ...restingKey('k', 38), status, statusReason: 'invalid_api_key' }
  expect(standingOf(gone, NOW)).toEqual({ kind, label, reason: 'invalid_api_key', untilAt: null })
})

test('a key that rests for one model says which, and is ready again when the rest is over', () => {
  const cooldowns = [
    {
      scope: 'key-model' as const,
      model: 'gemini-2.5-pro',
      reason: 'quota-exhausted' as const,
      provenance: 'window' as const,
      until: after(60),
    },
  ]
  const resting = key({ cooldowns, available: false, unavailable: { reason: 'quota-exhausted', until: after(60) } })
  expect(standingOf(resting, NOW)).toMatchObject({
    kind: 'partly',
    label: 'Resting',
    reason: 'gemini-2.5-pro: quota used up',
    untilAt: NOW + 60_000,
  })
  expect(standingOf(resting, NOW + 60_000)).toMatchObject({ kind: 'ready' })
})

test('a key whose limit is reached has no room, which is no rest', () => {
  const full = key({ available: false, unavailable: { reason: 'daily-limit', until: after(3600) } })
  expect(standingOf(full, NOW)).toMatchObject({ kind: 'resting', label: 'No room', reason: 'daily limit reached' })
})
