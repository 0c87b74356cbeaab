import { expect, test } from 'vitest'
import { Turns } from './turns'

test('no more run at once than may, the others follow in their order, and one too many is turned away', async () => {
  const turns = new Turns({ atOnce: 2, waitingMax: 3 })
  const ended: number[] = []
  let running = 0
  let most = 0
  const work = async (number: number) => {
    running += 1
    most = Math.max(most, running)
    await new Promise(resolve => setTimeout(resolve, 5))
    running -= 1
    ended.push(number)
    return number
  }
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(number => turns.take(() => work(number))))
  expect(answers.map(taken => taken?.answer ?? null)).toEqual([1, 2, 3, 4, 5, null])
  expect([most, ended]).toEqual([2, [1, 2, 3, 4, 5]])
  expect(await turns.take(() => work(7))).toEqual({ answer: 7 })
})

test('work that fails gives its place back', async () => {
  const turns = new Turns({ atOnce: 1, waitingMax: 0 })
  await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.take(async () => 1)).toEqual({ answer: 1 })
})
