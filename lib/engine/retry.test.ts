import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { countRequest, countRetry, decideNext, hasRetryBudget, type RetryFacts } from './retry'
import type { RetryBudget } from './state'
import { type Blame, MINUTE_MS, OUTCOME_KINDS, type Outcome, type OutcomeKind } from './vocabulary'

const start = Date.parse('2026-11-22T12:00:00Z')

function outcomeOf(kind: OutcomeKind, blame: Blame, isAmbiguous = false): Outcome {
  return { kind, blame, rule: 'test', status: null, hintUntil: null, window: null, isAmbiguous, learned: [] }
}

const FACTS: RetryFacts = {
  outcome: outcomeOf('rate-limited', 'key'),
  attemptCount: 1,
  serviceAttemptCount: 0,
  isReplayable: true,
  isSafeToRepeat: true,
  hasIdempotencyKey: false,
  sameAccountOnly: false,
  now: start,
  deadlineAt: start + 45_000,
  budget: [],
  policy: { maxAttempts: 20, maxServiceAttempts: 3 },
}
const overload = outcomeOf('overloaded', 'service')
const lostAnswer = outcomeOf('timed-out', 'service', true)
const spent = Array.from({ length: 10 }).reduce<RetryBudget>(budget => countRetry(budget, start), [])
const next = { kind: 'next-key', sameAccount: false }
const giveUp = (why: string) => ({ kind: 'give-up', why })

describe('what follows an attempt', () => {
  test.each<[string, Partial<RetryFacts>, object]>([
    ['a success is the answer', { outcome: outcomeOf('success', 'nobody') }, { kind: 'respond' }],
    ["a caller's mistake is the answer", { outcome: outcomeOf('caller-error', 'caller') }, { kind: 'respond' }],
    ['a request too large is the answer', { outcome: outcomeOf('too-large', 'caller') }, { kind: 'respond' }],
    ['nobody waits for more after an abort', { outcome: outcomeOf('aborted', 'nobody') }, { kind: 'respond' }],
    ['nothing follows the first byte', { outcome: outcomeOf('broken-stream', 'service') }, { kind: 'respond' }],
    ['a limited key: the next', {}, next],
    ['a limited account: the next', { outcome: outcomeOf('quota-exhausted', 'account') }, next],
    ['a forbidden model: the next', { outcome: outcomeOf('model-forbidden', 'model') }, next],
    ['bad keys: up to the 20th', { outcome: outcomeOf('key-rejected', 'key'), attemptCount: 19 }, next],
    ['bad keys: not beyond', { outcome: outcomeOf('key-rejected', 'key'), attemptCount: 20 }, giveUp('attempts')],
    ['bad keys spend no budget', { outcome: outcomeOf('key-rejected', 'key'), budget: spent }, next],
    ['an overload: a second and a third attempt', { outcome: overload, attemptCount: 2, serviceAttemptCount: 2 }, next],
    [
      'an overload: no fourth',
      { outcome: overload, attemptCount: 3, serviceAttemptCount: 3 },
      giveUp('service-attempts'),
    ],
    [
      'limited keys between overloads are not counted as such',
      { outcome: overload, attemptCount: 9, serviceAttemptCount: 2 },
      next,
    ],
    ['a limited key after overloads: still the next', { attemptCount: 9, serviceAttemptCount: 3 }, next],
    ['an overload without budget', { outcome: overload, serviceAttemptCount: 1, budget: spent }, giveUp('budget')],
    ['a body that is gone', { isReplayable: false }, giveUp('not-replayable')],
    ['no time left', { now: start + 45_000 }, giveUp('deadline')],
    ['a lost answer of a safe call: any key', { outcome: lostAnswer, serviceAttemptCount: 1 }, next],
    ['a lost answer of a sending call: never', { outcome: lostAnswer, isSafeToRepeat: false }, giveUp('unsafe')],
    [
      'a lost answer of a sending call under one idempotency key: the same account',
      { outcome: lostAnswer, isSafeToRepeat: false, hasIdempotencyKey: true },
      { kind: 'next-key', sameAccount: true },
    ],
    [
      'a limited key after that lost answer: still the same account',
      { isSafeToRepeat: false, hasIdempotencyKey: true, sameAccountOnly: true },
      { kind: 'next-key', sameAccount: true },
    ],
    ['a sending call that a limit refused: any key', { isSafeToRepeat: false }, next],
    ['a sending call that was never sent: any key', { outcome: overload, isSafeToRepeat: false }, next],
  ])('%s', (_, facts, expected) => {
    expect(decideNext({ ...FACTS, ...facts })).toEqual(expected)
  })

  it('a call that is not safe to repeat never leaves its account after an ambiguous failure', () => {
    const anyOutcome = fc
      .record({
        kind: fc.constantFrom(...OUTCOME_KINDS),
        blame: fc.constantFrom<Blame>('key', 'account', 'model', 'service', 'caller', 'nobody'),
        isAmbiguous: fc.boolean(),
      })
      .map(({ kind, blame, isAmbiguous }) => outcomeOf(kind, blame, isAmbiguous))
    fc.assert(
      fc.property(
        fc.array(anyOutcome, { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (outcomes, hasIdempotencyKey) => {
          let sameAccountOnly = false
          let wasAmbiguous = false
          for (const [index, outcome] of outcomes.entries()) {
            wasAmbiguous ||= outcome.isAmbiguous
            const facts = { ...FACTS, outcome, attemptCount: index + 1, isSafeToRepeat: false, hasIdempotencyKey }
            const step = decideNext({ ...facts, sameAccountOnly })
            if (step.kind !== 'next-key') return
            expect(index + 1).toBeLessThan(20)
            if (wasAmbiguous) expect(step).toEqual({ kind: 'next-key', sameAccount: true })
            sameAccountOnly = step.sameAccount
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('the retry budget', () => {
  it('grants 10 a minute to a quiet service, and gives them back', () => {
    const nine = Array.from({ length: 9 }).reduce<RetryBudget>(budget => countRetry(budget, start), [])
    expect(hasRetryBudget(nine, start)).toBe(true)
    expect(hasRetryBudget(spent, start)).toBe(false)
    expect(hasRetryBudget(spent, start + MINUTE_MS + 5000)).toBe(true)
  })

  it('holds retries to a tenth of the requests of a busy one, in an outage of any length', () => {
    let budget: RetryBudget = []
    let retries = 0
    const minutes = 10
    for (let request = 0; request < 1000 * minutes; request++) {
      const now = start + request * 60
      budget = countRequest(budget, now)
      // Every request fails and wants two more attempts.
      for (const _ of [1, 2]) {
        if (!hasRetryBudget(budget, now)) continue
        budget = countRetry(budget, now)
        retries++
      }
    }
    expect(retries).toBeLessThanOrEqual(100 * minutes + 10)
    expect(retries).toBeGreaterThan(80 * minutes)
    expect(budget.length).toBeLessThanOrEqual(14)
  })
})
