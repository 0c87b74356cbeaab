import { expect, test, vi } from 'vitest'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { MINUTE_MS, NO_USAGE } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { KeyWatch } from './live-keys'

const START = Date.UTC(2026, 10, 28, 6)

function world(count: number) {
  const clock = { now: START }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  pools.setService('groq', DEFAULT_POLICY)
  const add = (id: string) => pools.addKey({ key: keyOf({ id, name: id }), state: null })
  for (let index = 0; index < count; index++) add(`k${index}`)
  const watch = new KeyWatch(pools)
  const told = () => watch.changes(clock.now).keys.map(({ id, standing }) => `${id} ${standing}`)
  const limit = () => {
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('exhausted')
    const facts = { rule: '', status: 429, window: null, isAmbiguous: false, learned: [] }
    const hintUntil = clock.now + MINUTE_MS
    pools.settle(lease, { ...facts, kind: 'rate-limited', blame: 'key', hintUntil }, NO_USAGE)
    return lease.keyId
  }
  return { clock, pools, watch, add, told, limit }
}

test('tells what changed, what time brought back, and what went, and looks at no other key', () => {
  const { clock, pools, watch, add, told, limit } = world(500)
  watch.begin(clock.now)
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  expect(told()).toEqual([])
  const keyId = limit()
  expect(told()).toEqual([`${keyId} resting`])
  clock.now += MINUTE_MS
  expect(told()).toEqual([`${keyId} ready`])
  pools.removeKey(keyId)
  expect(watch.changes(clock.now)).toMatchObject({ keys: [], removedKeyIds: [keyId] })
  add('new')
  expect(told()).toEqual(['new ready'])
  add(keyId)
  pools.removeKey('new')
  add('another')
  const { keys, removedKeyIds } = watch.changes(clock.now)
  expect(keys.map(({ id }) => id).sort()).toEqual(['another', keyId].sort())
  expect(removedKeyIds).toEqual(['new'])
  expect(looks.mock.calls.length).toBeLessThan(20)
})

test('a clock that went back tells of the keys that rest again, and of no others', () => {
  const { clock, watch, told, limit } = world(100)
  watch.begin(clock.now)
  const keyId = limit()
  clock.now += MINUTE_MS
  expect(told()).toEqual([`${keyId} ready`])
  clock.now -= MINUTE_MS / 2
  expect(told()).toEqual([`${keyId} resting`])
})

test('a key that was removed and put back is not told as removed', () => {
  const { clock, pools, watch, add } = world(3)
  watch.begin(clock.now)
  pools.removeKey('k1')
  add('other')
  add('k1')
  const { keys, removedKeyIds } = watch.changes(clock.now)
  expect(removedKeyIds).toEqual([])
  expect(keys.map(({ id }) => id).sort()).toEqual(['k1', 'other'])
})

test('many keys are looked at in slices, between which others have their turn', async () => {
  const { clock, pools, watch } = world(5000)
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  const slices: number[] = []
  const pause = async () => {
    slices.push(looks.mock.calls.length)
    looks.mockClear()
  }
  await watch.catchUp(() => clock.now, pause)
  expect(slices.length).toBeGreaterThan(3)
  expect(Math.max(...slices)).toBeLessThanOrEqual(1000)
  await pause()
  watch.begin(clock.now)
  expect(looks).not.toHaveBeenCalled()
})
