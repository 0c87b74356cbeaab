import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { NO_USAGE } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { SERVICES, STEPS, type Step } from '@/lib/rotation/random-traffic.fixture'
import { SimulatedWorld } from '@/lib/rotation/simulated-world.fixture'
import { talliedFacts } from './overview-health'
import { healthFacts } from './pool-facts'
import { tallyService } from './service-tally'
import { frameOf, TallyMemory } from './tally-memory'

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
  return { clock, pools, memory, add, remembered, anew, use }
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

const seed = fc.nat(2 ** 20 - 1)
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...STEPS), a: fc.nat(999), b: fc.nat(999), c: seed })

test('after random traffic a tally counted by what changed, and its health, are those of a look at every key', () => {
  const worlds = fc.record({
    seeds: fc.array(seed, { minLength: 1, maxLength: 8 }),
    steps: fc.array(fc.tuple(step, fc.boolean()), { maxLength: 120, size: 'max' }),
  })
  fc.assert(
    fc.property(worlds, ({ seeds, steps }) => {
      const world = new SimulatedWorld(seeds)
      const memory = new TallyMemory()
      for (const [each, isLook] of steps) {
        world.run(each)
        const { pools, now } = world.standing()
        for (const id of isLook ? SERVICES : []) {
          const frame = frameOf(pools, id, now)
          // after a clock that went back, both look at days that were set right
          pools.restingCount(id)
          expect(memory.tally(pools, id, frame)).toEqual(tallyService(id, pools.keysOf(id), frame))
        }
        if (isLook) expect(talliedFacts(pools, memory, new Map(), now)).toEqual(healthFacts(pools, new Map(), now))
      }
    }),
    { numRuns: 300 },
  )
}, 120_000)

test('many keys are counted in slices, between which others have their turn', async () => {
  const { clock, pools, memory, add, remembered, anew } = world()
  for (let index = 0; index < 5000; index++) add(`k${index}`, { dailyLimit: index % 2 === 0 ? 100 : null })
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  const slices: number[] = []
  const pause = async () => {
    slices.push(looks.mock.calls.length)
    looks.mockClear()
  }
  await memory.catchUp(pools, () => clock.now, pause)
  expect(slices.length).toBeGreaterThan(3)
  expect(Math.max(...slices)).toBeLessThanOrEqual(1000)
  await pause()
  expect(remembered()).toEqual(anew())
  // those on the strip, and none of the others
  expect(looks.mock.calls.length).toBeLessThan(100)
})
