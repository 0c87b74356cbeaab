import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Attempt } from '@/lib/engine/attempt'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { attemptOf } from '@/lib/store/rows.fixture'
import { OWN_ROWS_AN_HOUR, RefusalRows } from './refusal-rows'

const HOUR_AT = Date.UTC(2026, 10, 22, 12)
let written: Attempt[] = []
let rows: RefusalRows
beforeEach(() => {
  written = []
  rows = new RefusalRows(attempt => written.push(attempt))
})

const refusal = (fields: Partial<Attempt> = {}): Attempt =>
  attemptOf({
    ...{ keyId: null, masked: null, model: null, outcome: 'refused', refusal: 'token-day-limit', ending: 'refused' },
    ...{ tokensIn: 0, tokensOut: 0, costUsd: 0, startedAt: HOUR_AT, ...fields },
  })
const refuse = (times: number, fields: Partial<Attempt> = {}) => {
  for (let count = 0; count < times; count += 1) rows.record(refusal(fields))
}
const timesOf = () => written.map(({ times }) => times ?? 1)
const total = () => timesOf().reduce((sum, each) => sum + each, 0)

describe('refusals of one caller for one reason', () => {
  test('are rows at first, then one row a minute that stands for the others', () => {
    refuse(OWN_ROWS_AN_HOUR + 500)
    expect(written).toHaveLength(OWN_ROWS_AN_HOUR)
    refuse(7, { startedAt: HOUR_AT + MINUTE_MS })
    expect(timesOf().slice(OWN_ROWS_AN_HOUR)).toEqual([500])
    rows.settle(HOUR_AT + 2 * MINUTE_MS - 1)
    expect(written).toHaveLength(OWN_ROWS_AN_HOUR + 1)
    rows.settle(HOUR_AT + 2 * MINUTE_MS)
    expect(timesOf().slice(OWN_ROWS_AN_HOUR)).toEqual([500, 7])
    expect(written.at(-1)?.startedAt).toBe(HOUR_AT + MINUTE_MS)
  })

  test('have rows of their own again in another hour, and the count goes on where it was', () => {
    refuse(OWN_ROWS_AN_HOUR + 3, { startedAt: HOUR_AT + HOUR_MS - 1 })
    refuse(2, { startedAt: HOUR_AT + HOUR_MS })
    rows.end()
    expect(timesOf()).toEqual([...Array(OWN_ROWS_AN_HOUR).fill(1), 1, 1, 3])
  })

  test('are counted apart from those of others, for other reasons, at other services', () => {
    refuse(OWN_ROWS_AN_HOUR)
    for (const fields of [{ caller: 'other' }, { caller: null }, { refusal: 'token-budget' }, { service: 'gemini' }])
      refuse(1, fields)
    expect(written).toHaveLength(OWN_ROWS_AN_HOUR + 4)
  })

  test('are all handed out at the end', () => {
    refuse(OWN_ROWS_AN_HOUR + 12)
    rows.end()
    rows.end()
    expect(total()).toBe(OWN_ROWS_AN_HOUR + 12)
  })
})

test('what was tried, lost or answered has its row each time', () => {
  const attempts = [
    attemptOf(),
    refusal({ number: 2 }),
    refusal({ refusal: 'exhausted', ending: 'lost' }),
    attemptOf({ outcome: 'rate-limited', ending: null }),
  ]
  for (let count = 0; count < 50; count += 1) for (const attempt of attempts) rows.record(attempt)
  expect(written).toHaveLength(200)
})

test('names that a caller makes up fill neither the log nor the memory, and none of their requests is lost', () => {
  for (let count = 0; count < 5000; count += 1) refuse(1, { refusal: 'unpriced-model', model: `made-up-${count}` })
  rows.end()
  expect(written.length).toBeLessThan(1100)
  expect(total()).toBe(5000)
  expect(written.at(-1)).toMatchObject({ model: 'other' })
})

test('names that one caller makes up leave those of others apart', () => {
  for (let count = 0; count < 3000; count += 1) refuse(1, { refusal: 'unpriced-model', model: `made-up-${count}` })
  rows.end()
  expect(written.length).toBeLessThan(50)
  written = []
  for (const fields of [{ caller: 'other' }, { service: 'gemini' }, { refusal: 'token-budget' }]) {
    refuse(1, { refusal: 'unpriced-model', model: 'my-model', ...fields })
    expect(written.at(-1)).toMatchObject({ model: 'my-model', ...fields })
  }
})

test('names made up an hour ago leave room for others', () => {
  for (let count = 0; count < 100; count += 1) refuse(1, { model: `made-up-${count}` })
  rows.settle(HOUR_AT + HOUR_MS + MINUTE_MS)
  refuse(1, { model: 'real', startedAt: HOUR_AT + HOUR_MS + MINUTE_MS })
  expect(written.at(-1)).toMatchObject({ model: 'real' })
})

test('whatever comes when: every refusal is in one row, of its own minute', () => {
  const asked = fc.record({
    caller: fc.constantFrom('a', 'b', null),
    refusal: fc.constantFrom('token-day-limit', 'client-token-invalid'),
    afterMs: fc.integer({ min: 0, max: 90_000 }),
    times: fc.integer({ min: 1, max: 15 }),
  })
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 60 }), list => {
      written = []
      rows = new RefusalRows(attempt => written.push(attempt))
      const sent = new Map<number, number>()
      let at = HOUR_AT
      for (const { afterMs, times, ...fields } of list) {
        at += afterMs
        refuse(times, { ...fields, startedAt: at })
        const minute = at - (at % MINUTE_MS)
        sent.set(minute, (sent.get(minute) ?? 0) + times)
        rows.settle(at)
      }
      rows.end()
      const kept = new Map<number, number>()
      for (const { startedAt, times = 1 } of written) {
        const minute = startedAt - (startedAt % MINUTE_MS)
        kept.set(minute, (kept.get(minute) ?? 0) + times)
      }
      expect([...kept].sort()).toEqual([...sent].sort())
      const hours = 1 + (at - HOUR_AT) / HOUR_MS
      expect(written.length).toBeLessThanOrEqual(Math.ceil(hours) * 6 * (OWN_ROWS_AN_HOUR + 60))
    }),
  )
})
