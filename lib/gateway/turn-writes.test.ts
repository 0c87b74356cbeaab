import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { TurnWrites } from './turn-writes'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

test('what is written in one turn is written at its end, in order', async () => {
  const writes = new TurnWrites()
  writes.underWay = 100
  const written: number[] = []
  for (const number of numbers(5)) writes.add(() => written.push(number))
  expect(written).toEqual([])
  await turn()
  expect(written).toEqual(numbers(5))
})

test('with hardly anybody under way nobody waits', () => {
  const writes = new TurnWrites()
  writes.underWay = 1
  const written: number[] = []
  writes.add(() => written.push(1))
  expect(written).toEqual([1])
})

test('not more wait for one another than it pays for, and none is forgotten', async () => {
  const writes = new TurnWrites()
  writes.underWay = 100
  const written: number[] = []
  for (const number of numbers(40)) writes.add(() => written.push(number))
  expect(written).toEqual(numbers(32))
  await turn()
  expect(written).toEqual(numbers(40))
})

test('what a write brings about is written too', async () => {
  const writes = new TurnWrites()
  writes.underWay = 100
  const written: string[] = []
  writes.add(() => {
    written.push('first')
    writes.add(() => written.push('second'))
  })
  await turn()
  await turn()
  expect(written).toEqual(['first', 'second'])
})

test('what is to be last waits for the end of the turn, however few or many there are', async () => {
  const writes = new TurnWrites()
  const written: number[] = []
  writes.addLast(() => written.push(0))
  expect(written).toEqual([])
  for (const number of numbers(100).slice(1)) writes.addLast(() => written.push(number))
  expect(written).toEqual([])
  await turn()
  expect(written).toEqual(numbers(100))
})
