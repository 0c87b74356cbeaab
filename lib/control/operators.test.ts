import { afterEach, beforeEach, expect, test } from 'vitest'
import { listAudit } from '@/lib/store/audit'
import { account, changeOwnPassword, endOwnSessions } from './account'
import { openWorld, VIEWER, type World } from './control.fixture'
import {
  changePassword,
  changeRole,
  createOperator,
  disableOperator,
  enableOperator,
  endSessions,
  listOperators,
  removeOperator,
} from './operators'
import { admitIntroduced, verifyOperator } from './sign-in'

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

test('the last admin who may sign in is neither removed, nor made a viewer, nor disabled; a viewer may be', async () => {
  const ctx = world.context()
  const input = { email: 'a@b.example' }
  await createOperator({ ctx, input: person('a@b.example', 'admin') })
  await createOperator({ ctx, input: person('off@b.example', 'admin') })
  await disableOperator({ ctx, input: { email: 'off@b.example' } })
  await createOperator({ ctx, input: person('v@b.example', 'viewer') })
  const last = { code: 'conflict', more: { said: { key: 'lastAdmin', values: input } } }
  await expect(removeOperator({ ctx, input })).rejects.toMatchObject(last)
  await expect(disableOperator({ ctx, input })).rejects.toMatchObject(last)
  await expect(changeRole({ ctx, input: { ...input, role: 'viewer' } })).rejects.toMatchObject(last)
  await disableOperator({ ctx, input: { email: 'v@b.example' } })
  await enableOperator({ ctx, input: { email: 'off@b.example' } })
  expect(await changeRole({ ctx, input: { ...input, role: 'viewer' } })).toMatchObject({ role: 'viewer' })
})

test('another role, disabling and ending sessions end every session, and disabling ends signing in', async () => {
  const ctx = world.context()
  const input = { email: 'v@b.example' }
  const made = await createOperator({ ctx, input: person('v@b.example', 'viewer') })
  const epochs = [made.sessionEpoch]
  epochs.push((await changeRole({ ctx, input: { ...input, role: 'admin' } })).sessionEpoch)
  await createOperator({ ctx, input: person('a@b.example', 'admin') })
  epochs.push((await endSessions({ ctx, input })).sessionEpoch)
  epochs.push((await disableOperator({ ctx, input })).sessionEpoch)
  expect(new Set(epochs).size).toBe(4)
  expect(await verifyOperator(world.store, { ...input, password: 'long enough' })).toBe(null)
  expect((await listOperators({ ctx })).find(({ email }) => email === input.email)).toMatchObject({
    ...{ role: 'admin', disabledAt: expect.any(String), lastSignInAt: null, hasPassword: true },
  })
  await enableOperator({ ctx, input })
  expect(await verifyOperator(world.store, { ...input, password: 'long enough' })).toMatchObject({ id: made.id })
})

test('one’s own password is changed with the present one only, and every session ends', async () => {
  const { id, sessionEpoch } = await createOperator({ ctx: world.context(), input: person('v@b.example', 'viewer') })
  const ctx = world.context({ id, role: 'viewer', via: 'session' })
  const password = 'quite another'
  await expect(changeOwnPassword({ ctx, input: { current: 'wrong wrong', password } })).rejects.toMatchObject({
    ...{ code: 'invalid-input', more: { issues: [{ path: ['current'] }] } },
  })
  await changeOwnPassword({ ctx, input: { current: 'long enough', password } })
  expect(await verifyOperator(world.store, { email: 'v@b.example', password })).toMatchObject({
    sessionEpoch: sessionEpoch + 1,
  })
  await endOwnSessions({ ctx })
  expect(await account({ ctx })).toMatchObject({ email: 'v@b.example', role: 'viewer' })
  const program = world.context({ id: 'admin-token', role: 'admin', via: 'admin-token' })
  await expect(account({ ctx: program })).rejects.toMatchObject({ code: 'not-found' })
})

test('single sign-on makes nobody the very first operator but an admin', async () => {
  const welcome = { domains: ['open.example'], admins: ['boss@open.example'] }
  const admit = (email: string) => admitIntroduced(world.store, { email, isVerified: true, name: null }, welcome)
  expect(await admit('new@open.example')).toEqual({ refusal: 'unknown' })
  expect(await admit('boss@open.example')).toMatchObject({ operator: { role: 'admin' } })
  expect(await admit('new@open.example')).toMatchObject({ operator: { role: 'viewer' } })
})

test('single sign-on lets in whom an admin added or the settings welcome, by a verified address alone', async () => {
  const ctx = world.context()
  await createOperator({ ctx, input: person('Known@b.example'.toLowerCase(), 'admin') })
  const welcome = { domains: ['open.example'], admins: ['boss@else.example'] }
  const admit = (email: string | null, isVerified = true) =>
    admitIntroduced(world.store, { email, isVerified, name: null }, welcome)
  expect(await admit('Known@B.example')).toMatchObject({ operator: { role: 'admin' } })
  expect(await admit('known@b.example', false)).toEqual({ refusal: 'unverified' })
  expect(await admit(null)).toEqual({ refusal: 'unverified' })
  expect(await admit('stranger@b.example')).toEqual({ refusal: 'unknown' })
  expect(await admit('x@open.example.evil.example')).toEqual({ refusal: 'unknown' })
  expect(await admit('new@open.example')).toMatchObject({ operator: { role: 'viewer' } })
  expect(await admit('boss@else.example')).toMatchObject({ operator: { role: 'admin' } })
  await disableOperator({ ctx, input: { email: 'new@open.example' } })
  expect(await admit('new@open.example')).toEqual({ refusal: 'disabled' })
  for (const password of ['none', '', 'NO_PASSWORD']) {
    expect(await verifyOperator(world.store, { email: 'boss@else.example', password })).toBe(null)
  }
})
