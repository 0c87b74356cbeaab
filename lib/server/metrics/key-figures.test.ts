import { expect, test, vi } from 'vitest'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { Pools } from '@/lib/rotation/pools'
import { KEYS_TOLD_MAX, readKeyFigures } from './key-figures'

test('figures of many keys are read in slices, and only the fullest keys have figures of their own', async () => {
  const now = Date.UTC(2026, 10, 28, 6)
  const pools = new Pools({ now: () => now, notify: () => {} })
  pools.setService('groq', DEFAULT_POLICY)
  for (let index = 0; index < 3000; index++) {
    // the later a key, the tighter its limit
    const key = keyOf({ id: `k${index}`, name: `k${index}`, account: 'shared', dailyLimit: 10_000 - index })
    pools.addKey({ key, state: null })
  }
  pools.decideStatus('k0', { status: 'paused', statusReason: null, statusSince: null })
  pools.lease('groq', { model: null, units: 1 })
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  const slices: number[] = []
  const { states, told, untoldCount } = await readKeyFigures(pools, now, async () => {
    slices.push(looks.mock.calls.length)
    looks.mockClear()
  })
  expect(slices).toEqual([1000, 1000])
  expect([...(states.get('groq') ?? [])]).toEqual([
    ['paused', 1],
    ['ready', 2999],
  ])
  expect(told.map(({ labels }) => labels.key)).toEqual(
    Array.from({ length: KEYS_TOLD_MAX }, (_, index) => `k${2999 - index}`),
  )
  expect(untoldCount).toBe(3000 - KEYS_TOLD_MAX)
})
