import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type AlertFact, type AlertRules, DEFAULT_ALERT_RULES, openAlerts } from '@/lib/engine/alert-rules'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { MINUTE_MS } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { STEPS, type Step } from '@/lib/rotation/random-traffic.fixture'
import { SimulatedWorld } from '@/lib/rotation/simulated-world.fixture'
import { AlertWatch } from './alert-watch'
import { alertSnapshot } from './pool-facts'

const NOW = Date.UTC(2026, 10, 22, 12)
const RUNS = 500
/** Thresholds that a few keys and steps reach. */
const TOUCHY: AlertRules = { ...DEFAULT_ALERT_RULES, usageRatio: 0.2, failureCount: 1, healthyShare: 0.9 }
const CALM: AlertRules = { ...DEFAULT_ALERT_RULES, failureWindowMs: 30 * MINUTE_MS }

const seed = fc.nat(2 ** 20 - 1)
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...STEPS), a: fc.nat(999), b: fc.nat(999), c: seed })

test.each([
  ['a known seed', { numRuns: 200, seed: 20_261_128 }],
  ['a new seed', { numRuns: RUNS }],
])(
  'after traffic of %s the alerts found by what changed are those that a look at every key finds',
  async (_, runs) => {
    const worlds = fc.record({
      seeds: fc.array(seed, { minLength: 1, maxLength: 8 }),
      steps: fc.array(fc.record({ step, isLook: fc.boolean(), isCalm: fc.nat(9) }), { maxLength: 120, size: 'max' }),
    })
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(worlds, async ({ seeds, steps }) => {
        const world = new SimulatedWorld(seeds)
        let { pools } = world.standing()
        let watch = new AlertWatch(pools)
        for (const { step: each, isLook, isCalm } of steps) {
          world.run(each)
          const standing = world.standing()
          if (standing.pools !== pools) watch = new AlertWatch(standing.pools)
          pools = standing.pools
          if (!isLook) continue
          const rulesOf = () => (isCalm === 0 ? CALM : TOUCHY)
          const found = openAlerts(watch.snapshot(rulesOf, standing.now), rulesOf, standing.now)
          const expected = openAlerts(alertSnapshot(pools, standing.now), rulesOf, standing.now)
          expect(found).toEqual(expected)
          for (const fact of expected) {
            seen.add(fact.code === 'exhausted' && fact.model ? 'exhausted for one model' : fact.code)
          }
        }
      }),
      runs,
    )
    const ofKeys: AlertFact['code'][] = [
      'usage-high',
      'repeated-failures',
      'key-rejected',
      'key-suspended',
      'out-of-credit',
    ]
    const ofServices = ['few-healthy', 'exhausted', 'exhausted for one model', 'circuit-open']
    for (const code of [...ofKeys, ...ofServices]) expect(seen).toContain(code)
  },
  120_000,
)

function poolOf(count: number) {
  const clock = { now: NOW }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  pools.setService('groq', DEFAULT_POLICY)
  for (let index = 0; index < count; index++) {
    pools.addKey({ key: keyOf({ id: `k${index}`, name: `K${index}` }), state: null })
  }
  return { pools, clock, watch: new AlertWatch(pools) }
}
const rulesOf = () => DEFAULT_ALERT_RULES

test('a look meets only keys that changed since the last one, and those that time alone changed', () => {
  const { pools, clock, watch } = poolOf(500)
  pools.changeKey(keyOf({ id: 'k7', name: 'K7', expiresAt: NOW + MINUTE_MS }))
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  const looksOf = () => {
    looks.mockClear()
    const { services } = watch.snapshot(rulesOf, clock.now)
    return { looks: looks.mock.calls.length, ...services[0]?.counts }
  }
  expect(looksOf()).toMatchObject({ total: 500, healthy: 500 })
  // one key is asked whether every request may be served
  expect(looksOf()).toEqual({ looks: 1, total: 500, healthy: 500 })
  pools.decideStatus('k3', { status: 'paused', statusReason: 'paused by ada', statusSince: 0 })
  expect(looksOf()).toEqual({ looks: 2, total: 499, healthy: 499 })
  clock.now += MINUTE_MS
  expect(looksOf()).toEqual({ looks: 2, total: 499, healthy: 498 })
})

test('much that changed at once is looked at in slices, between which others have their turn', async () => {
  const { pools, clock, watch } = poolOf(5000)
  const looks = vi.spyOn(pools.watched('groq'), 'at')
  const slices: number[] = []
  const pause = async () => {
    slices.push(looks.mock.calls.length)
    looks.mockClear()
  }
  await watch.catchUp(rulesOf, () => clock.now, pause)
  expect(slices.length).toBeGreaterThan(3)
  expect(Math.max(...slices)).toBeLessThanOrEqual(1000)
  await pause()
  watch.snapshot(rulesOf, clock.now)
  expect(looks.mock.calls.length).toBeLessThan(5)
})
