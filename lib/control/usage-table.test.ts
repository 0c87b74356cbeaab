import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { usageTableInputSchema, usageTableSchema } from '@/lib/contract/usage-table'
import { DAY_MS } from '@/lib/engine/vocabulary'
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
})
