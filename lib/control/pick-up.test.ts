import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_ALERT_RULES, openAlerts } from '@/lib/engine/alert-rules'
import type { OutcomeKind } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { appendChange } from '@/lib/store/changes'
import { keyEventOf, tellKeyEvents } from '@/lib/store/key-events'
import { attempt, newKey, openWorld, START } from './control.fixture'
import { addKey } from './keys'
import { overview } from './overview'
import { ChangeFeed } from './pick-up'
import { alertSnapshot } from './pool-facts'

let world: Awaited<ReturnType<typeof openWorld>>
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

test('a limit that another process met is kept here too, and a failure of the service there blames no key here', async () => {
  const added = await addKey({ ctx: world.context(), input: newKey('one') })
  const server = await world.startServer()
  const rested = (reason: OutcomeKind) =>
    tellKeyEvents(world.store, [
      keyEventOf({
        ...{ id: `e-${reason}`, at: START, service: 'groq', keyId: added.id, kind: 'rested' },
        ...{ scope: 'key', provenance: 'guess', reason, until: START + 60_000 },
      }),
    ])
  for (const reason of ['overloaded', 'unreachable', 'timed-out', 'service-error'] as const) await rested(reason)
  await server.pickUp()
  expect(server.pools.find(added.id)?.state.cooldowns).toEqual([])
  await rested('rate-limited')
  await server.pickUp()
  expect(server.pools.find(added.id)?.state.cooldowns.map(({ reason }) => reason)).toEqual(['rate-limited'])
})

test('a key that fails now here and now there is told of, and a limit that an answer announced is no failure', async () => {
  const { id } = await addKey({ ctx: world.context(), input: newKey('one') })
  const server = await world.startServer()
  const rested = (number: number, rule?: string) =>
    tellKeyEvents(world.store, [
      keyEventOf({
        ...{ id: `e-${number}`, at: START + number, service: 'groq', keyId: id, kind: 'rested', ...(rule && { rule }) },
        ...{ scope: 'key', provenance: 'hint', reason: 'rate-limited', until: START + number + 1 },
      }),
    ])
  const told = async () => {
    await server.pickUp()
    const facts = openAlerts(alertSnapshot(server.pools, world.clock.now), () => DEFAULT_ALERT_RULES, world.clock.now)
    return facts.map(fact => (fact.code === 'repeated-failures' ? fact.count : fact.code))
  }
  world.clock.now += 1000
  await rested(1, 'groq: per minute')
  attempt(server.pools, 'model-forbidden', 'model')
  await rested(2)
  expect(await told()).toEqual([])
  await rested(3, 'groq: per minute')
  expect(await told()).toEqual([3])
})

test('a change that fails keeps none behind it waiting, is tried again, and tells since when', async () => {
  const heard: string[] = []
  let isBroken = true
  const feed = new ChangeFeed({
    store: world.store,
    pools: new Pools({ now: () => world.clock.now, notify: () => {} }),
    keepSecret: () => true,
    forgetSecret: () => {},
    onTokensChanged: async () => void heard.push('tokens'),
    onServicesChanged: async () => {},
    onPricesChanged: async () => {},
    onAlertsChanged: async () => void heard.push('alerts'),
    isOwnEvent: () => false,
    onMasterKeyChanged: async () => {
      if (isBroken) throw new Error('no key opens it')
      heard.push('master key')
    },
    onReset: () => {},
    afterId: 0,
  })
  const tell = (kind: string) => appendChange(world.store, { kind, service: null, keyId: null })
  await tell('master-key-changed')
  await tell('tokens-changed')
  await expect(feed.pickUp()).rejects.toThrow('no key opens it')
  expect(heard).toEqual(['tokens'])
  const since = world.clock.now
  world.clock.now += 20_000
  await tell('alerts-changed')
  await expect(feed.pickUp()).rejects.toThrow('no key opens it')
  expect(heard).toEqual(['tokens', 'alerts'])
  expect(feed.stalledSince).toBe(since)
  isBroken = false
  await feed.pickUp()
  await feed.pickUp()
  expect(heard).toEqual(['tokens', 'alerts', 'master key'])
  expect(feed.stalledSince).toBeNull()
})

test('an outage that a gateway by itself meets is told here, though keys here go on, until it is over or nothing is heard', async () => {
  await addKey({ ctx: world.context(), input: newKey('one') })
  const server = await world.startServer()
  const befell = async (id: string, kind: 'circuit-opened' | 'circuit-closed') => {
    const opened = kind === 'circuit-opened' ? { reason: 'overloaded' as const, until: world.clock.now + 10_000 } : {}
    await tellKeyEvents(world.store, [keyEventOf({ id, at: world.clock.now, service: 'groq', kind, ...opened })])
    await server.pickUp()
  }
  const told = async () => {
    const facts = openAlerts(alertSnapshot(server.pools, world.clock.now), () => DEFAULT_ALERT_RULES, world.clock.now)
    const { services } = await overview({ ctx: world.context(undefined, server.live), input: {} })
    return [facts.map(({ code }) => code), services.find(({ id }) => id === 'groq')?.circuit.kind]
  }
  expect(await told()).toEqual([[], 'closed'])
  await befell('e1', 'circuit-opened')
  expect(await told()).toEqual([['circuit-open'], 'open'])
  expect(server.pools.lease('groq', { model: null, units: 1 })).not.toHaveProperty('kind')
  world.clock.now += 11_000
  expect(await told()).toEqual([['circuit-open'], 'half-open'])
  await befell('e2', 'circuit-closed')
  expect(await told()).toEqual([[], 'closed'])
  await befell('e3', 'circuit-opened')
  world.clock.now += 200_000
  expect(await told()).toEqual([[], 'closed'])
})
