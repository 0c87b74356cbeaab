import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyDetailSchema } from '@/lib/contract/key-detail'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { attemptOf } from '@/lib/store/rows.fixture'
import { attempt, newKey, openWorld, START, VIEWER, type World } from './control.fixture'
import { keyDetail } from './key-detail'
import { removeKey } from './key-switches'
import { addKey } from './keys'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const detailOf = async (keyId: string, live = null as Parameters<World['context']>[1]) =>
  keyDetailSchema.parse(await keyDetail({ ctx: world.context(VIEWER, live), input: { keyId } }))

it('a key’s page says how it stands, what its quota day is, and what the upstream last had against it', async () => {
  const { id } = await addKey({
    ctx: world.context(),
    input: newKey('first', { dailyLimit: 100, note: 'night', labels: ['prod'] }),
  })
  const { live, pools } = await world.startServer()
  const trouble = { keyId: id, outcome: 'rate-limited', rule: 'groq: tokens per minute', status: 429 } as const
  const rows = [
    attemptOf({ ...trouble, startedAt: START - 2000, model: 'old' }),
    attemptOf({ ...trouble, startedAt: START - 1000 }),
    attemptOf({ keyId: id, startedAt: START }),
    attemptOf({ keyId: id, startedAt: START + 1, outcome: 'caller-error' }),
  ]
  await appendAttempts(world.store, {
    attempts: rows.map(row => ({ attempt: row, day: null })),
    keys: [],
    accounts: [],
  })
  attempt(pools, 'rate-limited', 'key')
  const detail = await detailOf(id, live)
  expect(detail).toMatchObject({
    key: { name: 'first', standing: 'resting', labels: ['prod'], note: 'night', service: 'groq', unit: 'request' },
    serviceLabel: 'Groq',
    circuit: 'closed',
    dayZone: 'UTC',
    dayStartedAt: new Date(START - (START % DAY_MS)).toISOString(),
    lastTrouble: { outcome: 'rate-limited', rule: 'groq: tokens per minute', status: 429, model: 'llama' },
    removedAt: null,
  })
  expect(JSON.stringify(detail)).not.toContain('canary')
})

it('a removed key is still shown, with the time until which it can come back; an unknown one is not found', async () => {
  const { id } = await addKey({ ctx: world.context(), input: newKey('first') })
  await removeKey({ ctx: world.context(), input: { keyId: id } })
  expect(await detailOf(id)).toMatchObject({
    key: { name: 'first' },
    removedAt: new Date(START).toISOString(),
    restorableUntil: new Date(START + 30 * DAY_MS).toISOString(),
    lastTrouble: null,
  })
  await expect(detailOf('nobody')).rejects.toMatchObject({ code: 'not-found' })
})
