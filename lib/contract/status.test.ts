import { describe, expect, test } from 'vitest'
import { statusSchema } from './status'

/** The answer as the README promises it, plus the fields we added. */
const answer = {
  generatedAt: '2026-11-22T06:30:00.000Z',
  healthScore: 87,
  services: {
    groq: {
      label: 'Groq',
      unit: 'request',
      isOff: false,
      strategy: 'round-robin',
      circuit: 'closed',
      total: 3,
      healthy: 2,
      exhausted: false,
      nextReturnAt: null,
      keys: [
        {
          id: 'k1',
          name: 'GROQ_API_KEY_2',
          masked: 'gsk_ab…3f',
          source: 'env',
          status: 'active',
          statusReason: null,
          available: false,
          unavailable: { reason: 'rate-limited', until: '2026-11-22T06:31:00.000Z' },
          priority: 1,
          effectivePriority: 1,
          account: null,
          score: { total: 119, priority: 99, recentSuccess: 20, recentFailure: 0, usage: 0, recentlyUnused: 0 },
          usage: {
            today: 12,
            ownToday: 12,
            dailyLimit: 1000,
            ratio: 0.012,
            inFlight: 0,
            resetAt: '2026-11-23T00:00:00.000Z',
          },
          totals: { requests: 340, successes: 331, failures: 9, tokensIn: 0, tokensOut: 0, costUsd: 0 },
          successRate: 0.9735,
          lastUsedAt: '2026-11-22T06:29:00.000Z',
          cooldowns: [
            {
              scope: 'key',
              model: null,
              reason: 'rate-limited',
              provenance: 'hint',
              until: '2026-11-22T06:31:00.000Z',
            },
          ],
        },
      ],
    },
  },
  alerts: [
    {
      ...{ code: 'usage-high', service: 'groq', serviceLabel: 'Groq', keyId: null, fact: null },
      ...{ since: '2026-11-22T06:00:00.000Z', message: 'over 80 %' },
    },
  ],
}

/** Every path to a field of the promised shape. */
const PROMISED = [
  'generatedAt',
  'healthScore',
  ...['strategy', 'circuit', 'total', 'healthy', 'exhausted', 'nextReturnAt'].map(field => `services.groq.${field}`),
  ...['id', 'name', 'masked', 'source', 'status', 'available', 'priority', 'effectivePriority', 'account'].map(
    field => `services.groq.keys.0.${field}`,
  ),
  ...['total', 'priority', 'recentSuccess', 'recentFailure', 'usage', 'recentlyUnused'].map(
    field => `services.groq.keys.0.score.${field}`,
  ),
  ...['today', 'dailyLimit', 'ratio', 'inFlight', 'resetAt'].map(field => `services.groq.keys.0.usage.${field}`),
  ...['requests', 'successes', 'failures', 'tokensIn', 'tokensOut', 'costUsd'].map(
    field => `services.groq.keys.0.totals.${field}`,
  ),
  ...['successRate', 'lastUsedAt'].map(field => `services.groq.keys.0.${field}`),
  ...['scope', 'model', 'reason', 'provenance', 'until'].map(field => `services.groq.keys.0.cooldowns.0.${field}`),
  ...['code', 'service', 'keyId', 'since', 'message'].map(field => `alerts.0.${field}`),
]

function without(path: string): unknown {
  const copy: unknown = structuredClone(answer)
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  const parent = parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], copy)
  delete (parent as Record<string, unknown>)[last]
  return copy
}

describe('the status contract', () => {
  test('accepts the promised answer, and answers with fields added later', () => {
    expect(statusSchema.parse(answer)).toEqual(answer)
    expect(statusSchema.parse({ ...answer, later: 1 })).toMatchObject({ later: 1 })
  })

  test.each(PROMISED)('refuses an answer without %s', path => {
    expect(statusSchema.safeParse(without(path)).success).toBe(false)
  })
})
