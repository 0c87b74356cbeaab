import { afterEach, beforeEach, expect, test } from 'vitest'
import { listAudit } from '@/lib/store/audit'
import { openWorld, VIEWER, type World } from './control.fixture'
import { changePassword, createOperator, listOperators, removeOperator, verifyOperator } from './operators'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const person = (email: string, role: 'admin' | 'viewer') => ({ email, password: 'long enough', name: null, role })

test('another password ends the sessions of the one before, and the audit does not show it', async () => {
  const ctx = world.context()
  const made = await createOperator({ ctx, input: person('a@b.example', 'admin') })
  const input = { email: 'a@b.example', password: 'quite another' }
  expect((await changePassword({ ctx, input })).sessionEpoch).toBe(made.sessionEpoch + 1)
  expect(await verifyOperator(world.store, { ...input, password: 'long enough' })).toBe(null)
  expect(await verifyOperator(world.store, input)).toMatchObject({ id: made.id })
  const audit = await listAudit(world.store, { limit: 9 })
  expect(audit.map(({ verb }) => verb)).toEqual(['changePassword', 'createOperator'])
  expect(JSON.stringify(audit)).not.toContain('quite another')
})

test('of two admins removed at once one stays', async () => {
  const ctx = world.context()
  const emails = ['a@b.example', 'c@d.example']
  for (const email of emails) await createOperator({ ctx, input: person(email, 'admin') })
  await createOperator({ ctx, input: person('v@b.example', 'viewer') })
  const ended = await Promise.allSettled(emails.map(email => removeOperator({ ctx, input: { email } })))
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
  expect((await listOperators({ ctx })).map(({ role }) => role).sort()).toEqual(['admin', 'viewer'])
})

test('a viewer neither sees nor changes operators', async () => {
  const ctx = world.context(VIEWER)
  const input = { email: 'a@b.example', password: 'quite another' }
  await expect(listOperators({ ctx })).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(changePassword({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(removeOperator({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' })
})
