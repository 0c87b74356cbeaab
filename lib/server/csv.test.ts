import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { auditQuestionSchema } from '@/lib/contract/audit'
import { keyPageInputSchema } from '@/lib/contract/key-page'
import { setPriceSchema } from '@/lib/contract/prices'
import { removedKeysInputSchema } from '@/lib/contract/removed-keys'
import { requestQuestionSchema } from '@/lib/contract/requests'
import { nothingSchema } from '@/lib/contract/token'
import { newKey, openWorld, type World } from '@/lib/control/control.fixture'
import { OPERATORS_CSV, PRICES_CSV, REMOVED_KEYS_CSV, UNKNOWN_ERRORS_CSV } from '@/lib/control/csv-lists'
import { type CsvTable, csvTable } from '@/lib/control/csv-table'
import { AUDIT_CSV, KEYS_CSV, REQUESTS_CSV } from '@/lib/control/csv-tables'
import { removeKey } from '@/lib/control/key-switches'
import { addKey } from '@/lib/control/keys'
import { createOperator } from '@/lib/control/operators'
import { setPrice } from '@/lib/control/prices'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { settledOf } from '@/lib/store/rows.fixture'
import { csvLine } from './csv'
import { answerOperator, type Door } from './operator-door'

const PASSWORD = 'a long canary password'
let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const doorOf = (): Door => ({
  adminToken: 'an-admin-token',
  publicUrl: null,
  currentOperator: async () => null,
  context: operator => ({ ...world.context(), operator }),
  report: error => expect(error).toBeUndefined(),
})
const get = <Schema extends z.ZodType>(
  behind: { schema: Schema; csv: CsvTable<z.output<Schema>> },
  query = '',
  accept?: string,
) =>
  answerOperator(
    doorOf(),
    { role: 'viewer', verb: async () => 'json', ...behind },
    new Request(`http://x/api/admin/table${query}`, {
      headers: { authorization: 'Bearer an-admin-token', ...(accept && { accept }) },
    }),
  )
const requests = { schema: requestQuestionSchema, csv: REQUESTS_CSV }
const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true })

describe('a line of a table', () => {
  it('comes back as it was written, whatever stands in its cells', () => {
    const cells = ['plain', 'a "quoted", one', 'two\r\nlines', 'Açar ən yaxşı', ' blank ', '']
    expect(parse(csvLine(cells))).toEqual([cells])
    expect(csvLine([1.5, -2, true, null])).toBe('1.5,-2,true,\r\n')
  })

  it.each(['=1+1', '+1', '-cmd', '@SUM(A1)', '＝1', '\ta', '\na'])('runs nothing in a spreadsheet: %j', text => {
    expect(parse(csvLine([text]))).toEqual([[`'${text}`]])
  })

  it.each([';', '\t', '|', '\r', '\n'])('runs nothing where a spreadsheet separates by %j', mark => {
    expect(parse(csvLine([`a${mark}=1${mark}-b${mark}c`]))).toEqual([[`a${mark}'=1${mark}'-b${mark}c`]])
    expect(csvLine([`${mark}=1`])).toMatch(/'=1/)
  })
})

describe('a table', () => {
  const record = (count: number, fields: Parameters<typeof settledOf>[0] = {}) =>
    appendAttempts(world.store, {
      attempts: Array.from({ length: count }, () => settledOf({ startedAt: world.context().now() - 5, ...fields })),
      ...{ keys: [], accounts: [] },
    })

  it('holds every request that the filters find, over many pages, each once', async () => {
    await record(250)
    await record(30, { model: '=HYPERLINK("x")', outcome: 'caller-error', blame: 'caller', ending: 'declined' })
    const answer = await get(requests, '?format=csv&ending=first-try')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="keywheel-requests-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const rows = rowsOf(await answer.text())
    expect(new Set(rows.map(({ request }) => request)).size).toBe(250)
    expect(rows).toHaveLength(250)
    const others = rowsOf(await (await get(requests, '?ending=declined', 'text/csv')).text())
    expect(others).toHaveLength(30)
    expect(others[0]).toMatchObject({ model: `'=HYPERLINK("x")`, status: '200', tokens_in: '100', cost_usd: '0.25' })
    expect(others[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  it('has its heads where nothing is found, a mark for spreadsheets, and none for programs', async () => {
    const [person, program] = [await get(requests, '?format=csv'), await get(requests, '', 'text/csv')]
    const bytes = Buffer.from(await person.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = await program.text()
    expect(text).toMatch(/^at,request,service,.*\r\n$/)
    expect(rowsOf(text)).toEqual([])
  })

  it('of keys and of the audit tells what is there, and never a secret', async () => {
    const key = newKey('one', { note: '@note' })
    await addKey({ ctx: world.context(), input: key })
    const keys = await (await get({ schema: keyPageInputSchema, csv: KEYS_CSV }, '?format=csv')).text()
    expect(rowsOf(keys)).toMatchObject([{ name: 'one', service: 'groq', status: 'active', note: "'@note" }])
    const audit = await (await get({ schema: auditQuestionSchema, csv: AUDIT_CSV }, '', 'text/csv')).text()
    expect(rowsOf(audit)).toMatchObject([{ verb: 'addKey', name: 'one' }])
    expect(keys + audit).not.toContain(key.apiKey)
  })

  it('of prices, removed keys and operators tells what their lists do, and no password', async () => {
    const ctx = world.context()
    await setPrice({
      ctx,
      input: setPriceSchema.parse({ service: 'groq', model: 'own-*', inputUsd: 0.2, outputUsd: 1 }),
    })
    const { id: keyId } = await addKey({ ctx, input: newKey('gone') })
    await removeKey({ ctx, input: { keyId } })
    await createOperator({ ctx, input: { email: 'a@b.example', password: PASSWORD, name: 'Ada', role: 'viewer' } })
    const prices = await (await get({ schema: nothingSchema, csv: PRICES_CSV }, '?format=csv')).text()
    expect(rowsOf(prices)).toMatchObject([
      { service: 'groq', model: 'own-*', input_usd_per_million: '0.2', unit_usd: '' },
    ])
    const removed = { schema: removedKeysInputSchema, csv: REMOVED_KEYS_CSV }
    expect(rowsOf(await (await get(removed, '?format=csv&search=gone')).text())).toMatchObject([{ name: 'gone' }])
    expect(rowsOf(await (await get(removed, '?format=csv&search=other')).text())).toEqual([])
    const operators = await (await get({ schema: nothingSchema, csv: OPERATORS_CSV }, '?format=csv')).text()
    expect(rowsOf(operators)).toMatchObject([
      { email: 'a@b.example', name: 'Ada', role: 'viewer', has_password: 'true' },
    ])
    expect(operators).not.toContain(PASSWORD)
  })

  it('of errors that no rule knew has its heads while there are none', async () => {
    const text = await (await get({ schema: nothingSchema, csv: UNKNOWN_ERRORS_CSV }, '', 'text/csv')).text()
    expect(text).toBe('id,service,status,outcome,count,first_at,last_at,sample\r\n')
  })

  it('tells numbers without what adding up small fractions leaves behind', () => {
    expect(csvLine([0.1 + 0.2, 0.17931249999999838, 1 / 3, 1e-7, 9_007_199_254_740_991, -0.25, 0])).toBe(
      '0.3,0.1793125,0.333333333333,1e-7,9007199254740991,-0.25,0\r\n',
    )
  })

  it('is refused in one sentence where the question is wrong', async () => {
    const answer = await get(requests, '?format=csv&before=nonsense')
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'invalid-input' }])
    expect((await get(requests, '?format=csv&shape=round')).status).toBe(422)
  })

  it('is read page by page as it is taken, and no further once its reader has left', async () => {
    const seen: string[] = []
    const csv = csvTable<object, number>('endless', { number: row => row }, async function* () {
      try {
        for (let page = 0; ; page += 1) {
          seen.push(`page ${page}`)
          yield [page]
        }
      } finally {
        seen.push('left')
      }
    })
    const answer = await get({ schema: z.object({}), csv }, '?format=csv')
    const reader = answer.body?.getReader()
    for (let taken = 0; taken < 3; taken += 1) await reader?.read()
    await reader?.cancel()
    expect(seen.length).toBeLessThanOrEqual(6)
    expect(seen.at(-1)).toBe('left')
  })
})
