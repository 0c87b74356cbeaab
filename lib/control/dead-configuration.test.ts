import { expect, test } from 'vitest'
import { describeGeneric } from '@/lib/catalog/generic'
import { CATALOG } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { keyOf } from '@/lib/engine/key.fixture'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { Key } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import type { ServiceSettings } from '@/lib/store/services'
import type { ClientToken } from '@/lib/store/tokens'
import { openWorld, START } from './control.fixture'
import { deadConfiguration, warnings } from './dead-configuration'

type Setup = {
  keys?: Partial<Key>[]
  policy?: Partial<ServicePolicy>
  services?: readonly ServiceDefinition[]
  stored?: Partial<ServiceSettings>[]
  tokens?: Partial<ClientToken>[]
  strays?: Record<string, number>
}

/** Groq with these keys and this policy beside the rest of the catalog. */
function found({ keys = [], policy = {}, services = CATALOG, stored = [], tokens = [], strays = {} }: Setup) {
  const now = () => START
  const inForce = services.map(each => (each.id === 'groq' ? { ...each, policy: { ...each.policy, ...policy } } : each))
  const pools = new Pools({ now, notify: () => {} })
  for (const service of inForce) pools.setService(service.id, service.policy)
  keys.forEach((key, index) => {
    pools.addKey({ key: keyOf({ id: `k${index}`, name: `KEY_${index + 1}`, ...key }), state: null })
  })
  for (const { key } of pools.keysOf('groq'))
    if (key.name === 'paused') pools.decideStatus(key.id, { status: 'paused', statusReason: 'test', statusSince: 0 })
  const keyCounts = new Map(Object.entries({ ...(keys.length > 0 && { groq: keys.length }), ...strays }))
  const settings = stored.map(each => ({ ...SETTINGS, ...each }))
  const given = tokens.map(each => ({ ...TOKEN, ...each }))
  return deadConfiguration({ services: inForce, pools, stored: settings, tokens: given, keyCounts, now: START })
}

const SETTINGS: ServiceSettings = {
  ...{ id: 'groq', origin: null, isEnabled: true, policy: {}, rules: [], definition: null, createdAt: 0, updatedAt: 0 },
}
const TOKEN: ClientToken = {
  ...{ id: 't1', name: 'batch', hash: 'h', masked: 'kw_…1', services: null, requests: 0, requestsPerMinute: null },
  ...{
    requestsPerDay: null,
    budgetUsdPerMonth: null,
    createdAt: 0,
    lastUsedAt: null,
    expiresAt: null,
    revokedAt: null,
  },
}
const acme = describeGeneric({ id: 'acme', label: 'Acme', origin: 'https://acme.example' })

test('a configuration as it comes, and one that is set up well, have nothing to warn of', () => {
  expect(found({})).toEqual([])
  const keys = [{ account: 'org', dailyLimit: 10 }, { account: 'org', dailyLimit: 10 }, { models: ['llama'] }]
  expect(found({ keys, tokens: [{ services: ['groq'] }, { services: null }] })).toEqual([])
})

test.each<[string, Setup, object[]]>([
  ['keys of a service nobody describes', { strays: { lost: 3 } }, [{ code: 'unknown-service', values: { count: 3 } }]],
  [
    'an own service without keys',
    { services: [...CATALOG, acme], stored: [{ id: 'acme', definition: {} }] },
    [{ code: 'service-without-keys', weight: 'dead', values: { label: 'Acme', variable: 'ACME_API_KEY' } }],
  ],
  [
    'a built-in service that was changed and has no keys',
    { stored: [{ policy: { maxAttempts: 2 } }] },
    [{ code: 'service-without-keys', weight: 'idle' }],
  ],
  ['keys that are all paused', { keys: [{ name: 'paused' }] }, [{ code: 'all-paused', values: { count: 1 } }]],
  [
    'expired keys, by the first names',
    { keys: Array.from({ length: 5 }, () => ({ expiresAt: START })) },
    [{ code: 'keys-expired', values: { count: 5, names: 'KEY_1, KEY_2, KEY_3', more: 2 } }],
  ],
  ['a key that may serve no model', { keys: [{ models: [] }] }, [{ code: 'keys-without-models', weight: 'dead' }]],
  ['a limit of 0', { keys: [{ minuteLimit: 0 }, {}] }, [{ code: 'zero-limit', values: { names: 'KEY_1' } }]],
  [
    'limits of one account that differ',
    { keys: [{ account: 'org', dailyLimit: 10 }, { account: 'org', dailyLimit: 20 }, { account: 'org' }] },
    [{ code: 'account-limits-differ', values: { account: 'org', limit: 'dailyLimit', lowest: 10, highest: 20 } }],
  ],
  [
    'a token limited to services nobody knows',
    { tokens: [{ services: ['lost'] }, { services: [], name: 'none' }] },
    [{ code: 'token-without-services', values: { token: 'batch' } }, { code: 'token-without-services' }],
  ],
  [
    'a token limited to a service without keys',
    { tokens: [{ services: ['gemini', 'lost'] }] },
    [{ code: 'token-service-without-keys', service: 'gemini', values: { token: 'batch', label: 'Gemini' } }],
  ],
  [
    'a wait that the deadline cuts off',
    { keys: [{}], policy: { maxWaitMs: 60_000, firstByteDeadlineMs: 45_000 } },
    [{ code: 'wait-beyond-deadline', values: { waitMs: 60_000, deadlineMs: 45_000 } }],
  ],
  [
    'a wait that no guessed rest fits into',
    { keys: [{}], policy: { maxWaitMs: 5000, rateLimitRestMs: 60_000 } },
    [{ code: 'wait-below-rest', values: { waitMs: 5000, restMs: 60_000 } }],
  ],
  [
    'deadlines in the wrong order',
    { keys: [{}], policy: { wholeAnswerDeadlineMs: 10_000, firstByteDeadlineMs: 45_000 } },
    [{ code: 'whole-answer-below-first-byte' }],
  ],
  [
    'more attempts against a failing service than attempts at all',
    { keys: [{}], policy: { maxAttempts: 2, maxServiceAttempts: 3 } },
    [{ code: 'service-attempts-above-attempts', values: { serviceAttempts: 3, attempts: 2 } }],
  ],
  [
    'weights and priorities that the strategy does not ask for',
    {
      keys: [
        { weight: 1, priority: 1 },
        { weight: 5, priority: 2 },
      ],
      policy: { strategy: 'least-used' },
    },
    [{ code: 'weights-without-effect', values: { strategy: 'least-used' } }, { code: 'priorities-without-effect' }],
  ],
  [
    'an origin that the environment overrides',
    { keys: [{}], stored: [{ origin: 'http://127.0.0.1:9' }] },
    [{ code: 'origin-overridden', values: { own: 'http://127.0.0.1:9', origin: 'https://api.groq.com' } }],
  ],
])('points out %s', (_, setup, expected) => {
  expect(found(setup)).toMatchObject(expected)
  expect(found(setup)).toHaveLength(expected.length)
})

test('a zone that does not exist is pointed out, whatever wrote it', () => {
  const pools = new Pools({ now: () => START, notify: () => {} })
  pools.setService('groq', { ...acme.policy, dayZone: 'UTC' })
  pools.addKey({ key: keyOf(), state: null })
  const groq = { ...acme, id: 'groq', label: 'Groq', policy: { ...acme.policy, dayZone: 'Mars/Olympus' } }
  const rest = { stored: [], tokens: [], keyCounts: new Map([['groq', 1]]), now: START }
  expect(deadConfiguration({ services: [groq], pools, ...rest })).toMatchObject([
    { code: 'zone-unknown', weight: 'dead', values: { zone: 'Mars/Olympus' } },
  ])
})

test('each strategy knows which settings it asks for', () => {
  const keys = [{ priority: 1 }, { priority: 2, weight: 3 }]
  const codes = (strategy: ServicePolicy['strategy']) => found({ keys, policy: { strategy } }).map(({ code }) => code)
  expect(codes('score')).toEqual(['weights-without-effect'])
  expect(codes('priority')).toEqual(['weights-without-effect'])
  expect(codes('weighted')).toEqual(['priorities-without-effect'])
})

test('a token that is revoked or over is no concern any more', () => {
  const tokens = [
    { services: ['gemini'], revokedAt: 1 },
    { services: ['gemini'], expiresAt: START },
  ]
  expect(found({ tokens })).toEqual([])
})

test('the dead come before the idle', () => {
  const keys = [{ weight: 2, expiresAt: START }, { weight: 1 }]
  expect(found({ keys }).map(({ weight }) => weight)).toEqual(['dead', 'idle'])
})

test('an operator can ask about one service, read from the database where no server runs', async () => {
  const world = await openWorld()
  try {
    await world.store.transaction(session => session.db.service.create({ data: ACME_ROW }))
    const services = [...CATALOG, acme]
    const all = await warnings({ ctx: { ...world.context(), services }, input: {} })
    expect(all).toMatchObject({ total: 1, warnings: [{ code: 'service-without-keys', service: 'acme' }] })
    expect(await warnings({ ctx: { ...world.context(), services }, input: { service: 'groq' } })).toMatchObject({
      total: 0,
    })
  } finally {
    await world.close()
  }
})

const ACME_ROW = { id: 'acme', definition: '{}', createdAt: 0n, updatedAt: 0n }
