import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { attribute, type ServiceFailure } from './attribution'
import { ATTRIBUTION } from './defaults'
import { type OutcomeKind, SECOND_MS } from './vocabulary'

const start = Date.parse('2026-11-22T12:00:00Z')

function after(failures: readonly ServiceFailure[], keyCount: number) {
  let weighed = attribute([], failures[0] ?? { keyId: 'none', cause: 'overloaded', at: start }, keyCount)
  for (const failure of failures.slice(1)) weighed = attribute(weighed.evidence, failure, keyCount)
  return weighed
}

function failuresOf(keyIds: string, everyMs = SECOND_MS, cause: OutcomeKind = 'overloaded'): ServiceFailure[] {
  return [...keyIds].map((keyId, index) => ({ keyId, cause, at: start + index * everyMs }))
}

test.each([
  // keys that fail in this order, keys in the pool, the service's fault?
  ['a', 1, false],
  ['aaaaa', 1, false],
  ['ab', 2, true],
  ['ab', 3, true],
  ['ab', 4, false],
  ['abab', 4, false],
  ['abc', 4, true],
  ['abc', 1000, true],
  ['aabbaabb', 1000, false],
])('failures of %s in a pool of %i: the service is at fault: %s', (keyIds, keyCount, isService) => {
  const weighed = after(failuresOf(keyIds), keyCount)
  expect(weighed.isService).toBe(isService)
  expect([...weighed.keyIds].sort()).toEqual(isService ? [...new Set(keyIds)].sort() : [])
})

it('failures further apart than 10 s do not add up', () => {
  expect(after(failuresOf('abc', 5 * SECOND_MS), 100).isService).toBe(false)
  expect(after(failuresOf('abc', 5 * SECOND_MS - 1), 100).isService).toBe(true)
})

it('failures that are not alike do not add up', () => {
  const mixed = [...failuresOf('ab'), ...failuresOf('cd', SECOND_MS, 'timed-out')]
  expect(after(mixed, 100).isService).toBe(false)
})

it('the keys named are only those that failed alike', () => {
  const weighed = after([...failuresOf('x', 1, 'timed-out'), ...failuresOf('abc')], 100)
  expect(weighed.keyIds).toEqual(['a', 'b', 'c'])
})

it('agrees with a naive count over all failures ever, and remembers a bounded number', () => {
  const failure = fc.record({
    keyId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    cause: fc.constantFrom<OutcomeKind>('overloaded', 'timed-out'),
    waitMs: fc.integer({ min: 0, max: 6 * SECOND_MS }),
  })
  fc.assert(
    fc.property(fc.array(failure, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (steps, keyCount) => {
      let now = start
      let evidence: readonly ServiceFailure[] = []
      const all: ServiceFailure[] = []
      for (const { keyId, cause, waitMs } of steps) {
        now += waitMs
        const latest = { keyId, cause, at: now }
        all.push(latest)
        const weighed = attribute(evidence, latest, keyCount)
        evidence = weighed.evidence
        const alike = all.filter(old => old.cause === cause && now - old.at < 10 * SECOND_MS).map(old => old.keyId)
        const distinct = new Set(alike).size
        expect(weighed.isService).toBe(distinct >= 3 || (distinct >= 2 && distinct > keyCount / 2))
        if (weighed.isService) expect(new Set(weighed.keyIds)).toEqual(new Set(alike))
        expect(evidence.length).toBeLessThanOrEqual(10)
      }
    }),
    { numRuns: 2000 },
  )
})

it('an outage over very many keys is remembered in a bounded list', () => {
  const many = Array.from({ length: 1000 }, (_, id) => ({ keyId: `k${id}`, cause: 'overloaded' as const, at: start }))
  expect(after(many, 1000).evidence.length).toBe(ATTRIBUTION.evidenceKept)
})
