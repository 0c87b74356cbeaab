import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { newChannelSchema } from '@/lib/contract/alert-channels'
import { setPriceSchema } from '@/lib/contract/prices'
import { DEFAULT_RETENTION } from '@/lib/contract/settings'
import { readAiRoutes, saveAiRoutes } from '@/lib/store/ai-routes'
import { findChannel, saveChannel } from '@/lib/store/alert-channels'
import { holdAlertRules, readAlertRules, saveAlertRules } from '@/lib/store/alert-rules'
import { findAlert, raiseAlert, snoozeAlert as snoozeStored } from '@/lib/store/alerts'
import { listAudit } from '@/lib/store/audit'
import { readCheckSchedule, saveCheckSchedule } from '@/lib/store/check-schedule'
import { type Databases, startDatabases } from '@/lib/store/databases.fixture'
import { findPrice, savePrice } from '@/lib/store/prices'
import { readRetention, saveRetention } from '@/lib/store/retention'
import { findService, listServices, saveService } from '@/lib/store/services'
import type { Session } from '@/lib/store/session'
import { changeToken as changeStored, findToken } from '@/lib/store/tokens'
import { changeAiRoutes } from './ai'
import { addChannel, changeChannel, draftOf } from './alert-channels'
import { changeAlertRules } from './alert-rules'
import { snoozeAlert } from './alerts'
import { openWorld, START, type World } from './control.fixture'
import { changeCheckSchedule } from './key-checks'
import { removePrice, setPrice } from './prices'
import { changeRetention } from './retention'
import { enableService } from './service-switch'
import { changeService, listServices as listShown } from './services'
import { changeToken, createToken } from './tokens'
import { undo } from './undo'

/** Many write to Postgres at once: what somebody changes while another undoes it is not written over. */

let databases: Databases
let world: World
beforeAll(async () => {
  databases = await startDatabases('postgres')
})
afterAll(() => databases.stop())
beforeEach(async () => {
  world = await openWorld(await databases.create())
})
afterEach(() => world.close())

const ctx = () => world.context()
const LOCKED = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`

/** Begins `run` when a transaction has made a change and has not ended, and ends it when `run` waits for it. */
async function whileChanging<T>(change: (session: Session) => Promise<unknown>, run: () => Promise<T>) {
  let running = Promise.allSettled<T>([])
  await world.store.transaction(async session => {
    await change(session)
    running = Promise.allSettled([run()])
    const isWaiting = async () => expect(await world.store.db.$queryRawUnsafe<object[]>(LOCKED)).toHaveLength(1)
    await vi.waitFor(isWaiting, { timeout: 10_000 })
  })
  return (await running)[0]
}

/** Undoes the last deed while somebody else changes the same. */
async function undoWhile(change: (session: Session) => Promise<unknown>) {
  const [deed] = await listAudit(world.store, { limit: 1 })
  return whileChanging(change, () => undo({ ctx: ctx(), input: { auditId: deed?.id ?? 0 } }))
}

const CONFLICT = { status: 'rejected', reason: { code: 'conflict' } }

test('of a service', async () => {
  await changeService({ ctx: ctx(), input: { service: 'groq', strategy: 'weighted' } })
  const theirs = { strategy: 'priority' } as const
  expect(await undoWhile(session => saveService(session, { id: 'groq', policy: theirs }))).toMatchObject(CONFLICT)
  expect((await findService(world.store, 'groq'))?.policy).toEqual(theirs)
})

test('of how long history is kept', async () => {
  await changeRetention({ ctx: ctx(), input: { ...DEFAULT_RETENTION, attemptDays: 7 } })
  const theirs = { ...DEFAULT_RETENTION, attemptDays: 9 }
  expect(await undoWhile(session => saveRetention(session, theirs))).toMatchObject(CONFLICT)
  expect(await readRetention(world.store)).toEqual(theirs)
})

test('of how often keys are checked', async () => {
  await changeCheckSchedule({ ctx: ctx(), input: { everyHours: 6 } })
  const theirs = { everyHours: 12 } as const
  expect(await undoWhile(session => saveCheckSchedule(session, theirs))).toMatchObject(CONFLICT)
  expect(await readCheckSchedule(world.store)).toEqual(theirs)
})

test('of when alerts are raised', async () => {
  await changeAlertRules({ ctx: ctx(), input: { service: 'groq', failureCount: 9 } })
  const theirs = { failureCount: 7 }
  expect(await undoWhile(session => saveAlertRules(session, 'groq', theirs))).toMatchObject(CONFLICT)
  expect(await readAlertRules(world.store, 'groq')).toEqual(theirs)
})

test('of a token', async () => {
  const limits = { requestsPerMinute: 60, requestsPerDay: null, budgetUsdPerMonth: null }
  const made = { name: 'batch', services: null, ...limits, expiresAt: null }
  const { id } = await createToken({ ctx: ctx(), input: made })
  await changeToken({ ctx: ctx(), input: { token: id, settings: { requestsPerMinute: 5 } } })
  const change = (session: Session) => changeStored(session, id, { requestsPerMinute: 7 })
  expect(await undoWhile(change)).toMatchObject(CONFLICT)
  expect(await findToken(world.store, { id })).toMatchObject({ requestsPerMinute: 7 })
})

test.each(['set', 'removed'])('of a price that was %s', async how => {
  const named = { service: 'groq', model: 'llama' }
  const priced = (inputUsd: number) => setPriceSchema.parse({ ...named, inputUsd, outputUsd: 4 })
  await setPrice({ ctx: ctx(), input: priced(1) })
  if (how === 'removed') await removePrice({ ctx: ctx(), input: named })
  expect(await undoWhile(session => savePrice(session, priced(3)))).toMatchObject(CONFLICT)
  expect(await findPrice(world.store, 'groq', 'llama')).toMatchObject({ inputUsd: 3 })
})

test('of when alerts are raised, where it was never said before', async () => {
  const theirs = { failureCount: 7 }
  const input = { service: 'groq', off: ['usage-high' as const] }
  await whileChanging(
    async session => {
      await holdAlertRules(session, 'groq')
      await saveAlertRules(session, 'groq', theirs)
    },
    () => changeAlertRules({ ctx: ctx(), input }),
  )
  expect(await readAlertRules(world.store, 'groq')).toEqual({ ...theirs, off: input.off })
  // what was taken back is theirs no more than it was before
  const [deed] = await listAudit(world.store, { limit: 1 })
  await undo({ ctx: ctx(), input: { auditId: deed?.id ?? 0 } })
  expect(await readAlertRules(world.store, 'groq')).toEqual(theirs)
})

test('of an alert that is snoozed', async () => {
  const alertId = 'a1'
  const subject = { code: 'usage-high', service: 'groq', keyId: 'k1' }
  await raiseAlert(world.store, { ...subject, id: alertId, message: '', fact: null, since: START })
  const [one, two] = [START + 60_000, START + 120_000]
  await snoozeAlert({ ctx: ctx(), input: { alertId, until: new Date(one).toISOString() } })
  expect(await undoWhile(session => snoozeStored(session, alertId, two))).toMatchObject(CONFLICT)
  expect((await findAlert(world.store, alertId))?.snoozedUntil).toBe(two)
})

test('of a channel', async () => {
  const target = { kind: 'webhook' as const, url: 'https://hooks.example/a', secret: 'canary-signing-secret' }
  const { id } = await addChannel({ ctx: ctx(), input: newChannelSchema.parse({ name: 'room', target }) })
  await changeChannel({ ctx: ctx(), input: { channelId: id, name: 'ours' } })
  const theirs = async (session: Session) => {
    const channel = await findChannel(session, id)
    if (channel) await saveChannel(session, draftOf({ ...channel, name: 'theirs' }))
  }
  expect(await undoWhile(theirs)).toMatchObject(CONFLICT)
  expect(await findChannel(world.store, id)).toMatchObject({ name: 'theirs' })
})

test('of what an AI task asks', async () => {
  const task = 'cover-letter' as const
  await changeAiRoutes({ ctx: ctx(), input: { task, routes: [{ service: 'groq', model: 'ours' }] } })
  const theirs = { [task]: [{ service: 'groq', model: 'theirs' }] }
  expect(await undoWhile(session => saveAiRoutes(session, theirs))).toMatchObject(CONFLICT)
  expect(await readAiRoutes(world.store)).toEqual(theirs)
})

test('what a change says was before is what it changed, whoever was quicker', async () => {
  const named = { service: 'groq', model: 'llama' }
  const priced = (inputUsd: number) => setPriceSchema.parse({ ...named, inputUsd, outputUsd: 4 })
  const beforeOf = async () => (await listAudit(world.store, { limit: 1 }))[0]?.detail.before
  await whileChanging(
    session => savePrice(session, priced(3)),
    () => setPrice({ ctx: ctx(), input: priced(1) }),
  )
  expect(await beforeOf()).toMatchObject({ inputUsd: 3 })
  await whileChanging(
    session => savePrice(session, priced(5)),
    () => removePrice({ ctx: ctx(), input: named }),
  )
  expect(await beforeOf()).toMatchObject({ inputUsd: 5 })
  expect(await findPrice(world.store, 'groq', 'llama')).toBeNull()
  await expect(removePrice({ ctx: ctx(), input: named })).rejects.toMatchObject({ code: 'not-found' })
  expect(await findPrice(world.store, 'groq', 'llama')).toBeNull()

  const limits = { requestsPerMinute: 60, requestsPerDay: null, budgetUsdPerMonth: null }
  const { id } = await createToken({ ctx: ctx(), input: { name: 'b', services: null, ...limits, expiresAt: null } })
  await whileChanging(
    session => changeStored(session, id, { requestsPerMinute: 7 }),
    () => changeToken({ ctx: ctx(), input: { token: 'b', settings: { requestsPerMinute: 5 } } }),
  )
  expect(await beforeOf()).toEqual({ requestsPerMinute: 7 })
})

test('nor are the alert rules that somebody changes while another changes others', async () => {
  await changeAlertRules({ ctx: ctx(), input: { service: 'groq', failureCount: 9 } })
  const theirs = { failureCount: 7 }
  const input = { service: 'groq', off: ['usage-high' as const] }
  await whileChanging(
    session => saveAlertRules(session, 'groq', theirs),
    () => changeAlertRules({ ctx: ctx(), input }),
  )
  expect(await readAlertRules(world.store, 'groq')).toEqual({ ...theirs, off: input.off })
})

test('two who change a service for the first time both change it', async () => {
  await whileChanging(
    session => saveService(session, { id: 'groq', policy: { maxAttempts: 7 } }),
    () => changeService({ ctx: ctx(), input: { service: 'groq', strategy: 'weighted' } }),
  )
  expect((await findService(world.store, 'groq'))?.policy).toEqual({ maxAttempts: 7, strategy: 'weighted' })
})

test('a service that was held and not changed is as it was', async () => {
  const shown = await listShown({ ctx: ctx() })
  expect(await enableService({ ctx: ctx(), input: { service: 'groq' } })).toMatchObject({ auditId: null })
  expect(await listShown({ ctx: ctx() })).toEqual(shown)
  const untouched = { origin: null, isEnabled: true, policy: {}, rules: [], definition: null }
  for (const stored of await listServices(world.store)) expect(stored).toMatchObject(untouched)
})
