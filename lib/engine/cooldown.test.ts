import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCooldown, relax, restAfter } from './cooldown'
import type { ServicePolicy } from './policy'
import { DEFAULT_POLICY } from './policy'
import type { Strike } from './state'
import { type Cooldown, HOUR_MS, MINUTE_MS, type Outcome, type OutcomeKind, SECOND_MS } from './vocabulary'

const NOW = Date.UTC(2026, 10, 22, 6, 30)
const MODEL = 'gemini-2.5-flash'
const GEMINI: ServicePolicy = {
  ...DEFAULT_POLICY,
  dayZone: 'America/Los_Angeles',
  limitScope: 'account-model',
  rateLimitRestMs: HOUR_MS,
}
const GROQ: ServicePolicy = { ...DEFAULT_POLICY, dayWindow: 'rolling', limitScope: 'account-model' }
const RESEND: ServicePolicy = { ...DEFAULT_POLICY, limitScope: 'account', rateLimitRestMs: 300 * SECOND_MS }

function outcome(kind: OutcomeKind, more: Partial<Outcome> = {}): Outcome {
  return {
    kind,
    blame: 'account',
    rule: kind,
    status: 429,
    hintUntil: null,
    window: null,
    isAmbiguous: false,
    learned: [],
    ...more,
  }
}

const rest = (
  policy: ServicePolicy,
  judged: Outcome,
  model: string | null = MODEL,
  strikes: readonly Strike[] = [],
  hasAccount = false,
) => restAfter(judged, model, policy, hasAccount, strikes, NOW, NOW)?.cooldown

describe('a rest without a hint', () => {
  it.each<[string, ServicePolicy, number]>([
    ['Groq', GROQ, 60 * SECOND_MS],
    ['Resend', RESEND, 300 * SECOND_MS],
    ['Gemini', GEMINI, HOUR_MS],
  ])('of %s has its own length', (_, policy, lengthMs) => {
    expect(rest(policy, outcome('rate-limited'))).toMatchObject({ provenance: 'guess', until: NOW + lengthMs })
  })

  it('doubles while it repeats, up to an hour', () => {
    let strikes: readonly Strike[] = []
    const lengths = Array.from({ length: 8 }, () => {
      const rested = restAfter(outcome('rate-limited'), MODEL, GROQ, false, strikes, NOW, NOW)
      strikes = rested?.strikes ?? []
      return ((rested?.cooldown.until ?? 0) - NOW) / MINUTE_MS
    })
    expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  })

  it('is half a minute for an overload, at most ten minutes', () => {
    const busy = outcome('overloaded', { blame: 'service', status: 503 })
    expect(rest(GEMINI, busy)).toMatchObject({ scope: 'key', until: NOW + 30 * SECOND_MS })
    const strikes = [{ cause: 'overloaded', model: null, rung: 9, at: NOW }] as const
    expect(rest(GEMINI, busy, MODEL, strikes)?.until).toBe(NOW + 10 * MINUTE_MS)
  })

  it('is a day for a model the key may not use, that pair alone', () => {
    expect(rest(GEMINI, outcome('model-forbidden'))).toMatchObject({
      scope: 'key-model',
      model: MODEL,
      until: NOW + 24 * HOUR_MS,
    })
  })
})

describe('a rest with a hint', () => {
  it('lasts until the hint', () => {
    expect(rest(GEMINI, outcome('rate-limited', { hintUntil: NOW + 38_200 }))).toMatchObject({
      provenance: 'hint',
      until: NOW + 38_200,
    })
  })

  it('of no length lasts a second', () => {
    expect(rest(GROQ, outcome('rate-limited', { hintUntil: NOW }))?.until).toBe(NOW + SECOND_MS)
  })
})

describe('an empty day', () => {
  it('rests until midnight in Los Angeles, that model alone', () => {
    expect(rest(GEMINI, outcome('quota-exhausted', { window: 'day' }))).toEqual({
      scope: 'key-model',
      model: MODEL,
      reason: 'quota-exhausted',
      provenance: 'window',
      startedAt: NOW,
      until: Date.UTC(2026, 10, 22, 8),
    })
  })

  it('is never shorter than the hint', () => {
    const hintUntil = NOW + 10 * HOUR_MS
    expect(rest(GEMINI, outcome('quota-exhausted', { window: 'day', hintUntil }))?.until).toBe(hintUntil)
  })

  it('of a rolling window lasts until the hint', () => {
    const hintUntil = NOW + 83_450
    expect(rest(GROQ, outcome('quota-exhausted', { window: 'day', hintUntil }))).toMatchObject({
      provenance: 'hint',
      until: hintUntil,
    })
  })

  it('of an account rests the account', () => {
    expect(rest(RESEND, outcome('quota-exhausted', { window: 'day' }), null, [], true)).toMatchObject({
      scope: 'account',
      model: null,
      until: Date.UTC(2026, 10, 23),
    })
  })

  it('of a month lasts to the first of the next', () => {
    expect(rest(RESEND, outcome('quota-exhausted', { window: 'month' }), null)?.until).toBe(Date.UTC(2026, 11, 1))
  })
})

it.each<OutcomeKind>(['success', 'caller-error', 'too-large', 'aborted', 'broken-stream'])('%s rests nobody', kind => {
  expect(rest(GROQ, outcome(kind, { blame: 'caller' }))).toBeUndefined()
})

it('rests are never shortened, and one scope has one rest that may be lifted and one that may not', () => {
  const cooldown = fc.record<Cooldown>({
    scope: fc.constantFrom('key', 'key-model'),
    model: fc.constant(null),
    reason: fc.constantFrom('rate-limited', 'overloaded'),
    provenance: fc.constantFrom('guess', 'hint'),
    startedAt: fc.constant(NOW),
    until: fc.integer({ min: NOW - 1000, max: NOW + 1000 }),
  })
  fc.assert(
    fc.property(fc.array(cooldown), added => {
      const running = added.reduce<readonly Cooldown[]>((kept, next) => addCooldown(kept, next, NOW), [])
      for (const [scope, isLifted] of [
        ['key', true],
        ['key', false],
        ['key-model', true],
        ['key-model', false],
      ] as const) {
        const isMeant = (one: Cooldown) => {
          return one.scope === scope && isLifted === (one.reason === 'overloaded' && one.provenance === 'guess')
        }
        const ends = added.filter(isMeant).map(({ until }) => until)
        const kept = running.filter(one => isMeant(one) && one.until > NOW)
        expect(kept.map(({ until }) => until)).toEqual(Math.max(NOW, ...ends) > NOW ? [Math.max(...ends)] : [])
      }
    }),
  )
})

it('a success lowers the ladder of its model by half', () => {
  const strikes: Strike[] = [
    { cause: 'rate-limited', model: MODEL, rung: 5, at: NOW },
    { cause: 'rate-limited', model: 'other', rung: 5, at: NOW },
    { cause: 'overloaded', model: null, rung: 1, at: NOW },
  ]
  expect(relax(strikes, MODEL).map(({ rung }) => rung)).toEqual([2, 5])
})
