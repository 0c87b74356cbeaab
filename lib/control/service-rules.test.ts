import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeServiceSchema } from '@/lib/contract/service'
import { changeRulesSchema, judgementSchema, judgeSchema, type Rules } from '@/lib/contract/service-rules'
import { serviceDetailSchema } from '@/lib/contract/services'
import { classify } from '@/lib/engine/classify'
import { servicesInForce } from '@/lib/server/services'
import { listAudit } from '@/lib/store/audit'
import { listServices as listStored } from '@/lib/store/services'
import { openWorld, START, VIEWER, type World } from './control.fixture'
import { ControlError } from './control-error'
import { oneService } from './service-detail'
import { changeRules, judgeAnswer } from './service-rules'
import { disableService, enableService } from './service-switch'
import { describeService } from './services'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const DAY: Rules = [{ name: 'our day', status: [429], means: { outcome: 'quota-exhausted', window: 'day' } }]

async function context(operator?: typeof VIEWER) {
  return { ...world.context(operator), services: servicesInForce(new Map(), await listStored(world.store)) }
}
async function put(service: string, rules: unknown) {
  return changeRules({ ctx: await context(), input: changeRulesSchema.parse({ service, rules }) })
}
async function judge(input: Record<string, unknown>) {
  return judgementSchema.parse(await judgeAnswer({ ctx: await context(VIEWER), input: judgeSchema.parse(input) }))
}
async function detail(service: string) {
  return serviceDetailSchema.parse(await oneService({ ctx: await context(VIEWER), input: { service } }))
}
async function addAcme() {
  const input = describeServiceSchema.parse({ id: 'acme', label: 'Acme', origin: 'https://api.acme.example' })
  return describeService({ ctx: await context(), input })
}

test('rules of an operator are asked before the catalog’s, in a server that runs too, and are audited', async () => {
  const { registry, pickUp } = await world.startServer()
  await put('groq', DAY)
  await pickUp()
  const groq = registry.find('groq')
  if (!groq) throw new Error('groq is gone')
  const signal = {
    kind: 'response',
    status: 429,
    headers: {},
    body: '(TPM) per minute',
    model: 'm',
    at: START,
  } as const
  expect(classify(signal, { ...groq, isSafeToRepeat: true })).toMatchObject({ rule: 'groq: our day', window: 'day' })
  expect(await detail('groq')).toMatchObject({ rules: DAY, description: null })
  expect((await detail('groq')).catalogRules).toContain('per minute')
  expect(await listAudit(world.store, { limit: 1 })).toMatchObject([
    {
      verb: 'changeRules',
      target: 'groq',
      detail: { before: { rules: [] }, after: { rules: ['our day → quota-exhausted'] } },
    },
  ])
  await put('groq', [])
  await pickUp()
  expect(registry.find('groq')?.rules[0]?.name).not.toBe('our day')
})

test('rules of one’s own service stand in its description, and stay when it is served again', async () => {
  await addAcme()
  await put('acme', DAY)
  expect(await detail('acme')).toMatchObject({ rules: DAY, catalogRules: [], description: { rules: DAY } })
  expect(servicesInForce(new Map(), await listStored(world.store)).at(-1)?.rules).toHaveLength(1)
})

test('rules are not replaced by who began from others, and a switch of the service leaves them', async () => {
  await put('groq', DAY)
  const input = changeRulesSchema.parse({ service: 'groq', rules: [], before: [] })
  await expect(changeRules({ ctx: await context(), input })).rejects.toMatchObject({ code: 'conflict' })
  await disableService({ ctx: await context(), input: { service: 'groq' } })
  expect(await detail('groq')).toMatchObject({ rules: DAY })
  await changeRules({ ctx: await context(), input: { ...input, before: DAY } })
  expect(await detail('groq')).toMatchObject({ rules: [] })
})

test('only an admin changes rules, and only of a service there is', async () => {
  const input = { service: 'groq', rules: DAY }
  await expect(changeRules({ ctx: await context(VIEWER), input })).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(put('grok', DAY)).rejects.toBeInstanceOf(ControlError)
})

test.each([
  [[{ name: 'x', means: { outcome: 'overloaded' } }], 'wanted a condition: status, field, header or text'],
  [[{ ...DAY[0], status: [200] }], 'wanted a whole number of an error status from 400 to 599'],
  [[{ ...DAY[0], means: { outcome: 'success' } }], /^wanted one of rate-limited/],
  [[{ ...DAY[0], field: { path: 'a..b', equals: ['x'] } }], /path/],
])('rules that say nothing are refused in one sentence', (rules, message) => {
  const { error } = changeRulesSchema.safeParse({ service: 'groq', rules })
  expect(error?.issues[0]?.message).toMatch(message)
})

describe('a pasted answer is judged', () => {
  test('by the rules in force, down to what rests and how long', async () => {
    const answer = 'HTTP/1.1 429 Too Many Requests\nretry-after: 7\n\n{"error":{"message":"per minute (TPM)"}}'
    expect(await judge({ service: 'groq', answer })).toMatchObject({
      ...{ status: 429, rule: 'groq: per minute', by: 'catalog', index: null },
      ...{ outcome: 'rate-limited', blame: 'account', window: 'minute' },
      rest: { scope: 'key-model', forMs: 7000, provenance: 'hint' },
    })
  })

  test('by a draft that is not saved', async () => {
    const rules = [{ name: 'other', status: [500], means: { outcome: 'caller-error' } }, ...DAY]
    const judged = await judge({ service: 'groq', status: 429, answer: '{}', rules })
    expect(judged).toMatchObject({ by: 'operator', index: 1, outcome: 'quota-exhausted', window: 'day' })
    expect((await detail('groq')).rules).toEqual([])
  })

  test.each([
    ['general', 429, 'daily', 'quota-exhausted'],
    ['status', 418, '', 'caller-error'],
    ['status', null, '{"error":"x"}', 'broken-stream'],
  ])('by a %s rule: %s', async (by, status, answer, outcome) => {
    await addAcme()
    expect(await judge({ service: 'acme', status, answer })).toMatchObject({ by, outcome, index: null })
  })

  test('not without a status', async () => {
    await expect(judge({ service: 'groq', answer: '{}' })).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

test('a service is switched off and on again, and a running server follows', async () => {
  const { registry, pickUp } = await world.startServer()
  await disableService({ ctx: await context(), input: { service: 'groq' } })
  await pickUp()
  expect(registry.find('groq')?.isOff).toBe(true)
  expect(await detail('groq')).toMatchObject({ isOff: true })
  await enableService({ ctx: await context(), input: { service: 'groq' } })
  await pickUp()
  expect(registry.find('groq')?.isOff).toBeUndefined()
  expect(await listAudit(world.store, { limit: 2 })).toMatchObject([
    { verb: 'enableService', detail: { before: { isEnabled: false }, after: { isEnabled: true } } },
    { verb: 'disableService' },
  ])
  const asViewer = { ctx: await context(VIEWER), input: { service: 'groq' } }
  await expect(disableService(asViewer)).rejects.toMatchObject({ code: 'not-allowed' })
})
