import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { openEach } from './databases.fixture'
import { NOW, settledOf } from './rows.fixture'
import { listRuns, noteRun, purgeRuns } from './server-runs'
import type { Store } from './session'
import { type OutcomeSums, readKeyUsage, readSubjectUsage } from './usage'

const counted = (rows: readonly OutcomeSums[]) =>
  rows.map(({ bucketAt, outcome, sums }) => [bucketAt, outcome, sums.attempts]).sort()

describe.each(['sqlite', 'postgres'] as const)('usage on %s', dialect => {
  let store: Store
  let now = NOW
  openEach(
    dialect,
    opened => {
      now = NOW
      store = opened
    },
    () => now,
  )

  it('of a key, a service, a caller and all is summed per bucket and outcome, over models and batches', async () => {
    const refused = { keyId: null, outcome: 'refused', firstByteMs: null } as const
    const attempts = [
      settledOf({ model: 'a', totalMs: 40_000, firstByteMs: 700, caller: 't1' }),
      settledOf({ model: 'b', caller: 't2' }),
      settledOf({ outcome: 'rate-limited', caller: 't1' }),
      settledOf({ startedAt: NOW + HOUR_MS, caller: 't1' }),
      settledOf({ keyId: 'k2', caller: null }),
      settledOf({ keyId: 'g1', service: 'gemini', caller: 't1' }),
      settledOf({ ...refused, caller: 't1' }, null),
    ]
    for (const attempt of attempts) {
      await appendAttempts(store, { attempts: [attempt], keys: [], accounts: [] })
    }
    const buckets = [NOW - HOUR_MS, NOW, NOW + HOUR_MS]
    const ofKey = await readKeyUsage(store, { grain: 'hour', buckets, service: 'groq', keyId: 'k1' })
    expect(counted(ofKey)).toEqual([
      [NOW, 'rate-limited', 1],
      [NOW, 'success', 2],
      [NOW + HOUR_MS, 'success', 1],
    ])
    const answered = ofKey.find(({ bucketAt, outcome }) => bucketAt === NOW && outcome === 'success')?.sums
    expect(answered).toMatchObject({ totalMsMax: 40_000, durations: [1, 0, 0, 0, 0, 0, 0, 0, 1] })
    expect(answered?.firstBytes).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0])

    const range = { grain: 'hour', since: NOW, until: NOW + HOUR_MS } as const
    expect(counted(await readSubjectUsage(store, { ...range, subject: 'service', name: 'groq' }))).toEqual([
      [NOW, 'rate-limited', 1],
      [NOW, 'refused', 1],
      [NOW, 'success', 3],
    ])
    expect(counted(await readSubjectUsage(store, { ...range, subject: 'caller', name: 't1' }))).toEqual([
      [NOW, 'rate-limited', 1],
      [NOW, 'refused', 1],
      [NOW, 'success', 2],
    ])
    expect(counted(await readSubjectUsage(store, { ...range, subject: 'service' }))).toContainEqual([NOW, 'success', 4])
  })

  it('knows when servers ran, each as long as it was last seen', async () => {
    await noteRun(store, NOW - MINUTE_MS)
    now = NOW + 5000
    await noteRun(store, NOW - MINUTE_MS)
    expect(await listRuns(store, NOW)).toEqual([{ startedAt: NOW - MINUTE_MS, seenAt: NOW + 5000 }])
    expect(await listRuns(store, NOW + 5001)).toEqual([])
    expect(await purgeRuns(store, NOW + 5001)).toBe(1)
  })
})
