import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AUDITED_VERBS, auditPageSchema, auditQuestionSchema } from '@/lib/contract/audit'
import { appendAudit, appendAuditParts } from '@/lib/store/audit'
import { listAudit } from './audit'
import { ADMIN, newKey, openWorld, START, VIEWER, type World } from './control.fixture'
import { disableKey } from './key-switches'
import { addKey, changeKey } from './keys'
import { createOperator, removeOperator } from './operators'
import { undo } from './undo'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function page(question: Record<string, unknown> = {}) {
  const ctx = world.context(VIEWER)
  return auditPageSchema.parse(await listAudit({ ctx, input: auditQuestionSchema.parse(question) }))
}

test('an entry says who, what, to which key, and each field from what to what', async () => {
  const ctx = world.context()
  const key = await addKey({ ctx, input: newKey('team-a') })
  await changeKey({ ctx, input: { keyId: key.id, settings: { priority: 7, labels: ['x'] } } })
  const [changed, added] = (await page()).entries
  expect(changed).toMatchObject({
    ...{ verb: 'changeKey', target: key.id, name: 'team-a', masked: key.masked, undo: 'possible' },
    ...{ operator: { id: ADMIN.id, name: null }, service: { id: 'groq', label: 'Groq' } },
    changes: expect.arrayContaining([expect.objectContaining({ field: 'priority', after: 7 })]),
  })
  expect(added).toMatchObject({ verb: 'addKey', undo: 'possible' })
  expect(JSON.stringify(await page())).not.toContain('canary')
})

test('what was undone says so, and is not offered again', async () => {
  const ctx = world.context()
  const { id: keyId } = await addKey({ ctx, input: newKey('team-a') })
  await disableKey({ ctx, input: { keyId } })
  const [disabled] = (await page()).entries
  await undo({ ctx, input: { auditId: disabled?.id ?? 0 } })
  expect((await page()).entries.slice(0, 2)).toMatchObject([
    { verb: 'undo', undone: 'disableKey', undo: 'no' },
    { id: disabled?.id, undo: 'done' },
  ])
})

test('pages meet without a gap, and operator, verb, target and time narrow them', async () => {
  const by = (operator: string, verb: string, target: string) =>
    appendAudit(world.store, { operator, verb, target, detail: {} })
  for (let count = 0; count < 5; count++) {
    await by('op-a', 'reset', 'all')
    await by('cli', 'addKey', `k${count}`)
    world.clock.now += 60_000
  }
  const seen: number[] = []
  for (let before: number | null | undefined; before !== null; ) {
    const { entries, next } = await page({ limit: 3, ...(before && { before }) })
    seen.push(...entries.map(({ id }) => id))
    before = next
  }
  expect(seen).toEqual([...seen].sort((one, other) => other - one))
  expect(new Set(seen).size).toBe(10)
  expect((await page({ operator: 'cli' })).entries).toHaveLength(5)
  expect((await page({ operator: 'cli', verb: 'reset' })).entries).toHaveLength(0)
  expect((await page({ target: 'k3' })).entries).toHaveLength(1)
  const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString()
  expect((await page({ from: at(1), to: at(3) })).entries).toHaveLength(4)
})

test('a deed to many is one entry, and among those of one of them', async () => {
  const part = { operator: 'op-a', verb: 'changeKey', target: 'k1', detail: { name: 'one' } }
  await appendAuditParts(world.store, 'b1', [part, { ...part, target: 'k2' }])
  await appendAudit(world.store, { ...part, verb: 'changeKeys', target: 'keys', detail: { batch: 'b1', count: 2 } })
  expect((await page()).entries).toMatchObject([{ verb: 'changeKeys', count: 2, undo: 'possible' }])
  expect((await page({ target: 'k1' })).entries).toMatchObject([{ verb: 'changeKey', undo: 'no' }])
})

test('an operator who was removed is still named', async () => {
  const ctx = world.context()
  const person = { email: 'a@b.example', password: 'long enough', name: null, role: 'viewer' as const }
  const { id } = await createOperator({ ctx, input: person })
  await appendAudit(world.store, { operator: id, verb: 'endSessions', target: id, detail: { email: person.email } })
  await removeOperator({ ctx, input: { email: person.email } })
  expect((await page({ operator: id })).entries).toMatchObject([{ operator: { id, name: 'a@b.example' } }])
})

test('every verb that is written down is known to filters and words', () => {
  const source = readdirSync(import.meta.dirname)
    .filter(name => name.endsWith('.ts') && !/\.(test|fixture)\./.test(name))
    .map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  const written = [...source.matchAll(/\bverb: '(\w+)'/g)].map(([, verb]) => verb)
  expect(written.length).toBeGreaterThan(15)
  expect([...new Set(written)].filter(verb => !AUDITED_VERBS.some(known => known === verb))).toEqual([])
})
