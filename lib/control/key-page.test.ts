import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type KeyPageQuestion, keyPageInputSchema, keyPageSchema } from '@/lib/contract/key-page'
import { NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import { attempt, newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { keyPage, matchingKeys } from './key-page'
import { addKey, changeKey } from './keys'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const SUCCESS: Outcome = {
  ...{ kind: 'success', blame: 'nobody', rule: 'success', status: 200, hintUntil: null, window: null },
  ...{ isAmbiguous: false, learned: [] },
}

const KEYS: [string, Record<string, unknown>][] = [
  ['KEY_10', { priority: 2, labels: ['prod', 'Şəki'], dailyLimit: 10 }],
  ['KEY_2', { priority: 2, note: 'for the night batch', dailyLimit: 20 }],
  ['key_1', { priority: 1, account: 'team-a' }],
  ['mail', { service: 'resend' }],
]

async function serverWithKeys() {
  for (const [name, more] of KEYS) await addKey({ ctx: world.context(), input: newKey(name, more) })
  const server = await world.startServer()
  const context = { ...world.context(VIEWER, server.live), services: server.registry.all() }
  const ask = async (question: KeyPageQuestion = {}) =>
    keyPageSchema.parse(await keyPage({ ctx: context, input: keyPageInputSchema.parse(question) }))
  const names = async (question: KeyPageQuestion = {}) => (await ask(question)).keys.map(({ name }) => name)
  return { ...server, context, ask, names }
}

describe('the page of keys', () => {
  test('lists by priority, then by name as people count, in pages', async () => {
    const { ask, names } = await serverWithKeys()
    expect(await names()).toEqual(['key_1', 'mail', 'KEY_2', 'KEY_10'])
    expect(await names({ service: 'groq', size: 2 })).toEqual(['key_1', 'KEY_2'])
    expect(await ask({ service: 'groq', size: 2, page: 2 })).toMatchObject({
      ...{ total: 3, page: 2, size: 2 },
      keys: [{ name: 'KEY_10', service: 'groq', unit: 'request', labels: ['prod', 'Şəki'], note: null }],
    })
    expect(await ask({ page: 9 })).toMatchObject({ total: 4, keys: [] })
  })

  test('sorts by what is asked, and keys without a value come last either way', async () => {
    const { pools, names } = await serverWithKeys()
    expect(await names({ sort: 'name', order: 'desc' })).toEqual(['mail', 'KEY_10', 'KEY_2', 'key_1'])
    const lease = pools.lease('resend', { model: null, units: 3 })
    if ('kind' in lease) throw new Error('no key may work')
    pools.settle(lease, SUCCESS, { ...NO_USAGE, tokensIn: 5, costUsd: 0.5 })
    for (const sort of ['today', 'requests', 'tokens', 'cost', 'lastUsed', 'success'] as const) {
      expect((await names({ sort, order: 'desc' }))[0], sort).toBe('mail')
    }
    expect(await names({ sort: 'lastUsed', order: 'asc' })).toEqual(['mail', 'key_1', 'KEY_2', 'KEY_10'])
    expect(await names({ sort: 'usage', order: 'asc' })).toEqual(['KEY_2', 'KEY_10', 'key_1', 'mail'])
    // A good answer just now is worth 20 points.
    expect((await names({ sort: 'score', order: 'desc' }))[0]).toBe('mail')
  })

  test('foretells when a daily limit is used up, where that comes before its reset', async () => {
    const shared = { service: 'resend', account: 'team', dailyLimit: 8 }
    await addKey({ ctx: world.context(), input: newKey('mail_2', shared) })
    await addKey({ ctx: world.context(), input: newKey('mail_3', { ...shared, dailyLimit: 40 }) })
    const { pools, ask } = await serverWithKeys()
    const foretold = async () => (await ask({ service: 'resend', sort: 'name' })).keys.map(key => key.exhaustedAt)
    expect(await foretold()).toEqual([null, null, null])
    const lease = pools.lease('resend', { model: null, units: 5, account: 'team' })
    if ('kind' in lease) throw new Error('no key may work')
    pools.settle(lease, SUCCESS, NO_USAGE)
    // Five in the day's first six and a half hours: three more take 3 h 54 min, and 35 more last over the reset.
    expect(await foretold()).toEqual([null, '2026-11-22T10:24:00.000Z', null])
  })

  test.each([
    ['a name', 'KEY_1', ['key_1', 'KEY_10']],
    ['a label, whatever its case', 'şəki', ['KEY_10']],
    ['words of a note, in any order', 'batch NIGHT', ['KEY_2']],
    ['an account', 'team-a', ['key_1']],
    ['words of two places', 'prod key', ['KEY_10']],
    ['nothing that is there', 'prod night', []],
    ['what JSON would write around labels', '["', []],
  ])('finds keys by %s', async (_, search, found) => {
    const { names } = await serverWithKeys()
    expect(await names({ search, sort: 'name' })).toEqual(found)
  })

  test('finds a key by its masked secret and never by the secret itself', async () => {
    const { ask, names } = await serverWithKeys()
    const masked = (await ask({ search: 'mail' })).keys[0]?.masked ?? ''
    expect(await names({ search: masked })).toContain('mail')
    expect(await names({ search: secretOf('mail') })).toEqual([])
  })

  test('counts the standings of all that the search finds, whatever standing is asked for', async () => {
    const { pools, ask } = await serverWithKeys()
    const rejected = attempt(pools, 'key-rejected', 'key')
    const limited = attempt(pools, 'rate-limited', 'key')
    const page = await ask({ service: 'groq', standing: 'out,resting', sort: 'standing' })
    expect(page.counts).toEqual({ all: 3, ready: 1, partly: 0, resting: 1, full: 0, idle: 0, out: 1 })
    expect(page.keys.map(({ id, standing }) => [id, standing])).toEqual([
      [rejected, 'out'],
      [limited, 'resting'],
    ])
    world.clock.now += 3_600_000
    expect((await ask({ service: 'groq' })).counts).toMatchObject({ ready: 2, resting: 0, out: 1 })
  })

  test('a key that rests for one model, that is full, or that is paused is counted as such', async () => {
    const { pools, ask } = await serverWithKeys()
    const ids = (await ask({ service: 'groq', sort: 'name' })).keys.map(({ id }) => id)
    const [one = '', two = '', ten = ''] = ids
    pools.decideStatus(two, { status: 'paused', statusReason: 'test', statusSince: 0 })
    for (let used = 0; used < 10; used++) {
      const lease = pools.lease('groq', { model: null, units: 1, excluded: new Set([one]) })
      if ('kind' in lease) throw new Error('no key may work')
      pools.settle(lease, SUCCESS, NO_USAGE)
    }
    const lease = pools.lease('groq', { model: 'llama', units: 1 })
    if ('kind' in lease) throw new Error('no key may work')
    pools.settle(
      lease,
      { ...SUCCESS, kind: 'rate-limited', blame: 'model', hintUntil: world.clock.now + 9000 },
      NO_USAGE,
    )
    const { keys } = await ask({ service: 'groq', sort: 'name' })
    expect(keys.map(({ id, standing }) => [id, standing])).toEqual([
      [one, 'partly'],
      [two, 'idle'],
      [ten, 'full'],
    ])
  })

  test('shows a change of labels at once', async () => {
    const { context, ask, names } = await serverWithKeys()
    const id = (await ask({ search: 'KEY_2' })).keys[0]?.id ?? ''
    await changeKey({
      ctx: { ...context, operator: world.context().operator },
      input: { keyId: id, settings: { labels: ['fresh'] } },
    })
    expect(await names({ search: 'fresh' })).toEqual(['KEY_2'])
  })

  test('names every match by its id, for what is done to all of them', async () => {
    const { context, ask } = await serverWithKeys()
    const { ids } = await matchingKeys({ ctx: context, input: { service: 'groq', search: 'key' } })
    const { keys } = await ask({ service: 'groq', sort: 'name' })
    expect(ids).toEqual(keys.map(({ id }) => id))
  })

  test('answers without a running server as well', async () => {
    await addKey({ ctx: world.context(), input: newKey('one') })
    const page = await keyPage({ ctx: world.context(VIEWER), input: keyPageInputSchema.parse({}) })
    expect(page).toMatchObject({ total: 1, keys: [{ name: 'one', standing: 'ready' }] })
  })

  test.each([
    [{ size: '201' }, 'size'],
    [{ page: '0' }, 'page'],
    [{ sort: 'secret' }, 'sort'],
    [{ standing: 'ready,lost' }, 'standing'],
    [{ sealed: '1' }, 'sealed'],
  ])('refuses %o', (input, field) => {
    const parsed = keyPageInputSchema.safeParse(input)
    expect(JSON.stringify(parsed.error?.issues)).toContain(field)
  })
})
