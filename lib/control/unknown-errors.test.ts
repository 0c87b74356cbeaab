import { afterEach, beforeEach, expect, test } from 'vitest'
import { siblingListSchema } from '@/lib/contract/siblings'
import { classifyUnknownSchema, unknownErrorsSchema } from '@/lib/contract/unknown-errors'
import { shapeOf } from '@/lib/engine/error-shape'
import { listAudit } from '@/lib/store/audit'
import { saveKeyOwners } from '@/lib/store/key-owners'
import { addUnknownErrors } from '@/lib/store/unknown-errors'
import { newKey, openWorld, START, VIEWER, type World } from './control.fixture'
import { addKey } from './keys'
import { dismissSiblings, joinSiblings, siblings } from './siblings'
import { undo } from './undo'
import { classifyUnknown, dismissUnknown, unknownErrors } from './unknown-errors'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

function note(status: number, sample: string, count = 1, service = 'groq') {
  const at = START + count
  return addUnknownErrors(world.store, [
    { service, status, shape: shapeOf(sample), outcome: 'caller-error', sample, count, at },
  ])
}
const listed = async () => unknownErrorsSchema.parse(await unknownErrors({ ctx: world.context(VIEWER) }))
const classified = (input: object) =>
  classifyUnknown({ ctx: world.context(), input: classifyUnknownSchema.parse(input) })

test('a person’s word makes a rule that is asked first, and what it matches waits no longer', async () => {
  const { registry, pickUp } = await world.startServer()
  await note(409, '{"error":{"code":"tea_is_out","message":"no"}}', 7)
  await note(409, '{"error":{"code":"tea_is_out","hint":"later"}}', 2)
  await note(409, '{"error":{"code":"other"}}', 1)
  const { errors, total } = await listed()
  expect(total).toBe(3)
  expect(errors[0]).toMatchObject({
    ...{ service: { id: 'groq', label: 'Groq' }, status: 409, count: 7, matchCount: 2 },
    suggestion: { name: 'tea_is_out', condition: '409 · error.code = tea_is_out' },
  })
  expect(await classified({ id: errors[0]?.id, outcome: 'quota-exhausted', window: 'day' })).toMatchObject({
    rule: 'tea_is_out',
    matchCount: 2,
  })
  await pickUp()
  expect(registry.find('groq')?.rules[0]).toEqual({
    name: 'tea_is_out',
    status: [409],
    field: { path: 'error.code', equals: ['tea_is_out'] },
    means: { outcome: 'quota-exhausted', window: 'day' },
  })
  expect((await listed()).errors.map(({ suggestion }) => suggestion.name)).toEqual(['other'])
  expect(await listAudit(world.store, { limit: 1 })).toMatchObject([{ verb: 'changeRules', target: 'groq' }])
})

test.each([
  [0, '{"error":{"type":"odd_end"}}', 'error.type = odd_end'],
  [502, '<html>Bad gateway of ours 1234567</html>', '502 · “Bad gateway of”'],
  [418, '', '418'],
])('what has no code is known by its words, or by its status: %s', async (status, sample, condition) => {
  await note(status, sample)
  const [error] = (await listed()).errors
  expect(error).toMatchObject({ status: status === 0 ? null : status, matchCount: 1 })
  expect(error?.suggestion.condition).toBe(condition)
})

test('one is dismissed, once, by an admin', async () => {
  await note(409, '{"error":{"code":"odd"}}')
  const id = (await listed()).errors[0]?.id ?? ''
  const asViewer = { ctx: world.context(VIEWER), input: { id } }
  await expect(dismissUnknown(asViewer)).rejects.toMatchObject({ code: 'not-allowed' })
  await dismissUnknown({ ctx: world.context(), input: { id } })
  expect(await listed()).toEqual({ errors: [], total: 0 })
  await expect(dismissUnknown({ ctx: world.context(), input: { id } })).rejects.toMatchObject({ code: 'not-found' })
  await expect(classified({ id, outcome: 'overloaded' })).rejects.toMatchObject({ code: 'not-found' })
})

test('keys whose answers name one owner are proposed as one account, joined with one click, and undone', async () => {
  const ids: string[] = []
  for (const name of ['one', 'two', 'ten']) ids.push((await addKey({ ctx: world.context(), input: newKey(name) })).id)
  const owners = ids.map((keyId, at) => ({ keyId, service: 'groq', owner: at < 2 ? 'org_a' : 'org_b', seenAt: START }))
  await saveKeyOwners(world.store, owners)
  const proposed = async () =>
    siblingListSchema.parse(await siblings({ ctx: world.context(VIEWER), input: { service: 'groq' } })).siblings
  expect(await proposed()).toMatchObject([{ owner: 'org_a', count: 2, account: 'org_a', keys: [{ name: 'one' }, {}] }])
  const input = { service: 'groq', owner: 'org_a' }
  await expect(joinSiblings({ ctx: world.context(VIEWER), input })).rejects.toMatchObject({ code: 'not-allowed' })
  const { changedCount, auditId } = await joinSiblings({ ctx: world.context(), input })
  expect(changedCount).toBe(2)
  expect(await proposed()).toEqual([])
  await undo({ ctx: world.context(), input: { auditId: auditId ?? 0 } })
  expect(await proposed()).toHaveLength(1)
  await dismissSiblings({ ctx: world.context(), input })
  expect(await proposed()).toEqual([])
  await expect(joinSiblings({ ctx: world.context(), input })).rejects.toMatchObject({ code: 'not-found' })
})
