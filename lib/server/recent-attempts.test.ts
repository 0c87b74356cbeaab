import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { openStore } from '@/lib/store/client'
import { NOW, settledOf } from '@/lib/store/rows.fixture'
import { RecentAttemptCounts } from './recent-attempts'

const attempt = (startedAt: number, outcome: 'success' | 'rate-limited' | 'aborted' | 'refused' = 'success') => ({
  service: 'groq',
  outcome,
  startedAt,
})
const groqOf = (counts: RecentAttemptCounts, now: number) => counts.lastHour(now).get('groq')

test('counts attempts and successes of the last hour; what the gateway refused is no attempt', () => {
  const counts = new RecentAttemptCounts()
  counts.record(attempt(NOW))
  counts.record(attempt(NOW, 'aborted'))
  counts.record(attempt(NOW, 'rate-limited'))
  counts.record(attempt(NOW, 'refused'))
  expect(groqOf(counts, NOW)).toEqual({ attempts: 3, successes: 2 })
  expect(groqOf(counts, NOW + HOUR_MS + MINUTE_MS)).toBeUndefined()
})

test('a request that began long before it ended forgets no newer minute, and memory stays bounded', () => {
  const counts = new RecentAttemptCounts()
  for (let minute = 0; minute < 10_000; minute += 1) counts.record(attempt(NOW + minute * MINUTE_MS))
  const last = NOW + 9_999 * MINUTE_MS
  counts.record(attempt(NOW))
  const sum = groqOf(counts, last)?.attempts ?? 0
  expect(sum).toBeGreaterThanOrEqual(60)
  expect(sum).toBeLessThanOrEqual(61)
})

test('begins with what the rollups hold', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-recent-'))
  const store = await openStore({ url: `file:${join(folder, 'keywheel.db')}`, now: () => NOW })
  const rows = [settledOf(), settledOf({ outcome: 'rate-limited' }), settledOf({ startedAt: NOW - 2 * HOUR_MS })]
  await appendAttempts(store, { attempts: rows, keys: [], accounts: [] })
  const counts = new RecentAttemptCounts()
  await counts.load(store, NOW)
  expect(groqOf(counts, NOW)).toEqual({ attempts: 2, successes: 1 })
  await store.close()
  rmSync(folder, { recursive: true })
})
