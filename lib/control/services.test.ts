import { afterEach, beforeEach, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { changeServiceSchema, describeServiceSchema } from '@/lib/contract/service'
import { servicesInForce } from '@/lib/server/services'
import { listAudit } from '@/lib/store/audit'
import { readChanges } from '@/lib/store/changes'
import { listServices as listStored } from '@/lib/store/services'
import { newKey, openWorld, VIEWER, type World } from './control.fixture'
import { ControlError } from './control-error'
import { removeKey } from './key-switches'
import { addKey } from './keys'
import { changeService, describeService, forgetService, listServices } from './services'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** The world of a command that starts now: it knows what is described. */
async function context() {
  return { ...world.context(), services: servicesInForce(new Map(), await listStored(world.store)) }
}
async function change(input: Record<string, unknown>) {
  return changeService({ ctx: await context(), input: changeServiceSchema.parse(input) })
}
async function describeAcme(more: Record<string, unknown> = {}) {
  const input = describeServiceSchema.parse({ id: 'acme', label: 'Acme', origin: 'https://api.acme.example/', ...more })
  return describeService({ ctx: await context(), input })
}
async function listed(id: string) {
  return (await listServices({ ctx: await context() })).find(service => service.id === id)
}
async function troubleOf(done: Promise<unknown>): Promise<string> {
  const error = await done.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ControlError ? `${error.code}: ${error.message}` : 'no ControlError'
}
const changes = async () => (await readChanges(world.store, 0, 100)).map(({ kind, service }) => `${kind} ${service}`)

/** What the audit keeps of the change below. */
const AUDITED = {
  before: { strategy: null, maxWaitMs: null, origin: null },
  after: { strategy: 'priority', maxWaitMs: 5000, origin: 'http://127.0.0.1:9001' },
}

test('a running server takes a changed policy over without a restart', async () => {
  const { pools, registry, pickUp } = await world.startServer()
  expect(pools.policyOf('groq').strategy).toBe('round-robin')
  await change({ service: 'groq', strategy: 'priority', maxWaitMs: 5000, origin: 'http://127.0.0.1:9001/' })
  await pickUp()
  expect(pools.policyOf('groq')).toMatchObject({ strategy: 'priority', maxWaitMs: 5000, limitScope: 'account-model' })
  expect(registry.find('groq')?.origin).toBe('http://127.0.0.1:9001')
  expect(await changes()).toEqual(['services-changed groq'])
  expect(await listAudit(world.store, { limit: 9 })).toMatchObject([
    { verb: 'changeService', target: 'groq', detail: AUDITED },
  ])
})

test('a later change keeps the earlier ones, and null goes back to what the service came with', async () => {
  await change({ service: 'groq', strategy: 'weighted', maxAttempts: 3 })
  await change({ service: 'groq', strategy: null, dayZone: 'Asia/Baku' })
  expect(await listed('groq')).toMatchObject({
    source: 'built-in',
    policy: { strategy: 'round-robin', maxAttempts: 3, dayZone: 'Asia/Baku' },
    changed: ['dayZone', 'maxAttempts'],
  })
})

test('a described service is known to a running server with its keys, until it is forgotten', async () => {
  const { pools, registry, pickUp } = await world.startServer()
  expect(await describeAcme({ auth: { header: 'X-Acme-Key' } })).toEqual({
    ...{ id: 'acme', label: 'Acme', envName: 'ACME_API_KEY', isNew: true, auditId: expect.any(Number) },
  })
  const { id: keyId } = await addKey({ ctx: await context(), input: newKey('one', { service: 'acme' }) })
  await pickUp()
  expect(registry.find('acme')).toMatchObject({
    origin: 'https://api.acme.example',
    auth: { header: 'x-acme-key', prefix: '' },
  })
  expect(pools.keysOf('acme').map(({ key }) => key.id)).toEqual([keyId])
  expect(await listed('acme')).toMatchObject({ source: 'described', keyCount: 1, changed: [] })

  const forget = async () => forgetService({ ctx: await context(), input: { service: 'acme' } })
  expect(await troubleOf(forget())).toBe('conflict: acme still has keys, such as one: remove its keys first.')
  await removeKey({ ctx: await context(), input: { keyId } })
  await forget()
  await pickUp()
  expect([registry.find('acme'), await listed('acme')]).toEqual([null, undefined])
})

test('describing a service anew keeps what was changed of it', async () => {
  await describeAcme()
  await change({ service: 'acme', strategy: 'least-used' })
  expect(await describeAcme({ label: 'Acme Inc.' })).toMatchObject({ isNew: false })
  expect(await listed('acme')).toMatchObject({ label: 'Acme Inc.', policy: { strategy: 'least-used' } })
})

test('keys from before a service was described are admitted with it', async () => {
  await describeAcme()
  await addKey({ ctx: await context(), input: newKey('one', { service: 'acme' }) })
  await world.store.transaction(session => session.db.service.deleteMany())
  const { pools, pickUp } = await world.startServer()
  expect(pools.hasService('acme')).toBe(false)
  await describeAcme()
  await pickUp()
  expect(pools.keyCount('acme')).toBe(1)
})

test('what cannot be is refused in one sentence, and nothing is kept of it', async () => {
  await describeAcme({ id: 'my-llm' })
  const before = await changes()
  const tries: [() => Promise<unknown>, string][] = [
    [
      () => describeAcme({ id: 'groq' }),
      'conflict: groq is built in: give your service another id, or change groq itself.',
    ],
    [
      () => describeAcme({ id: 'my--llm' }),
      'conflict: my--llm and my-llm would both read MY_LLM_API_KEY: choose another id.',
    ],
    [
      async () => forgetService({ ctx: await context(), input: { service: 'groq' } }),
      'conflict: groq is built in and cannot be removed.',
    ],
    [
      () => change({ service: 'grok', strategy: 'score' }),
      'unknown-service: There is no service "grok"; known: gemini, groq, resend, openai, anthropic, ' +
        'openrouter, mistral, deepseek, cohere, xai, cerebras, together, sendgrid, mailgun, my-llm.',
    ],
  ]
  for (const [done, trouble] of tries) expect(await troubleOf(done())).toBe(trouble)
  const named = servicesInForce(new Map([['own', 'http://127.0.0.1:9']]), [])
  const ctx = { ...world.context(), services: named }
  expect(await troubleOf(forgetService({ ctx, input: { service: 'own' } }))).toBe(
    'conflict: own comes from the environment: unset KEYWHEEL_OWN_ORIGIN.',
  )
  expect(await changes()).toEqual(before)
})

test('a viewer may look and change nothing', async () => {
  const ctx = world.context(VIEWER)
  const description = describeServiceSchema.parse({ id: 'acme', label: 'Acme', origin: 'https://acme.example' })
  for (const call of [
    changeService({ ctx, input: { service: 'groq', strategy: 'score' } }),
    describeService({ ctx, input: description }),
    forgetService({ ctx, input: { service: 'groq' } }),
  ]) {
    expect(await troubleOf(call)).toBe('not-allowed: Only an admin may do this.')
  }
  expect(await listServices({ ctx })).toHaveLength(CATALOG.length)
})
