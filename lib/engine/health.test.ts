import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { healthScore, quotaHeadroom, type ServiceFacts } from './health'

const WELL: ServiceFacts = {
  id: 'groq',
  keyCount: 4,
  healthyCount: 4,
  usableCount: 4,
  attemptCount: 100,
  successCount: 100,
  headroom: 1,
}

describe('the health of a service', () => {
  test.each<[string, Partial<ServiceFacts>, number]>([
    ['all well', {}, 100],
    ['half of its keys rest', { healthyCount: 2, usableCount: 2 }, 75],
    ['a tenth of its attempts failed', { successCount: 90 }, 97],
    ['its quota is half used', { headroom: 0.5 }, 90],
    ['all of it together', { healthyCount: 1, usableCount: 1, successCount: 50, headroom: 0 }, 28],
    ['no traffic: silence is no failure', { attemptCount: 0, successCount: 0 }, 100],
    ['no usable key, though all are healthy', { usableCount: 0 }, 0],
    ['no keys', { keyCount: 0, healthyCount: 0, usableCount: 0, headroom: 0 }, 0],
  ])('%s', (_, facts, score) => {
    expect(healthScore([{ ...WELL, ...facts }]).services[0]?.score).toBe(score)
  })
})

describe('the health of the system', () => {
  const dead: ServiceFacts = { ...WELL, id: 'gemini', usableCount: 0, healthyCount: 0, headroom: 0 }
  const unset: ServiceFacts = { ...WELL, id: 'resend', keyCount: 0, healthyCount: 0, usableCount: 0, attemptCount: 0 }

  it('is weighted by traffic', () => {
    expect(healthScore([WELL, dead]).score).toBe(50)
    expect(
      healthScore([
        { ...WELL, attemptCount: 899, successCount: 899 },
        { ...dead, attemptCount: 99 },
      ]).score,
    ).toBe(90)
  })

  it('still notices a dead service that is quiet', () => {
    const quiet = { attemptCount: 0, successCount: 0 }
    expect(
      healthScore([
        { ...WELL, ...quiet },
        { ...dead, ...quiet },
      ]).score,
    ).toBe(50)
  })

  it('leaves services without keys out', () => {
    expect(healthScore([WELL, unset]).score).toBe(100)
  })

  it('is 0 without any key', () => {
    expect(healthScore([]).score).toBe(0)
    expect(healthScore([unset]).score).toBe(0)
  })
})

it('a score is a whole number from 0 to 100, and no better for one healthy key less', () => {
  const facts = fc
    .record({
      keyCount: fc.nat(20),
      healthy: fc.nat(20),
      usable: fc.nat(20),
      attemptCount: fc.nat(1000),
      failed: fc.nat(1000),
      headroom: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ keyCount, healthy, usable, attemptCount, failed, headroom }) => {
      const healthyCount = Math.min(keyCount, healthy)
      const successCount = Math.max(0, attemptCount - failed)
      const usableCount = Math.min(healthyCount, usable)
      return { id: 'groq', keyCount, healthyCount, usableCount, attemptCount, successCount, headroom }
    })
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1, maxLength: 5 }), services => {
      const health = healthScore(services)
      for (const score of [health.score, ...health.services.map(service => service.score)]) {
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true)
      }
      const worse = services.map(service => ({
        ...service,
        healthyCount: Math.max(0, service.healthyCount - 1),
        usableCount: Math.max(0, service.usableCount - 1),
      }))
      expect(healthScore(worse).score).toBeLessThanOrEqual(health.score)
    }),
  )
})

test.each([
  [[], 0],
  [[{ used: 900, limit: null }], 1],
  [[{ used: 25, limit: 100 }], 0.75],
  [
    [
      { used: 100, limit: 100 },
      { used: 5, limit: null },
    ],
    0.5,
  ],
  [[{ used: 130, limit: 100 }], 0],
  [[{ used: 0, limit: 0 }], 0],
])('the quota headroom of %j is %d', (quotas, share) => {
  expect(quotaHeadroom(quotas)).toBe(share)
})
