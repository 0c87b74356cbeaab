import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ExhaustedError } from '@/lib/rotation/exhausted-error'
import { poolServices } from '@/lib/rotation/in-process.fixture'
import { readChunkNumbers } from '@/lib/simulator/chunk-text'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { createGemini } from './gemini'

const FLASH = 'gemini-2.5-flash'
const SECRETS = ['AIzaFirst', 'AIzaSecond', 'AIzaThird']

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

function pooledGemini() {
  const house = poolServices([{ id: 'gemini', origin: simulator.origin('gemini'), secrets: SECRETS }])
  return { ...house, gemini: createGemini(house.ports) }
}

test('answers with text, usage, the key that served, and how many were tried', async () => {
  const { gemini, attempts } = pooledGemini()
  const answer = await gemini.generateContent(FLASH, 'say [[bytes=40]]')
  expect(answer).toMatchObject({ model: FLASH, key: 'gemini…1', attempts: 1, usage: { tokensOut: 10 } })
  expect(answer.text).toHaveLength(40)
  expect(attempts).toMatchObject([
    {
      method: 'POST',
      path: `/v1beta/models/${FLASH}:generateContent`,
      model: FLASH,
      tokensOut: 10,
      outcome: 'success',
    },
  ])
})

test('goes on by itself on overload, and says so', async () => {
  const { gemini, outcomes } = pooledGemini()
  simulator.fault({ service: 'gemini', kind: 'overloaded', secret: 'AIzaFirst' })
  expect(await gemini.generateContent(FLASH, 'say something')).toMatchObject({ key: 'gemini…2', attempts: 2 })
  expect(outcomes()).toEqual(['gemini-1:overloaded', 'gemini-2:success'])
})

test('rests only the model that was limited', async () => {
  const { gemini, outcomes } = pooledGemini()
  simulator.fault({ service: 'gemini', kind: 'day-limit', secret: 'AIzaFirst', model: FLASH })
  await gemini.generateContent(FLASH, 'say something')
  await gemini.generateContent('gemini-2.5-pro', 'say something')
  expect(outcomes()).toEqual(['gemini-1:quota-exhausted', 'gemini-2:success', 'gemini-1:success'])
})

test('streams its text in order, with the usage at the end', async () => {
  const { gemini, outcomes, pools } = pooledGemini()
  simulator.fault({ service: 'gemini', kind: 'minute-limit', secret: 'AIzaFirst' })
  const stream = await gemini.generateContentStream(FLASH, 'count [[chunks=10 pace=1]]')
  expect(stream).toMatchObject({ model: FLASH, key: 'gemini…2', attempts: 2 })
  let text = ''
  for await (const piece of stream.text) text += piece
  expect(readChunkNumbers(text)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(stream.usage()).toMatchObject({ tokensOut: 60 })
  expect(outcomes()).toEqual(['gemini-1:rate-limited', 'gemini-2:success'])
  expect(pools.leaseCount()).toBe(0)
})

test('gives the key back when the reader of a stream stops early', async () => {
  const { gemini, outcomes, pools } = pooledGemini()
  const stream = await gemini.generateContentStream(FLASH, 'count [[chunks=50 pace=5]]')
  for await (const piece of stream.text) if (piece !== '') break
  expect(outcomes()).toEqual(['gemini-1:aborted'])
  expect(pools.leaseCount()).toBe(0)
})

test('rejects with ExhaustedError when every key is used up for the day', async () => {
  const { gemini } = pooledGemini()
  simulator.fault({ service: 'gemini', kind: 'day-limit' })
  const error = await gemini.generateContent(FLASH, 'say something').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ExhaustedError)
  expect(error).toMatchObject({ message: expect.stringMatching(/^All 3 keys of gemini are resting/) })
})

test('leaves with its caller', async () => {
  const { gemini, outcomes } = pooledGemini()
  simulator.fault({ service: 'gemini', kind: 'stall-before-head' })
  const signal = AbortSignal.timeout(50)
  await expect(gemini.generateContent(FLASH, 'say something', { signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  expect(outcomes()).toEqual(['gemini-1:aborted'])
})
