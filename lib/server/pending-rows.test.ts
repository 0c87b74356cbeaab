import { expect, test } from 'vitest'
import { PendingRows } from './pending-rows'

const rowOf = (index: number) => JSON.stringify([index, `gsk_ab...${index}`, 'x'.repeat(index % 997)])
const textOf = (list: Uint8Array) => Buffer.from(list).toString()
const numbers = (list: Uint8Array) => JSON.parse(textOf(list)).map(([index]: [number]) => index)

test('rows come out in their order, whole, and as often as they are asked for', () => {
  const rows = new PendingRows()
  for (let index = 0; index < 5; index++) rows.push(rowOf(index), 100 + index)
  expect(textOf(rows.list(3))).toBe(`[${[0, 1, 2].map(rowOf).join(',')}]`)
  expect(rows.list(3)).toEqual(rows.list(3))
  rows.drop(2)
  expect([rows.count, rows.oldestAt, numbers(rows.list(99))]).toEqual([3, 102, [2, 3, 4]])
  rows.drop(99)
  expect([rows.count, rows.oldestAt, textOf(rows.list(99))]).toEqual([0, null, '[]'])
})

test('they outgrow their room and move in it without harm', () => {
  const rows = new PendingRows()
  let pushed = 0
  let taken = 0
  for (let round = 0; round < 400; round++) {
    for (let count = 0; count < 10 + (round % 50); count++) rows.push(rowOf(pushed++), 0)
    const most = round % 7 === 0 ? 999 : 20
    const seen = numbers(rows.list(most))
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => taken + index))
    rows.drop(most)
    taken += seen.length
  }
  expect(rows.count).toBe(pushed - taken)
})

test('a row longer than a page is kept whole, between others', () => {
  const rows = new PendingRows()
  const long = JSON.stringify([1, 'x'.repeat(3_000_000)])
  for (const row of [rowOf(0), long, rowOf(2)]) rows.push(row, 0)
  expect(textOf(rows.list(3)) === `[${rowOf(0)},${long},${rowOf(2)}]`).toBe(true)
  rows.drop(2)
  expect(numbers(rows.list(3))).toEqual([2])
})
