import { expect, test } from 'vitest'
import type { KeyStatusView } from '@/lib/contract/status'
import { standingOf } from './standing'
import { after, key, NOW, restingKey } from './status.fixture'

const READY = { kind: 'ready', reason: null, model: null, untilAt: null }

test('a key that serves is ready', () => {
  expect(standingOf(key(), NOW)).toEqual(READY)
})

test('a resting key says why and until when, and is ready the instant its rest is over', () => {
  const resting = restingKey('k', 38)
  expect(standingOf(resting, NOW)).toEqual({
    kind: 'resting',
    reason: 'rate-limited',
    model: null,
    untilAt: NOW + 38_000,
  })
  expect(standingOf(resting, NOW + 37_999).kind).toBe('resting')
  expect(standingOf(resting, NOW + 38_000)).toEqual(READY)
})

test.each<[KeyStatusView['status'], string]>([
  ['rejected', 'out'],
  ['suspended', 'out'],
  ['out-of-credit', 'out'],
  ['expired', 'out'],
  ['paused', 'idle'],
])('a %s key is never shown as serving or as returning by itself', (status, kind) => {
  const gone = { ...restingKey('k', 38), status, statusReason: 'invalid_api_key' }
  expect(standingOf(gone, NOW + 60_000)).toMatchObject({ kind, untilAt: null })
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
  expect(standingOf(resting, NOW)).toEqual({
    kind: 'partly',
    reason: 'quota-exhausted',
    model: 'gemini-2.5-pro',
    untilAt: NOW + 60_000,
  })
  expect(standingOf(resting, NOW + 60_000)).toEqual(READY)
})

test('a key whose limit is reached has no room, which is no rest', () => {
  const full = key({ available: false, unavailable: { reason: 'daily-limit', until: after(3600) } })
  expect(standingOf(full, NOW)).toMatchObject({ kind: 'full', reason: 'daily-limit' })
})
