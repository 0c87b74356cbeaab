import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from './client'
import { type Databases, startDatabases } from './databases.fixture'
import { claimDuty, claimTurn, isDutyHeld, leaveDuty, takeDuty } from './duties'
import type { Store } from './session'

const FOR_MS = 60_000

describe.each(['sqlite', 'postgres'] as const)('on %s', dialect => {
  let databases: Databases
  let one: Store
  let other: Store
  const clock = { now: 1_000_000 }
  beforeAll(async () => {
    databases = await startDatabases(dialect)
    const url = await databases.create()
    one = await openStore({ url, now: () => clock.now })
    other = await openStore({ url, now: () => clock.now })
  }, 60_000)
  afterAll(async () => {
    await Promise.all([one, other].map(store => store.close()))
    await databases.stop()
  })

  test('one of all has a duty, keeps it by renewing it, and loses it by silence or by leaving it', async () => {
    const claims = await Promise.all([one, other].map(store => claimDuty(store, 'watching', FOR_MS)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    const [has, hasNot] = claims[0] ? [one, other] : [other, one]
    clock.now += FOR_MS - 1
    expect(await claimDuty(has, 'watching', FOR_MS)).toBe(true)
    clock.now += FOR_MS - 1
    expect(await claimDuty(hasNot, 'watching', FOR_MS)).toBe(false)
    clock.now += 1
    expect(await isDutyHeld(one, 'watching', FOR_MS)).toBe(false)
    expect(await claimDuty(hasNot, 'watching', FOR_MS)).toBe(true)
    expect(await claimDuty(has, 'watching', FOR_MS)).toBe(false)
    await leaveDuty(has, 'watching')
    expect(await isDutyHeld(one, 'watching', FOR_MS)).toBe(true)
    await leaveDuty(hasNot, 'watching')
    expect(await claimDuty(has, 'watching', FOR_MS)).toBe(true)
  })

  test('a dashboard takes it from a gateway, and a clock put back holds nothing for long', async () => {
    await takeDuty(one, 'watching', FOR_MS)
    expect(await claimDuty(other, 'watching', FOR_MS)).toBe(false)
    await takeDuty(other, 'watching', FOR_MS)
    expect(await claimDuty(one, 'watching', FOR_MS)).toBe(false)
    clock.now -= 10 * FOR_MS
    expect(await claimDuty(one, 'watching', FOR_MS)).toBe(true)
  })

  test('a turn comes once in its time, also for whoever had it last', async () => {
    const claims = await Promise.all([one, other, one].map(store => claimTurn(store, 'forgetting', FOR_MS)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    clock.now += FOR_MS - 1
    expect([await claimTurn(one, 'forgetting', FOR_MS), await claimTurn(other, 'forgetting', FOR_MS)]).toEqual([
      false,
      false,
    ])
    clock.now += 1
    expect([await claimTurn(one, 'forgetting', FOR_MS), await claimTurn(one, 'forgetting', FOR_MS)]).toEqual([
      true,
      false,
    ])
  })
})
