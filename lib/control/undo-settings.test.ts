import { afterEach, beforeEach, expect, test } from 'vitest'
import { isUndoable } from '@/lib/contract/undo'
import { readAlertRules } from '@/lib/store/alert-rules'
import { findAlert, raiseAlert } from '@/lib/store/alerts'
import { findAudit, listAudit as listStored } from '@/lib/store/audit'
import { saveKeyOwners } from '@/lib/store/key-owners'
import { findService } from '@/lib/store/services'
import { findToken } from '@/lib/store/tokens'
import { addUnknownErrors } from '@/lib/store/unknown-errors'
import { changeAlertRules } from './alert-rules'
import { listAlerts, snoozeAlert } from './alerts'
import { listAudit } from './audit'
import { newKey, openWorld, START, VIEWER, type World } from './control.fixture'
import { changeCheckSchedule, checkSchedule } from './key-checks'
import { addKey } from './keys'
import { changeRetention, retention } from './retention'
import { changeRules } from './service-rules'
import { disableService, enableService } from './service-switch'
import { changeService, describeService } from './services'
import { dismissSiblings, siblings } from './siblings'
import { changeToken, createToken, revokeToken } from './tokens'
import { undo } from './undo'
import { dismissUnknown, unknownErrors } from './unknown-errors'

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

const ctx = () => world.context()
const rule = (name: string, outcome: 'rate-limited' | 'overloaded' = 'rate-limited') => ({
  ...{ name, status: [418], means: { outcome } },
})
const setRules = (...names: string[]) =>
  changeRules({ ctx: ctx(), input: { service: 'groq', rules: names.map(name => rule(name)) } })
const rulesNow = async () => ((await findService(world.store, 'groq'))?.rules ?? []) as { name: string }[]

test('rules of a service are put back whole, and not over those that another made since', async () => {
  await setRules('a', 'b')
  const { auditId } = await setRules('c')
  const entry = (await listAudit({ ctx: ctx(), input: { limit: 1 } })).entries[0]
  expect(entry).toMatchObject({ undo: 'possible', service: { id: 'groq' } })
  expect(await takeBack(auditId)).toMatchObject({ verb: 'changeRules', count: 0 })
  expect(await rulesNow()).toEqual([rule('a'), rule('b')])
  expect((await listAudit({ ctx: ctx(), input: { limit: 1 } })).entries[0]?.changes).toEqual([
    { field: 'rules', before: ['c → rate-limited'], after: ['a → rate-limited', 'b → rate-limited'] },
  ])

  const second = await setRules('d')
  // the same names, and yet other rules
  const input = { service: 'groq', rules: [{ ...rule('d'), status: [419] }] }
  await changeRules({ ctx: ctx(), input })
  await expect(takeBack(second.auditId)).rejects.toMatchObject({
    code: 'conflict',
    message: 'Groq was changed since. Nothing was undone.',
    more: { said: { key: 'thingChangedSince', values: { name: 'Groq' } } },
  })
  expect(await rulesNow()).toEqual(input.rules)
})

test('an entry that says only the names of its rules is not undone', async () => {
  const at = ctx().now()
  const detail = { before: { rules: [] }, after: { rules: ['a → overloaded'] } }
  expect(isUndoable({ verb: 'changeRules', at, detail }, at)).toBe(false)
})

test('a service that was switched off is on again, unless somebody else has switched it since', async () => {
  const isOn = async () => (await findService(world.store, 'groq'))?.isEnabled
  const { auditId } = await disableService({ ctx: ctx(), input: { service: 'groq' } })
  await takeBack(auditId)
  expect(await isOn()).toBe(true)
  const first = await disableService({ ctx: ctx(), input: { service: 'groq' } })
  await enableService({ ctx: ctx(), input: { service: 'groq' } })
  await disableService({ ctx: ctx(), input: { service: 'groq' } })
  await expect(takeBack(first.auditId)).rejects.toThrow('Groq was changed since')
  expect(await isOn()).toBe(false)
})

test('a service that is off is not switched off once more, and there is nothing to undo', async () => {
  await disableService({ ctx: ctx(), input: { service: 'groq' } })
  expect(await disableService({ ctx: ctx(), input: { service: 'groq' } })).toMatchObject({ auditId: null })
  expect(await listStored(world.store, { limit: 9 })).toHaveLength(1)
})

test('what was said of an own service is said as before', async () => {
  const own = { id: 'acme', label: 'Acme', origin: 'https://one.example' }
  const made = await describeService({ ctx: ctx(), input: own })
  await expect(takeBack(made.auditId)).rejects.toThrow('cannot be undone')
  const { auditId } = await describeService({ ctx: ctx(), input: { ...own, origin: 'https://two.example' } })
  await takeBack(auditId)
  expect((await findService(world.store, 'acme'))?.definition).toEqual(own)
})

test('a token gets back what was changed of it; a revoked one lives again, and only as it was revoked', async () => {
  const limits = { requestsPerMinute: 60, requestsPerDay: null, budgetUsdPerMonth: null }
  const made = { name: 'batch', services: ['groq'], ...limits, expiresAt: null }
  const { id } = await createToken({ ctx: ctx(), input: made })
  const found = () => findToken(world.store, { id })
  const changed = await changeToken({
    ctx: ctx(),
    input: { token: id, settings: { requestsPerMinute: 5, services: null } },
  })
  await changeToken({ ctx: ctx(), input: { token: id, settings: { budgetUsdPerMonth: 3 } } })
  await takeBack(changed.auditId)
  expect(await found()).toMatchObject({ requestsPerMinute: 60, services: ['groq'], budgetUsdPerMonth: 3 })

  const again = await changeToken({ ctx: ctx(), input: { token: id, settings: { requestsPerMinute: 7 } } })
  const first = await revokeToken({ ctx: ctx(), input: { token: id } })
  await expect(takeBack(again.auditId)).rejects.toThrow('batch was changed since. Nothing was undone.')
  expect(await takeBack(first.auditId)).toMatchObject({ verb: 'revokeToken' })
  expect(await found()).toMatchObject({ revokedAt: null, requestsPerMinute: 7 })
  world.clock.now += 1000
  const second = await revokeToken({ ctx: ctx(), input: { token: id } })
  await expect(takeBack(first.auditId)).rejects.toThrow('undone already')
  await takeBack(second.auditId)
  expect((await found())?.revokedAt).toBeNull()
})

test('when alerts are raised and how often keys are checked are put back', async () => {
  await changeAlertRules({ ctx: ctx(), input: { service: 'groq', failureCount: 9, off: ['usage-high'] } })
  await takeBack(await lastDeed())
  expect(await readAlertRules(world.store, 'groq')).toEqual({})
  await changeCheckSchedule({ ctx: ctx(), input: { everyHours: 6 } })
  await takeBack(await lastDeed())
  expect(await checkSchedule({ ctx: ctx(), input: {} })).toEqual({ everyHours: null })
})

test('what was dismissed is proposed and waits again', async () => {
  // each look at the clock is another instant, as in life
  let ticks = 0
  Object.defineProperty(world.clock, 'now', { get: () => START + ticks++ })
  const seenAt = START
  const keys = [newKey('one'), newKey('two')]
  const ids = await Promise.all(keys.map(async key => (await addKey({ ctx: ctx(), input: key })).id))
  await saveKeyOwners(
    world.store,
    ids.map(keyId => ({ keyId, service: 'groq', owner: 'org_1', seenAt })),
  )
  await dismissSiblings({ ctx: ctx(), input: { service: 'groq', owner: 'org_1' } })
  expect((await siblings({ ctx: ctx(), input: { service: 'groq' } })).siblings).toEqual([])
  await takeBack(await lastDeed())
  expect((await siblings({ ctx: ctx(), input: { service: 'groq' } })).siblings).toMatchObject([{ owner: 'org_1' }])

  const note = { service: 'groq', status: 418, shape: 'code: tea', outcome: 'caller-error' as const }
  await addUnknownErrors(world.store, [{ ...note, sample: '{}', count: 1, at: START }])
  const [waiting] = (await unknownErrors({ ctx: ctx() })).errors
  await dismissUnknown({ ctx: ctx(), input: { id: waiting?.id ?? '' } })
  await takeBack(await lastDeed())
  expect((await unknownErrors({ ctx: ctx() })).errors).toMatchObject([{ id: waiting?.id }])
})
