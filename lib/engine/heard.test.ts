import { expect, test } from 'vitest'
import { freshKey } from './fresh'
import { hearDay, hearFailure, hearOut, hearRest, hearRestored } from './heard'
import type { KeyState } from './state'
import type { Cooldown } from './vocabulary'

const NOW = Date.UTC(2026, 10, 22, 12)
const fresh = freshKey('UTC', NOW)
const restOf = (rest: Partial<Cooldown>): Cooldown => ({
  ...{ scope: 'key', model: null, reason: 'rate-limited', provenance: 'hint', startedAt: NOW, until: NOW + 60_000 },
  ...rest,
})

test('of rests alike, heard in any order, the one that ends last stays', () => {
  const short = restOf({ until: NOW + 1000 })
  const long = restOf({ until: NOW + 60_000 })
  expect(hearRest(hearRest(fresh, short, NOW), long, NOW).cooldowns).toEqual([long])
  expect(hearRest(hearRest(fresh, long, NOW), short, NOW).cooldowns).toEqual([long])
  expect(hearRest(fresh, restOf({ until: NOW }), NOW)).toBe(fresh)
})

test('a key heard of as out stays out, unless a probe here found it alive later', () => {
  const out = hearOut(fresh, 'rejected', 'invalid_api_key', NOW)
  expect(out).toMatchObject({ status: 'rejected', statusReason: 'invalid_api_key', statusSince: NOW })
  expect(hearOut(out, 'suspended', 'leaked', NOW + 1)).toBe(out)
  const restored: KeyState = { ...fresh, restoredAt: NOW + 1 }
  expect(hearOut(restored, 'rejected', 'invalid_api_key', NOW)).toBe(restored)
})

test('a key heard of as alive is back and its guessed rests are over; a pause and what an upstream said stand', () => {
  const guess = restOf({ provenance: 'guess' })
  const hint = restOf({ scope: 'key-model', model: 'm' })
  const out: KeyState = { ...hearOut(fresh, 'rejected', 'invalid', NOW), cooldowns: [guess, hint] }
  expect(hearRestored(out, NOW + 5)).toMatchObject({ status: 'active', restoredAt: NOW + 5, cooldowns: [hint] })
  expect(hearRestored(hearOut(fresh, 'rejected', 'again', NOW + 9), NOW + 5).status).toBe('rejected')
  expect(hearRestored(hearOut(fresh, 'paused', 'a person', NOW), NOW + 5).status).toBe('paused')
})

test('failures heard of stand beside those met here, in their order, each once, and the newest ones', () => {
  const met: KeyState = { ...fresh, failuresAt: [NOW + 5] }
  expect(hearFailure(hearFailure(met, NOW), NOW).failuresAt).toEqual([NOW, NOW + 5])
  const many = Array.from({ length: 30 }, (_, index) => NOW + index)
  const { failuresAt } = many.reduce((state, at) => hearFailure(state, at), fresh)
  expect(failuresAt).toEqual(many.slice(-10))
})

test('of one quota day the higher count holds, and another day says nothing', () => {
  const used = { ...fresh, day: { used: 5, resetAt: NOW } }
  expect(hearDay(used, { used: 9, resetAt: NOW }).day.used).toBe(9)
  expect(hearDay(used, { used: 3, resetAt: NOW })).toBe(used)
  expect(hearDay(used, { used: 9, resetAt: NOW + 1 })).toBe(used)
})
