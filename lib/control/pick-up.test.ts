import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OutcomeKind } from '@/lib/engine/vocabulary'
import { keyEventOf, tellKeyEvents } from '@/lib/store/key-events'
import { newKey, openWorld, START } from './control.fixture'
import { addKey } from './keys'

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
