import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { RUNNERS_UP_KEPT } from '@/lib/engine/defaults'
import { keyOf } from '@/lib/engine/key.fixture'
import type { Lease } from '@/lib/engine/lease'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { type Candidate, selectFew } from '@/lib/engine/select'
import { firstRank, secondRank } from '@/lib/engine/strategies'
import { HOUR_MS, type Key, MINUTE_MS, NO_USAGE, type Outcome, type Strategy } from '@/lib/engine/vocabulary'
import { Pools } from './pools'
import { pick } from './random-traffic.fixture'
import { Standings } from './standings'

const NOW = Date.UTC(2026, 10, 22, 12)
const NONE: ReadonlySet<string> = new Set()
const ANSWERED: Outcome = {
  ...{ kind: 'success', blame: 'nobody', rule: 'test', status: 200 },
  ...{ hintUntil: null, window: null, isAmbiguous: false, learned: [] },
}
const REFUSED: Outcome = { ...ANSWERED, kind: 'rate-limited', blame: 'key', status: 429 }

/** Few accounts with few limits, so that many keys are alike. */
function aKey(number: number, seed: number): Key {
  return keyOf({
    id: `k${number}`,
    name: `K${number}`,
    priority: 1 + (seed % 2),
    account: pick([null, 'acme', 'acme', 'zoo'], seed >> 1),
    dailyLimit: pick([null, 30, 100, 1000], seed >> 3),
    minuteLimit: pick([null, null, null, 8], seed >> 5),
    models: pick([null, null, null, ['small']], seed >> 7),
  })
}

/** A pool under steps of all kinds; each lease is held against a look at every key. */
class World {
  private now = NOW
  private readonly pools = new Pools({ now: () => this.now, notify: () => {} })
  private readonly leases: Lease[] = []
  private readonly keyIds: string[] = []
  private added = 0

  constructor(
    private readonly strategy: Strategy,
    seeds: readonly number[],
  ) {
    this.pools.setService('groq', { ...DEFAULT_POLICY, strategy })
    for (const seed of seeds) this.add(seed)
  }

  run(kind: number, seed: number): void {
    const keyId = this.keyIds[seed % Math.max(1, this.keyIds.length)]
    if (kind < 8) this.lease(pick([null, null, 'small', 'large'], seed))
    else if (kind < 14) this.settle(seed)
    else if (kind === 14) this.now += pick([1, 700, MINUTE_MS, 6 * MINUTE_MS, 13 * HOUR_MS, -MINUTE_MS], seed)
    else if (kind === 15) this.add(seed)
    else if (keyId === undefined) return
    else if (kind === 16) this.pools.changeKey({ ...aKey(0, seed >> 3), id: keyId })
    else if (kind === 17) {
      this.pools.removeKey(keyId)
      this.keyIds.splice(this.keyIds.indexOf(keyId), 1)
    } else
      this.pools.decideStatus(keyId, { status: pick(['paused', 'active'], seed), statusReason: null, statusSince: 0 })
  }

  private add(seed: number): void {
    const key = aKey(++this.added, seed)
    this.keyIds.push(key.id)
    this.pools.addKey({ key, state: null })
  }

  private settle(seed: number): void {
    const [lease] = this.leases.splice(seed % Math.max(1, this.leases.length), 1)
    if (lease) this.pools.settle(lease, pick([ANSWERED, ANSWERED, ANSWERED, REFUSED], seed), NO_USAGE)
  }

  private lease(model: string | null): void {
    const before = this.pools.keysOf('groq')
    const few = selectFew(before, { model, units: 1 }, this.strategy, NONE, this.now, 1 + RUNNERS_UP_KEPT)
    const lease = this.pools.lease('groq', { model, units: 1 })
    if ('kind' in lease) {
      expect(lease.cause === 'service-down' || few.length === 0).toBe(true)
      return
    }
    this.leases.push(lease)
    if (before.length < 2) return
    const placed = [lease.keyId, ...lease.choice.runnersUp.filter(said => typeof said === 'string')]
    const rankOf = (each: Candidate | undefined) => each && this.rankOf(each)
    const found = placed.map(keyId => rankOf(before.find(({ key }) => key.id === keyId)))
    expect(found).toEqual(few.map(rankOf))
  }

  private rankOf({ key, state, account }: Candidate): number[] {
    const first = firstRank(this.strategy, key, state, account, this.now)
    return [first, secondRank(this.strategy, state, this.now), state.leaseOrder]
  }
}

test.each<Strategy>(['score', 'least-used', 'round-robin'])(
  'where many keys share what ranks them under %s, the best few are those that a look at every key finds',
  strategy => {
    const seed = fc.nat(2 ** 10 - 1)
    const step = fc.tuple(fc.nat(18), seed)
    const worlds = fc.tuple(
      fc.array(seed, { minLength: 1, maxLength: 60, size: 'max' }),
      fc.array(step, { maxLength: 150, size: 'max' }),
    )
    fc.assert(
      fc.property(worlds, ([seeds, steps]) => {
        const world = new World(strategy, seeds)
        for (const [kind, chance] of steps) world.run(kind, chance)
      }),
      { numRuns: 150 },
    )
  },
  120_000,
)

test.each<Strategy>(['score', 'least-used'])(
  'a lease in an account of 1,000 limited keys makes one key stand anew under %s',
  strategy => {
    const pools = new Pools({ now: () => NOW, notify: () => {} })
    pools.setService('groq', { ...DEFAULT_POLICY, strategy })
    for (let index = 0; index < 1000; index++) {
      pools.addKey({
        key: keyOf({ id: `k${index}`, name: `K${index}`, account: 'acme', dailyLimit: 5000 }),
        state: null,
      })
    }
    const turn = () => {
      const lease = pools.lease('groq', { model: null, units: 1 })
      if ('kind' in lease) throw new Error('exhausted')
      pools.settle(lease, ANSWERED, NO_USAGE)
    }
    // the first use of a day makes each key stand otherwise when the day ends
    turn()
    const looks = vi.spyOn(Standings.prototype, 'refresh')
    for (let count = 0; count < 10; count++) turn()
    expect(looks).toHaveBeenCalledTimes(20)
    looks.mockRestore()
  },
)
