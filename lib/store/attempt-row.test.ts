import { serialize } from 'node:v8'
import { expect, test } from 'vitest'
import { attemptRow, attemptRows, readAttemptRows } from './attempt-row'
import { DAY_END, settledOf } from './rows.fixture'

test('counters read from a row what its attempt says', () => {
  const refused = settledOf(
    { keyId: null, outcome: 'refused', refusal: 'exhausted', firstByteMs: null, units: 3 },
    null,
  )
  const answered = settledOf({ units: 2 }, { resetAt: DAY_END, used: 2 })
  const [first, second] = readAttemptRows(attemptRows([refused, answered].map(attemptRow)))
  expect(first).toMatchObject({ id: refused.attempt.id, keyId: null, outcome: 'refused', firstByteMs: null, units: 0 })
  expect(first?.day).toBeNull()
  const { id, service, keyId, model, caller, startedAt, totalMs, tokensIn, costUsd } = answered.attempt
  expect(second).toMatchObject({ id, service, keyId, model, caller, startedAt, totalMs, tokensIn, costUsd, units: 2 })
  expect(second?.day).toEqual({ resetAt: DAY_END, used: 2 })
})

test('odd values do not spoil a row: numbers become 0, characters that a database refuses are replaced', () => {
  const odd = settledOf({ totalMs: Number.NaN, costUsd: Number.POSITIVE_INFINITY, path: 'a\u0000b\ud800' })
  const text = attemptRow(odd)
  expect(readAttemptRows(attemptRows([text]))[0]).toMatchObject({ totalMs: 0, costUsd: 0 })
  expect(text).toContain(String.raw`a\ufffdb\ufffd`)
  expect(text).toMatch(/^[ -~]*$/)
})

test('a row has one byte per character in memory, whatever its attempt says', () => {
  const row = attemptRow(settledOf({ masked: 'gsk_ab…3f', model: 'modèle-“x”', path: '/ünï/…' }))
  // V8 tells so where it writes a text as it holds it: `"` and its bytes, or `c` and pairs of bytes
  expect(String.fromCharCode(serialize(row)[2] ?? 0)).toBe('"')
  expect(readAttemptRows(attemptRows([row]))[0]).toMatchObject({ model: 'modèle-“x”' })
})
