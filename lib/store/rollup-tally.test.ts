import { expect, test } from 'vitest'
import { tallyMinutes } from './rollup-tally'
import { attemptOf } from './rows.fixture'

test('a row that stands for many requests counts as each of them, in durations too', () => {
  const of = (fields: object) => ({ ...attemptOf(), units: 0, pricedBy: null, times: 1, day: null, ...fields })
  const refused = { outcome: 'refused', ending: 'refused', keyId: null, totalMs: 200, firstByteMs: null } as const
  const [together] = tallyMinutes([of({ ...refused, times: 500 }), of({ ...refused, times: 1 })])
  expect(together).toMatchObject({ attempts: 501, totalMsSum: 501 * 200, totalMsMax: 200, firstByteCount: 0 })
  expect(together?.durations).toEqual([0, 501, 0, 0, 0, 0, 0, 0, 0])
  const [answered] = tallyMinutes([of({ times: 3, totalMs: 50, firstByteMs: 20 })])
  expect(answered).toMatchObject({ firstByteMsSum: 60, firstByteCount: 3 })
  expect(answered?.firstBytes[0]).toBe(3)
})
