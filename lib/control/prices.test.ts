import { beforeEach, describe, expect, test } from 'vitest'
import { pricesSchema, removePriceSchema, setPriceSchema } from '@/lib/contract/prices'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { listAudit } from '@/lib/store/audit'
import { readChanges } from '@/lib/store/changes'
import { settledOf } from '@/lib/store/rows.fixture'
import { listAudit as auditPage } from './audit'
import { perform } from './context'
import { openWorld, START, VIEWER, type World } from './control.fixture'
import { listOwnPrices, removePrice, setPrice } from './prices'
import { undo } from './undo'

let world: World
beforeEach(async () => {
  world = await openWorld()
  return () => world.close()
})

const set = async (input: object) => perform(setPrice, setPriceSchema, world.context(), input)
const remove = async (input: object) => perform(removePrice, removePriceSchema, world.context(), input)
const list = async () => pricesSchema.parse(await listOwnPrices({ ctx: world.context(VIEWER) }))
const takeBack = (auditId: number | null) => undo({ ctx: world.context(), input: { auditId: auditId ?? 0 } })
const LLAMA = { service: 'groq', model: 'llama-3.3-70b-versatile' }
const append = (...fields: Parameters<typeof settledOf>[0][]) =>
  appendAttempts(world.store, { attempts: fields.map(each => settledOf(each)), keys: [], accounts: [] })

describe('a price of one’s own', () => {
  test('is shown beside the list’s, told to running servers and written down', async () => {
    await set({ ...LLAMA, inputUsd: 0.3, outputUsd: 0.5 })
    const { prices } = await list()
    expect(prices).toMatchObject([
      {
        ...{ ...LLAMA, serviceLabel: 'Groq', inputUsd: 0.3, outputUsd: 0.5, cachedInputUsd: null, unitUsd: null },
        listed: { inputUsd: 0.59, outputUsd: 0.79 },
        changedAt: new Date(START).toISOString(),
      },
    ])
    expect((await readChanges(world.store, 0, 9)).map(({ kind }) => kind)).toEqual(['prices-changed'])
    const { entries } = await auditPage({ ctx: world.context(), input: { limit: 9 } })
    expect(entries).toMatchObject([{ verb: 'setPrice', name: LLAMA.model, service: { id: 'groq' }, undo: 'possible' }])
    expect(entries[0]?.changes).toEqual([
      { field: 'inputUsd', before: null, after: 0.3 },
      { field: 'outputUsd', before: null, after: 0.5 },
    ])
  })

  test('said as it is leaves no trace', async () => {
    await set({ ...LLAMA, inputUsd: 1, outputUsd: 2 })
    expect(await set({ ...LLAMA, inputUsd: 1, outputUsd: 2 })).toMatchObject({ auditId: null })
    expect(await listAudit(world.store, { limit: 9 })).toHaveLength(1)
  })

  test('is taken back to the one before it, and to none', async () => {
    const first = await set({ ...LLAMA, inputUsd: 1, outputUsd: 2 })
    const second = await set({ ...LLAMA, inputUsd: 3, outputUsd: 4, unitUsd: 0.01 })
    await takeBack(second.auditId)
    expect((await list()).prices).toMatchObject([{ inputUsd: 1, outputUsd: 2, unitUsd: null }])
    await takeBack(first.auditId)
    expect((await list()).prices).toEqual([])
  })

  test('comes back when its removal is taken back, and is not written over when it was changed since', async () => {
    const first = await set({ ...LLAMA, inputUsd: 1, outputUsd: 2, cachedInputUsd: 0.5 })
    const removed = await remove(LLAMA)
    await takeBack(removed.auditId)
    expect((await list()).prices).toMatchObject([{ inputUsd: 1, outputUsd: 2, cachedInputUsd: 0.5 }])
    await set({ ...LLAMA, inputUsd: 9, outputUsd: 9 })
    await expect(takeBack(first.auditId)).rejects.toMatchObject({ code: 'conflict' })
    expect((await list()).prices).toMatchObject([{ inputUsd: 9 }])
  })

  test.each([
    [{ ...LLAMA }, 'inputUsd: wanted a price: for tokens, for each request, or both'],
    [{ ...LLAMA, inputUsd: 1 }, 'outputUsd: wanted both, what input costs and what output costs (0 for free)'],
    [{ ...LLAMA, inputUsd: -1, outputUsd: 1 }, 'inputUsd: wanted US dollars, such as 0.15 or 0 for free'],
    [{ ...LLAMA, model: 'a*b', unitUsd: 1 }, 'model: wanted * only at its end'],
    [{ ...LLAMA, model: ' ', unitUsd: 1 }, 'model: wanted the name of a model, or its beginning and *'],
  ])('%j is refused in one sentence', async (input, sentence) => {
    await expect(set(input)).rejects.toMatchObject({ code: 'invalid-input', message: sentence })
  })

  test('is an admin’s to set, of a service that is known, and to remove where there is one', async () => {
    const input = setPriceSchema.parse({ ...LLAMA, unitUsd: 1 })
    await expect(setPrice({ ctx: world.context(VIEWER), input })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(removePrice({ ctx: world.context(VIEWER), input: LLAMA })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await expect(set({ service: 'nobody', model: '*', unitUsd: 1 })).rejects.toMatchObject({ code: 'unknown-service' })
    await expect(remove(LLAMA)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('models without a price', () => {
  test('are those of the last days, with their tokens and what was refused, until they have one', async () => {
    await append(
      { model: 'new-model', costUsd: 0, tokensIn: 30, tokensOut: 12, startedAt: START - DAY_MS },
      { model: 'new-model', costUsd: 0, tokensIn: 5, tokensOut: 0, startedAt: START },
      { model: 'new-model', costUsd: 0, pricedBy: 'own', tokensIn: 1000, startedAt: START },
      { model: 'old-model', costUsd: 0, startedAt: START - 9 * DAY_MS },
      { model: LLAMA.model, costUsd: 0, startedAt: START },
      { model: null, costUsd: 0, tokensIn: 7, tokensOut: 0, startedAt: START },
      {
        ...{ model: 'shy-model', outcome: 'refused', refusal: 'unpriced-model', keyId: null, ending: 'refused' },
        ...{ tokensIn: 0, tokensOut: 0, costUsd: 0, startedAt: START, times: 12 },
      },
    )
    const day = new Date(START).toISOString().slice(0, 10)
    expect((await list()).unpriced).toEqual([
      { service: 'groq', serviceLabel: 'Groq', model: 'new-model', tokens: 47, refused: 0, lastDay: day },
      { service: 'groq', serviceLabel: 'Groq', model: '', tokens: 7, refused: 0, lastDay: day },
      { service: 'groq', serviceLabel: 'Groq', model: 'shy-model', tokens: 0, refused: 12, lastDay: day },
    ])
    await set({ service: 'groq', model: 'new-*', inputUsd: 0, outputUsd: 0 })
    expect((await list()).unpriced.map(({ model }) => model)).toEqual(['', 'shy-model'])
    await set({ service: 'groq', model: '*', unitUsd: 0 })
    expect((await list()).unpriced).toEqual([])
  })
})
