import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alertPageSchema, alertQuestionSchema } from '@/lib/contract/alerts'
import { raiseAlert, resolveAlert } from '@/lib/store/alerts'
import { listAudit } from '@/lib/store/audit'
import { acknowledgeAlert, countOpenAlerts, listAlerts, snoozeAlert } from './alerts'
import { openWorld, START, VIEWER, type World } from './control.fixture'
import { alertsOf } from './overview'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function raise(code: string, more: { service?: string; keyId?: string | null; since?: number } = {}) {
  const { service = 'groq', keyId = null, since = START } = more
  const subject = { code, service, keyId, id: randomUUID(), message: `${code} of ${service}`, fact: null, since }
  return (await raiseAlert(world.store, subject)).alert
}

async function page(question: Record<string, unknown> = {}) {
  const ctx = world.context(VIEWER)
  return alertPageSchema.parse(await listAlerts({ ctx, input: alertQuestionSchema.parse(question) }))
}
const codes = async (question?: Record<string, unknown>) => (await page(question)).alerts.map(({ code }) => code)

test('alerts are asked for by state, and what a stronger one says as well is left out while both stand', async () => {
  const ctx = world.context()
  const few = await raise('few-healthy')
  await raise('exhausted', { since: START + 1 })
  const high = await raise('usage-high', { keyId: 'k1' })
  const rejected = await raise('key-rejected', { keyId: 'k2' })
  await acknowledgeAlert({ ctx, input: { alertId: high.id } })
  const until = new Date(START + 60_000).toISOString()
  await snoozeAlert({ ctx, input: { alertId: rejected.id, until } })

  expect(await codes()).toEqual(['exhausted'])
  expect(await codes({ state: 'acknowledged' })).toEqual(['usage-high'])
  expect((await page({ state: 'snoozed' })).alerts).toMatchObject([{ code: 'key-rejected', snoozedUntil: until }])
  expect((await page()).counts).toEqual({ open: 1, acknowledged: 1, snoozed: 1 })

  await resolveAlert(world.store, { code: 'exhausted', service: 'groq', keyId: null })
  expect((await page()).alerts).toMatchObject([{ id: few.id, serviceLabel: 'Groq' }])
  expect(await codes({ state: 'resolved' })).toEqual(['exhausted'])
  world.clock.now += 60_000
  expect(await codes()).toEqual(expect.arrayContaining(['few-healthy', 'key-rejected']))
})

test('how many are open is counted over all of them, and the overview shows the open ones however many are acknowledged', async () => {
  const ctx = world.context()
  for (let number = 0; number < 250; number += 1) {
    const { id } = await raise('key-rejected', { keyId: `k${number}`, since: START + number })
    if (number >= 45) await acknowledgeAlert({ ctx, input: { alertId: id } })
  }
  await raise('exhausted')
  await raise('few-healthy')
  expect(await countOpenAlerts(world.store)).toBe(46)
  const shown = await alertsOf(ctx)
  expect(shown).toHaveLength(20)
  expect(shown.every(({ state }) => state === 'open')).toBe(true)
})

test('pages of resolved and of open alerts meet without a gap or a repeat', async () => {
  for (let count = 0; count < 7; count++) {
    await raise('usage-high', { keyId: `k${count}`, since: START + Math.floor(count / 3) })
    if (count >= 5) continue
    await raise('key-rejected', { keyId: `k${count}`, since: START + Math.floor(count / 3) })
    await resolveAlert(world.store, { code: 'key-rejected', service: 'groq', keyId: `k${count}` })
  }
  for (const [state, total] of [
    ['open', 7],
    ['resolved', 5],
  ] as const) {
    const seen: string[] = []
    for (let before: string | null | undefined; before !== null; ) {
      const { alerts, next } = await page({ state, limit: 2, ...(before && { before }) })
      seen.push(...alerts.map(({ id }) => id))
      before = next
    }
    expect([seen.length, new Set(seen).size]).toEqual([total, total])
  }
  await expect(page({ before: 'bm90IG9uZQ' })).rejects.toMatchObject({ code: 'invalid-input' })
})

test('acknowledging and snoozing are audited and told to running servers; a second hand and a lost alert are refused', async () => {
  const server = await world.startServer()
  const ctx = world.context(undefined, server.live)
  const alert = await raise('exhausted')
  expect(await acknowledgeAlert({ ctx, input: { alertId: alert.id } })).toMatchObject({
    ...{ state: 'acknowledged', acknowledgedBy: 'op-admin' },
  })
  expect(server.alertReloads).toHaveLength(1)
  const again = acknowledgeAlert({ ctx, input: { alertId: alert.id } })
  await expect(again).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('already') })
  const past = new Date(START - 1).toISOString()
  await expect(snoozeAlert({ ctx, input: { alertId: alert.id, until: past } })).rejects.toMatchObject({
    code: 'invalid-input',
  })
  await expect(acknowledgeAlert({ ctx, input: { alertId: 'nobody' } })).rejects.toMatchObject({ code: 'not-found' })
  await resolveAlert(world.store, alert)
  await expect(snoozeAlert({ ctx, input: { alertId: alert.id, until: null } })).rejects.toMatchObject({
    message: 'This alert is over already.',
  })
  expect(await listAudit(world.store, { limit: 9 })).toMatchObject([
    { verb: 'acknowledgeAlert', target: alert.id, detail: { code: 'exhausted', service: 'groq' } },
  ])
})

test('a viewer sees alerts and steers none', async () => {
  const ctx = world.context(VIEWER)
  const alert = await raise('exhausted')
  const input = { alertId: alert.id, until: null }
  await expect(acknowledgeAlert({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(snoozeAlert({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' })
  expect(await codes()).toEqual(['exhausted'])
})
