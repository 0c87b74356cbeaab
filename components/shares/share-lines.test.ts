import { expect, test } from 'vitest'
import { type Shares, sharesSchema } from '@/lib/contract/shares'
import { shareLines } from './share-lines'

const share = (name: string, before: number, after: number, isEdited = false) => {
  return { id: name, name, masked: 'gsk_…', isEdited, before, after }
}
const shares = (keys: Shares['keys'], more: Partial<Shares> = {}) =>
  sharesSchema.parse({
    ...{ service: 'groq', pickCount: 500, intervalMs: 1000, unserved: { before: 0, after: 0 } },
    ...{ others: { keyCount: 0, before: 0, after: 0 }, keys, ...more },
  })

test('few keys are all named, in the order they were given', () => {
  const lines = shareLines(shares([share('a', 0.6, 0.2), share('b', 0.4, 0.8)]))
  expect(lines.map(({ name, before, after }) => [name, before, after])).toEqual([
    ['a', 0.6, 0.2],
    ['b', 0.4, 0.8],
  ])
})

test('of many keys the edited ones and the changed ones are named, and the rest is one line', () => {
  const many = Array.from({ length: 20 }, (_, index) => share(`k${index}`, 0.04, 0.04))
  const lines = shareLines(
    shares([...many, share('moved', 0.1, 0.02), share('edited', 0.02, 0.02, true)], {
      others: { keyCount: 30, before: 0.08, after: 0.16 },
    }),
  )
  expect(lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['moved', 'edited']))
  expect(lines).toHaveLength(9)
  expect(lines.at(-1)).toMatchObject({ kind: 'others', count: 44 })
  expect(lines.reduce((total, { before }) => total + before, 0)).toBeCloseTo(1)
})

test('what nobody can serve has a line of its own', () => {
  const lines = shareLines(shares([share('a', 1, 0, true)], { unserved: { before: 0, after: 1 } }))
  expect(lines.at(-1)).toMatchObject({ kind: 'unserved', before: 0, after: 1 })
})
