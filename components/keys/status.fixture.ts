import type { KeyStatusView } from '@/lib/contract/status'

/** The instant at which the fixtures were "generated". */
export const NOW = Date.parse('2026-11-22T06:30:00.000Z')

/** An instant some seconds after NOW, as the contract writes it. */
export const after = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString()

/** A key that can serve, and how this one differs. */
export function key(different: Partial<KeyStatusView> = {}): KeyStatusView {
  return {
    id: 'k1',
    name: 'GROQ_API_KEY',
    masked: 'gsk_ab…3f',
    source: 'env',
    status: 'active',
    statusReason: null,
    available: true,
    unavailable: null,
    priority: 1,
    effectivePriority: 1,
    account: null,
    score: { total: 119, priority: 99, recentSuccess: 20, recentFailure: 0, usage: 0, recentlyUnused: 0 },
    usage: { today: 12, ownToday: 12, dailyLimit: 1000, ratio: 0.012, inFlight: 0, resetAt: after(3600) },
    totals: { requests: 340, successes: 331, failures: 9, tokensIn: 0, tokensOut: 0, costUsd: 0 },
    successRate: 0.9735,
    lastUsedAt: after(-5),
    cooldowns: [],
    ...different,
  }
}

/** A key that rests until some seconds after NOW. */
export function restingKey(id: string, seconds: number): KeyStatusView {
  return key({
    id,
    available: false,
    unavailable: { reason: 'rate-limited', until: after(seconds) },
    cooldowns: [{ scope: 'key', model: null, reason: 'rate-limited', provenance: 'guess', until: after(seconds) }],
  })
}
