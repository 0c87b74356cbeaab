import { afterEach, beforeEach, expect, it } from 'vitest'
import { listKeyEventsSchema } from '@/lib/contract/key-event'
import { perform } from './context'
import { attempt, newKey, openWorld, VIEWER, type World } from './control.fixture'
import { listKeyEvents } from './key-events'
import { disableKey, enableKey, removeKey } from './key-switches'
import { addKey } from './keys'
import { reset } from './reset'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const ask = async (input: unknown) => perform(listKeyEvents, listKeyEventsSchema, world.context(VIEWER), input)

it('a key’s history names who paused, enabled and reset it, page by page, and stays when the key is removed', async () => {
  const ctx = world.context()
  const { id } = await addKey({ ctx, input: newKey('first') })
  const { live, pools } = await world.startServer()
  const onServer = world.context(undefined, live)
  await disableKey({ ctx: onServer, input: { keyId: id } })
  await enableKey({ ctx: onServer, input: { keyId: id } })
  attempt(pools, 'key-rejected', 'key')
  await reset({ ctx: onServer, input: { service: 'groq' } })
  await removeKey({ ctx, input: { keyId: id } })
  const first = await ask({ key: id, limit: '2' })
  expect(first.events).toMatchObject([
    { kind: 'reset', keyId: id, operator: 'op-admin', until: null },
    { kind: 'enabled', operator: 'op-admin' },
  ])
  const second = await ask({ key: id, limit: '2', before: first.next })
  expect(second).toMatchObject({ events: [{ kind: 'paused' }], next: null })
  expect((await ask({ service: 'groq' })).events).toHaveLength(3)
})

it('a reset that ends nothing leaves no trace in the history', async () => {
  const ctx = world.context()
  const { id } = await addKey({ ctx, input: newKey('first') })
  await reset({ ctx, input: {} })
  expect((await ask({ key: id })).events).toEqual([])
})

it('history is asked for one key or one service that is known, and a page’s end is not made up', async () => {
  await expect(ask({ key: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(ask({ service: 'nobody' })).rejects.toMatchObject({ code: 'unknown-service' })
  await expect(ask({})).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(ask({ service: 'groq', before: 'x' })).rejects.toMatchObject({ code: 'invalid-input' })
})
