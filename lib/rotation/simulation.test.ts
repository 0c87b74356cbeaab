import fc from 'fast-check'
import { test } from 'vitest'
import { STEPS, type Step } from './random-traffic.fixture'
import { SimulatedWorld } from './simulated-world.fixture'

const RUNS = 2000

const seed = fc.nat(2 ** 20 - 1)
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...STEPS), a: fc.nat(999), b: fc.nat(999), c: seed })
const keys = fc.array(seed, { minLength: 1, maxLength: 8 })
const steps = fc.array(step, { maxLength: 200, size: 'max' })

test.each([
  ['a known seed', { numRuns: 300, seed: 20_261_122 }],
  ['a new seed', { numRuns: RUNS }],
])(
  'traffic, outages, operators, restarts and a jumping clock of %s never break a promise of the pools',
  (_, runs) => {
    fc.assert(
      fc.property(keys, steps, (seeds, each) => {
        const world = new SimulatedWorld(seeds)
        for (const step of each) world.run(step)
      }),
      runs,
    )
  },
  120_000,
)
