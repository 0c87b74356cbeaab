import { beforeEach, describe, expect, test } from 'vitest'
import { changeTokenSchema, newTokenSchema } from '@/lib/contract/token'
import { listAudit } from '@/lib/store/audit'
import { perform } from './context'
import { openWorld, VIEWER, type World } from './control.fixture'
import { changeToken, createToken, listTokens, revokeToken } from './tokens'

let world: World
beforeEach(async () => {
  world = await openWorld()
  return () => world.close()
})

const create = (fields: object) =>
  createToken({ ctx: world.context(), input: newTokenSchema.parse({ name: 'app', ...fields }) })
const change = async (token: string, settings: object) =>
  perform(changeToken, changeTokenSchema, world.context(), { token, settings })
const listed = async () => (await listTokens({ ctx: world.context() }))[0]

describe('the limits of a token', () => {
  test('are said when it is made, and shown with what was used of them', async () => {
    await create({ requestsPerMinute: 60, requestsPerDay: 1000, budgetUsdPerMonth: 2.5 })
    expect(await listed()).toMatchObject({
      minute: { used: 0, limit: 60 },
      day: { used: 0, limit: 1000 },
      month: { used: 0, limit: 2.5 },
    })
  })

  test('are changed and lifted, field by field, with an audit that says from what to what', async () => {
    const { id } = await create({ requestsPerMinute: 60, services: ['groq'] })
    await change('app', { requestsPerMinute: 2, budgetUsdPerMonth: 5 })
    await change(id, { requestsPerMinute: null, services: null, name: 'site' })
    expect(await listed()).toMatchObject({
      ...{ name: 'site', services: null, minute: { limit: null }, month: { limit: 5 } },
    })
    const [second, first] = await listAudit(world.store, { verb: 'changeToken', limit: 9 })
    expect(first).toMatchObject({ target: id })
    expect(first?.detail).toMatchObject({
      before: { requestsPerMinute: 60, budgetUsdPerMonth: null },
      after: { requestsPerMinute: 2, budgetUsdPerMonth: 5 },
    })
    expect(second?.detail).toMatchObject({ before: { services: ['groq'], name: 'app' }, after: { name: 'site' } })
  })

  test('that are said as they are leave no trace', async () => {
    await create({ requestsPerDay: 7 })
    await change('app', { requestsPerDay: 7, name: 'app' })
    expect(await listAudit(world.store, { verb: 'changeToken', limit: 9 })).toEqual([])
  })

  test.each([
    [{ requestsPerMinute: 0 }, 'invalid-input'],
    [{ requestsPerDay: 1.5 }, 'invalid-input'],
    [{ budgetUsdPerMonth: -1 }, 'invalid-input'],
    [{ expiresAt: '2020-01-01' }, 'invalid-input'],
    [{ services: ['nothing-of-this-name'] }, 'unknown-service'],
    [{ services: [] }, 'invalid-input'],
    [{ hash: 'x' }, 'invalid-input'],
  ])('are refused as %j, and nothing is changed', async (settings, code) => {
    await create({ requestsPerDay: 7 })
    const before = await listed()
    await expect(change('app', settings)).rejects.toMatchObject({ code })
    expect(await listed()).toEqual(before)
  })

  test('are an admin’s to change, and only while the token lives', async () => {
    const { id } = await create({})
    const input = { token: id, settings: { requestsPerDay: 1 } }
    await expect(changeToken({ ctx: world.context(VIEWER), input })).rejects.toMatchObject({ code: 'not-allowed' })
    await revokeToken({ ctx: world.context(), input: { token: id } })
    await expect(changeToken({ ctx: world.context(), input })).rejects.toMatchObject({ code: 'not-found' })
  })
})
