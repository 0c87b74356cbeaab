import { afterEach, beforeEach, expect, test } from 'vitest'
import { findAlert, raiseAlert } from '@/lib/store/alerts'
import { findAudit, listAudit as listStored } from '@/lib/store/audit'
import { findService } from '@/lib/store/services'
import { listAlerts, snoozeAlert } from './alerts'
import { listAudit } from './audit'
import { openWorld, START, VIEWER, type World } from './control.fixture'
import { changeRetention, retention } from './retention'
import { changeService } from './services'
import { undo } from './undo'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const takeBack = (auditId: number | null) => undo({ ctx: world.context(), input: { auditId: auditId ?? 0 } })
const lastDeed = async () => (await listStored(world.store, { limit: 1 }))[0]?.id ?? 0
const policy = async () => (await findService(world.store, 'groq'))?.policy
const change = (fields: object) => changeService({ ctx: world.context(), input: { service: 'groq', ...fields } })

test('a policy gets back what was kept before, and what was changed beside stays', async () => {
  await change({ maxAttempts: 7 })
  const { auditId } = await change({ strategy: 'weighted', maxAttempts: 3 })
  await change({ maxWaitMs: 4000 })
  expect(await takeBack(auditId)).toMatchObject({ verb: 'changeService', count: 0 })
  expect(await policy()).toEqual({ maxAttempts: 7, maxWaitMs: 4000 })
})

test('what was changed since is not written over, nor undone twice', async () => {
  const { auditId } = await change({ strategy: 'weighted' })
  await change({ strategy: 'priority' })
  await expect(takeBack(auditId)).rejects.toMatchObject({ code: 'conflict' })
  expect(await policy()).toEqual({ strategy: 'priority' })
  await change({ strategy: 'weighted' })
  await takeBack(auditId)
  await expect(takeBack(auditId)).rejects.toThrow('undone already')
})

test('the undo can be undone, and stands in the audit with what it changed', async () => {
  const { auditId } = await change({ strategy: 'weighted' })
  const undone = await takeBack(auditId)
  const [entry] = (await listAudit({ ctx: world.context(), input: { limit: 1 } })).entries
  expect(entry).toMatchObject({ verb: 'undo', undone: 'changeService', service: { id: 'groq' } })
  expect(entry?.changes).toEqual([{ field: 'strategy', before: 'weighted', after: null }])
  expect((await findAudit(world.store, undone.auditId ?? 0))?.detail.undoneId).toBe(auditId)
})

test('retention and a snooze are put back; a snooze that is over by then just ends', async () => {
  const before = await retention({ ctx: world.context() })
  await changeRetention({ ctx: world.context(), input: { ...before, attemptDays: 7, rollupMonths: 3 } })
  await takeBack(await lastDeed())
  expect(await retention({ ctx: world.context() })).toEqual(before)

  const alertId = 'a1'
  const subject = { code: 'usage-high', service: 'groq', keyId: 'k1' }
  await raiseAlert(world.store, { ...subject, id: alertId, message: '', fact: null, since: START })
  const input = { alertId, until: new Date(START + 60_000).toISOString() }
  await snoozeAlert({ ctx: world.context(), input })
  await takeBack(await lastDeed())
  expect((await findAlert(world.store, alertId))?.snoozedUntil).toBeNull()
  const shown = await listAlerts({ ctx: world.context(VIEWER), input: { state: 'open', limit: 9 } })
  expect(shown.alerts).toMatchObject([{ id: alertId, state: 'open' }])
})

test('a viewer may take nothing back', async () => {
  const { auditId } = await change({ strategy: 'weighted' })
  const ctx = world.context(VIEWER)
  await expect(undo({ ctx, input: { auditId: auditId ?? 0 } })).rejects.toMatchObject({ code: 'not-allowed' })
})
