import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { HOUR_MS, NO_USAGE, type Outcome, SECOND_MS } from '@/lib/engine/vocabulary'
import { examineSecret } from '@/lib/gateway/probe'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { EarlyProber } from './early-prober'
import { poolServices } from './in-process.fixture'
import { Pools } from './pools'

let simulator: Simulator
beforeAll(async () => {
  const keys = [1, 2, 3, 4].flatMap(number => [
    { service: 'groq' as const, secret: `groq-${number}` },
    { service: 'resend' as const, secret: `resend-${number}` },
  ])
  simulator = await startSimulator({ keys })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

/** Real pools and the real probe, on the simulator. */
function world(service: 'groq' | 'resend', keyCount = 1) {
  const secrets = Array.from({ length: keyCount }, (_, index) => `${service}-${index + 1}`)
  const { pools, ports, clock, events } = poolServices([{ id: service, origin: simulator.origin(service), secrets }])
  const prober = new EarlyProber({
    pools,
    now: ports.now,
    meetsRateLimit: id => ports.findService(id)?.probe.meetsRateLimit ?? false,
    probe: async (id, keyId) => {
      const definition = ports.findService(id)
      return definition ? (await examineSecret(definition, ports.reveal(keyId), ports.now)).life : 'unknown'
    },
  })
  const fail = (kind: Outcome['kind'], blame: Outcome['blame']) => {
    const lease = pools.lease(service, { model: null, units: 1 })
    if ('kind' in lease) throw new Error('no key may work')
    const facts = { status: 503, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
    pools.settle(lease, { kind, blame, rule: kind, ...facts }, NO_USAGE)
    events.length = 0
    return lease.keyId
  }
  const passAfter = async (ms: number) => {
    clock.aheadMs += ms
    await prober.look()
  }
  const isFree = () => !('kind' in pools.lease(service, { model: null, units: 1 }))
  return { pools, events, fail, passAfter, isFree }
}

test('a key resting on a guess comes back at half its time when the upstream answers again', async () => {
  const { fail, passAfter, isFree, events } = world('groq')
  const keyId = fail('overloaded', 'service')
  await passAfter(14 * SECOND_MS)
  expect(simulator.seen()).toHaveLength(0)
  await passAfter(SECOND_MS)
  expect(simulator.seen()).toMatchObject([{ method: 'GET', status: 200 }])
  expect(events).toMatchObject([{ kind: 'key-restored', keyId }])
  expect(isFree()).toBe(true)
})

test('a key that the probe does not find alive rests on, and is not asked again at the next pass', async () => {
  simulator.fault({ service: 'groq', kind: 'unavailable' })
  const { fail, passAfter, isFree, events } = world('groq')
  fail('overloaded', 'service')
  await passAfter(15 * SECOND_MS)
  await passAfter(10 * SECOND_MS)
  expect(simulator.seen()).toHaveLength(1)
  expect(events).toEqual([])
  expect(isFree()).toBe(false)
})

test('a rate limit without a hint is waited for where a free request cannot tell, and asked about where it can', async () => {
  const groq = world('groq')
  groq.fail('rate-limited', 'key')
  await groq.passAfter(40 * SECOND_MS)
  expect([groq.isFree(), simulator.seen().length]).toEqual([false, 0])
  const resend = world('resend')
  resend.fail('rate-limited', 'account')
  await resend.passAfter(160 * SECOND_MS)
  expect([resend.isFree(), simulator.seen().length]).toEqual([true, 1])
})

test('a key out of credit is tried again each hour, never more than three keys in a pass', async () => {
  const { pools, fail, passAfter } = world('groq', 4)
  for (let count = 0; count < 4; count++) fail('out-of-credit', 'account')
  await passAfter(HOUR_MS - SECOND_MS)
  expect(simulator.seen()).toHaveLength(0)
  await passAfter(2 * SECOND_MS)
  expect(simulator.seen()).toHaveLength(3)
  await passAfter(15 * SECOND_MS)
  expect(pools.keysOf('groq').map(({ state }) => state.status)).toEqual(Array(4).fill('active'))
})

test('a key that a reset freed while it was asked is left as it is', async () => {
  const { pools, fail, passAfter, events } = world('groq')
  fail('out-of-credit', 'account')
  const passed = passAfter(HOUR_MS)
  pools.reset({})
  await passed
  expect(events).toEqual([])
})

test('of thousands of keys that rest, those that would be asked of all are asked', async () => {
  const clock = { now: Date.UTC(2026, 10, 28, 6) }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  pools.setService('groq', DEFAULT_POLICY)
  for (let index = 0; index < 2500; index++) {
    pools.addKey({ key: keyOf({ id: `k${index}`, name: `k${index}` }), state: null })
    pools.decideStatus(`k${index}`, { status: 'out-of-credit', statusReason: null, statusSince: clock.now })
  }
  const asked: string[] = []
  const probe = async (_: string, keyId: string) => {
    asked.push(keyId)
    return 'unknown' as const
  }
  const prober = new EarlyProber({ pools, probe, meetsRateLimit: () => false, now: () => clock.now })
  clock.now += HOUR_MS
  await prober.look()
  expect(asked).toEqual(['k0', 'k1', 'k2'])
  await prober.look()
  expect(asked).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5'])
})
