import { expect, test } from 'vitest'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { tallyService } from './service-tally'
import { TallyMemory } from './tally-memory'

const START = Date.UTC(2026, 10, 22, 6, 30)

function world() {
  const clock = { now: START }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  const memory = new TallyMemory()
  for (const id of ['groq', 'openai']) pools.setService(id, DEFAULT_POLICY)
  const add = (id: string, more = {}) => pools.addKey({ key: keyOf({ id, service: 'groq', ...more }), state: null })
  const frame = () => ({ zone: 'UTC', circuitUntil: null, now: clock.now })
  const remembered = () => memory.tally(pools, 'groq', frame())
  const anew = () => tallyService('groq', pools.keysOf('groq'), frame())
  const use = (outcome: 'success' | 'rate-limited') => {
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('no key may work')
    const judged = { rule: '', status: 200, window: null, isAmbiguous: false, learned: [], hintUntil: null }
    pools.settle(lease, { ...judged, kind: outcome, blame: outcome === 'success' ? 'nobody' : 'key' }, NO_USAGE)
  }
  return { clock, pools, add, remembered, anew, use }
}

test('a tally is counted anew after anything that changes it, time included, and else not', () => {
  const { clock, pools, add, remembered, anew, use } = world()
  const steps: [string, () => void][] = [
    ['a key', () => add('a', { dailyLimit: 3 })],
    ['another', () => add('b', { expiresAt: START + 5 * 60_000 })],
    ['a good answer', () => use('success')],
    ['a limit', () => use('rate-limited')],
    ['its end', () => (clock.now += 61_000)],
    ['a pause', () => pools.decideStatus('a', { status: 'paused', statusReason: '', statusSince: 0 })],
    ['an expiry', () => (clock.now += 5 * 60_000)],
    ['the end of the quota day', () => (clock.now += 24 * 3_600_000)],
    ['a clock that went back', () => (clock.now = START)],
    ['a removal', () => pools.removeKey('a')],
  ]
  for (const [what, step] of steps) {
    step()
    expect(remembered(), what).toEqual(anew())
    expect(remembered(), `${what}, again`).toBe(remembered())
  }
})
