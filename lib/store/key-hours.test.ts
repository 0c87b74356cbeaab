import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { openEach } from './databases.fixture'
import { purgeKeyHours, readKeyHours } from './key-hours'
import { NOW, settledOf } from './rows.fixture'
import type { Store } from './session'

describe.each(['sqlite', 'postgres'] as const)('the hours of a key on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  const append = (attempts: readonly Parameters<typeof settledOf>[0][]) =>
    appendAttempts(store, { attempts: attempts.map(fields => settledOf(fields)), keys: [], accounts: [] })

  it('count every attempt by how it ended, not only the last of each request', async () => {
    const limited = { outcome: 'rate-limited', blame: 'key' } as const
    await append([
      { ending: 'first-try' },
      { ...limited, ending: null },
      { keyId: 'k2', ending: 'rescued', number: 2 },
      { ...limited, ending: 'lost' },
      { outcome: 'caller-error', blame: 'caller', ending: 'declined' },
      { outcome: 'refused', keyId: null, refusal: 'exhausted', ending: 'lost' },
    ])
    await append([{ ending: 'first-try' }, { ending: 'first-try', startedAt: NOW - HOUR_MS }])
    const hours = await readKeyHours(store, ['k1', 'k2', 'k3'], NOW)
    const none = { firstTries: 0, rescues: 0, passedOn: 0, losses: 0, others: 0 }
    expect(Object.fromEntries(hours)).toEqual({
      k1: [{ ...none, hourAt: NOW, firstTries: 2, passedOn: 1, losses: 1, others: 1 }],
      k2: [{ ...none, hourAt: NOW, rescues: 1 }],
    })
  })

  it('are forgotten by age, a bounded number at a time', async () => {
    await append([0, 1, 2, 3].map(ago => ({ startedAt: NOW - ago * HOUR_MS })))
    expect(await purgeKeyHours(store, NOW - HOUR_MS, 1)).toBe(1)
    expect(await purgeKeyHours(store, NOW - HOUR_MS, 9)).toBe(1)
    expect((await readKeyHours(store, ['k1'], 0)).get('k1')).toHaveLength(2)
  })
})
