import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { usageTableInputSchema, usageTableSchema } from '@/lib/contract/usage-table'
import { DAY_MS, HOUR_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { settledOf } from '@/lib/store/rows.fixture'
import { newKey, openWorld, type World } from './control.fixture'
import { addKey } from './keys'
import { USAGE_CSV, usageTable } from './usage-table'

let world: World
let keyId = ''
beforeEach(async () => {
  world = await openWorld()
  const added = await addKey({ ctx: world.context(), input: newKey('one') })
  keyId = added.id
  return () => world.close()
})

const now = () => world.context().now()
const append = (...fields: Parameters<typeof settledOf>[0][]) =>
  appendAttempts(world.store, {
    attempts: fields.map(each => settledOf({ startedAt: now(), keyId, ...each })),
    ...{ keys: [], accounts: [] },
  })
const ask = async (question: object) =>
  usageTableSchema.parse(await usageTable({ ctx: world.context(), input: usageTableInputSchema.parse(question) }))

describe('the table of use', () => {
  test('tells of each key, caller and model how its requests ended, what they used and cost, and of all together', async () => {
    await append(
      {
        requestId: 'a',
        outcome: 'rate-limited',
        blame: 'key',
        status: 429,
        ending: null,
        tokensIn: 0,
        tokensOut: 0,
        costUsd: 0,
      },
      { requestId: 'a', number: 2, keyId: 'gone', ending: 'rescued', totalMs: 400 },
      { requestId: 'b', ending: 'first-try', totalMs: 90 },
      {
        requestId: 'c',
        keyId: null,
        outcome: 'refused',
        refusal: 'exhausted',
        ending: 'lost',
        costUsd: 0,
        tokensIn: 0,
        tokensOut: 0,
      },
    )
    const keys = await ask({ by: 'key', sort: 'requests' })
    expect(keys).toMatchObject({ total: 2, rows: [{ requests: 1 }, { requests: 1 }] })
    expect(keys.rows.find(({ id }) => id === keyId)).toMatchObject({
      ...{
        name: 'one',
        service: { id: 'groq', label: 'Groq' },
        firstTry: 1,
        rescued: 0,
        successRate: 0.5,
        successOf: 2,
        costUsd: 0.25,
      },
    })
    expect(keys.rows.find(({ id }) => id === 'gone')).toMatchObject({ name: null, rescued: 1, successRate: 1 })
    const callers = await ask({ by: 'caller' })
    expect(callers.rows).toMatchObject([
      { id: 'token-1', service: null, requests: 3, firstTry: 1, rescued: 1, lost: 1, tokensIn: 200, costUsd: 0.5 },
    ])
    expect(callers.rows[0]?.successRate).toBeCloseTo(2 / 3)
    expect(callers.totals).toMatchObject({ requests: 3, p95Ms: expect.any(Number) })
    expect((await ask({ by: 'model' })).rows).toMatchObject([{ id: 'llama', service: { id: 'groq' }, requests: 3 }])
  })

  test('never shows what had no price as a cost of nothing', async () => {
    await append({ model: 'unheard-of', costUsd: 0 }, { model: 'known', costUsd: 1 })
    const { rows, totals } = await ask({ by: 'model', sort: 'tokensIn' })
    expect(rows.find(({ id }) => id === 'unheard-of')).toMatchObject({ costUsd: null, unpricedTokens: 150 })
    expect(rows.find(({ id }) => id === 'known')).toMatchObject({ costUsd: 1, unpricedTokens: 0 })
    expect(totals).toMatchObject({ costUsd: 1, unpricedTokens: 150 })
  })

  test('is of one day or month of UTC, and reaches back to any other', async () => {
    await append(
      { costUsd: 1 },
      { costUsd: 2, startedAt: now() - DAY_MS },
      { costUsd: 4, startedAt: now() - 40 * DAY_MS },
    )
    const spent = async (question: object) => (await ask({ by: 'caller', ...question })).totals.costUsd
    const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
    expect(await spent({ span: 'day' })).toBe(1)
    expect(await spent({ span: 'day', at: dayOf(now() - DAY_MS) })).toBe(2)
    expect(await spent({ span: 'month' })).toBe(3)
    expect(await spent({ span: 'month', at: dayOf(now() - 40 * DAY_MS) })).toBe(4)
    expect(await spent({ span: 'day', at: '2020-01-01' })).toBe(0)
  })

  test('is of the last 24 hours, the running one among them, with each request once', async () => {
    const hoursAgo = (hours: number) => ({ requestId: `h${hours}`, startedAt: now() - hours * HOUR_MS })
    await append(...[0, 1, 7, 23, 24, 25].map(hoursAgo))
    const answer = await ask({ span: 'hours', by: 'caller' })
    expect([answer.from, answer.to].map(at => Date.parse(at) - now())).toEqual([-23.5 * HOUR_MS, 0.5 * HOUR_MS])
    expect(answer.totals).toMatchObject({ requests: 4 })
    expect(await ask({ span: 'hours', by: 'model' })).toMatchObject({ total: 1, totals: { requests: 4 } })
    const rows: unknown[] = []
    for await (const page of USAGE_CSV.pages(world.context(), usageTableInputSchema.parse({ span: 'hours' })))
      rows.push(...page)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toContain(4)
  })

  test('is sorted, paged and taken away whole', async () => {
    await append(...Array.from({ length: 450 }, (_, n) => ({ model: `m${n}`, costUsd: n + 1 })))
    const page = await ask({ by: 'model', size: 2, page: 2 })
    expect([page.total, page.rows.map(({ costUsd }) => costUsd)]).toEqual([201, expect.any(Array)])
    const rows: unknown[] = []
    const input = usageTableInputSchema.parse({ by: 'model', sort: 'cost', order: 'asc' })
    for await (const part of USAGE_CSV.pages(world.context(), input)) rows.push(...part)
    expect(rows).toHaveLength(201)
    expect(parse(USAGE_CSV.columns.join(','))).toEqual([[...USAGE_CSV.columns]])
  })

  test('adds up the last days, or a range, each request once, and a month as a whole', async () => {
    const daysAgo = (days: number) => ({ requestId: `r${days}`, startedAt: now() - days * DAY_MS })
    await append(...[0, 1, 6, 7, 29, 30, 80].map(daysAgo))
    const requestsOf = async (question: object) => {
      const { rows, totals, total } = await ask({ sort: 'requests', ...question })
      expect(rows.reduce((sum, row) => sum + row.requests, 0)).toBe(totals.requests)
      expect(total).toBe(rows.length)
      return totals.requests
    }
    const day = (days: number) => new Date(now() - days * DAY_MS).toISOString().slice(0, 10)
    expect(await requestsOf({ span: 'day' })).toBe(1)
    expect(await requestsOf({ span: 'week' })).toBe(3)
    expect(await requestsOf({ span: 'thirty' })).toBe(5)
    expect(await requestsOf({ span: 'range' })).toBe(5)
    expect(await requestsOf({ span: 'range', from: day(80), to: day(1) })).toBe(6)
    expect(await requestsOf({ span: 'range', from: day(80) })).toBe(7)
    expect(await requestsOf({ span: 'range', from: day(30), to: day(30) })).toBe(1)
    const { from, to } = await ask({ span: 'range', from: '2020-01-01' })
    expect(Date.parse(to) - Date.parse(from)).toBe(366 * DAY_MS)
    const csv = []
    for await (const page of USAGE_CSV.pages(world.context(), usageTableInputSchema.parse({ span: 'week' })))
      csv.push(...page)
    expect(csv).toHaveLength(1)
    for (const wrong of [{ from: day(0), to: day(1) }, { from: day(366), to: day(0) }, { from: 'yesterday' }])
      expect(usageTableInputSchema.safeParse({ span: 'range', ...wrong }).success).toBe(false)
  })

  test('refuses to add up more days than others could wait for, but never one day or month', async () => {
    await append({ requestId: 'a' })
    const columns = await world.store.db.$queryRawUnsafe<{ name: string }[]>('PRAGMA table_info(usage_rollups)')
    const rest = columns.map(({ name }) => name).slice(5)
    const first = Date.UTC(2026, 8, 1)
    const fill = (count: number, prefix: string) =>
      world.store.db.$executeRawUnsafe(`
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
        INSERT INTO usage_rollups SELECT r.* FROM (
          SELECT grain, subject, ${first} + (i / 1000) * ${DAY_MS}, service, '${prefix}' || (i % 1000), ${rest}
          FROM usage_rollups, n WHERE grain = 'day' AND subject = 'key' AND bucket_at > ${first + 40 * DAY_MS}) AS r`)
    await fill(20_000, 'key-')
    const range = { span: 'range', from: '2026-09-01', to: '2026-09-20' }
    expect(await ask(range)).toMatchObject({ total: 1000, totals: { requests: 20_000 } })
    await fill(1, 'one-more-')
    await expect(ask(range)).rejects.toMatchObject({ code: 'invalid-input', more: { said: { key: 'usageTooMuch' } } })
    expect(await ask({ ...range, by: 'model' })).toMatchObject({ total: 0 })
    expect(await ask({ span: 'day', at: '2026-09-01' })).toMatchObject({ total: 1001 })
  })
})
