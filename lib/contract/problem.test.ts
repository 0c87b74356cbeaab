import { describe, expect, test } from 'vitest'
import { PROBLEM_CODES, PROBLEMS, problem, problemSchema } from './problem'

describe('the error table', () => {
  test('every code makes a problem that its own schema accepts', () => {
    for (const code of PROBLEM_CODES) {
      const made = problem(code, 'why')
      expect(problemSchema.parse(made)).toEqual(made)
      expect(made.status).toBe(PROBLEMS[code].status)
    }
  })

  test('a problem carries when to come back and which keys rest', () => {
    const until = '2026-11-22T06:31:00.000Z'
    const made = problem('exhausted', 'All 1 keys of groq rest', {
      retryAt: until,
      keys: [{ masked: 'gsk_ab…3f', reason: 'rate-limited', until }],
    })
    expect(problemSchema.parse(made)).toMatchObject({ status: 429, retryAt: until, keys: [{ until }] })
  })

  test('an unknown code is not accepted', () => {
    expect(problemSchema.safeParse({ ...problem('internal', 'x'), code: 'nope' }).success).toBe(false)
  })
})
