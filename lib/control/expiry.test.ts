import { afterEach, beforeEach, expect, test } from 'vitest'
import { newTokenSchema } from '@/lib/contract/token'
import { newKey, openWorld, START, type World } from './control.fixture'
import { importKeys } from './import-keys'
import { addKey, changeKey, listKeys } from './keys'
import { createToken, listTokens } from './tokens'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

test('what would be over before it begins is refused, of keys and of tokens', async () => {
  const ctx = world.context()
  const { id: keyId } = await addKey({ ctx, input: newKey('one', { expiresAt: '2026-11-23' }) })
  const late = newKey('two', { expiresAt: '2020-01-01' })
  const past = /expiresAt: 2020-01-01 lies in the past/
  await expect(addKey({ ctx, input: late })).rejects.toThrow(past)
  await expect(importKeys({ ctx, input: { rows: [newKey('x'), late], isDryRun: false } })).rejects.toThrow(/^two: /)
  await expect(changeKey({ ctx, input: { keyId, settings: { expiresAt: late.expiresAt } } })).rejects.toThrow(past)
  const token = newTokenSchema.parse({ name: 'app', expiresAt: '2020-01-01' })
  await expect(createToken({ ctx, input: token })).rejects.toThrow(past)
  expect(await listKeys({ ctx, input: { isRemoved: false } })).toHaveLength(1)
  expect(await listTokens({ ctx })).toEqual([])
})

test('an expired key may still be changed', async () => {
  const ctx = world.context()
  const { id: keyId } = await addKey({ ctx, input: newKey('one', { expiresAt: '2026-11-23' }) })
  world.clock.now = START + 7 * 86_400_000
  expect(await changeKey({ ctx, input: { keyId, settings: { priority: 2 } } })).toMatchObject({ id: keyId })
})
