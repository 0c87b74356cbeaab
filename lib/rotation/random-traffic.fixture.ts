import { HOUR_MS, type Key, type Outcome } from '@/lib/engine/vocabulary'

/** What random traffic is made of. */

export const START = Date.parse('2026-11-22T12:00:00Z')
export const SERVICES = ['gemini', 'groq'] as const
export const MODELS = [null, 'small', 'large'] as const

export const STEPS = [
  ...Array<'lease'>(14).fill('lease'),
  ...Array<'settle'>(11).fill('settle'),
  ...Array<'wait'>(6).fill('wait'),
  ...Array<'outage'>(2).fill('outage'),
  ...([
    'jump',
    'expire',
    'pause',
    'enable',
    'restore',
    'reset',
    'change',
    'remove',
    'add',
    'policy',
    'restart',
  ] as const),
] as const

/** What happens next; the numbers say how, in a way of its own for each kind. */
export type Step = { kind: (typeof STEPS)[number]; a: number; b: number; c: number }

type Judgement = Pick<Outcome, 'kind' | 'blame' | 'window'>
export const OVERLOADED: Judgement = { kind: 'overloaded', blame: 'service', window: null }
export const OUTCOMES: readonly Judgement[] = [
  ...Array<Judgement>(8).fill({ kind: 'success', blame: 'nobody', window: null }),
  { kind: 'rate-limited', blame: 'model', window: 'minute' },
  { kind: 'rate-limited', blame: 'account', window: null },
  { kind: 'quota-exhausted', blame: 'account', window: 'day' },
  { kind: 'quota-exhausted', blame: 'model', window: 'month' },
  { kind: 'out-of-credit', blame: 'account', window: null },
  OVERLOADED,
  { kind: 'service-error', blame: 'service', window: null },
  { kind: 'unreachable', blame: 'service', window: null },
  { kind: 'timed-out', blame: 'service', window: null },
  { kind: 'key-rejected', blame: 'key', window: null },
  { kind: 'key-suspended', blame: 'key', window: null },
  { kind: 'model-forbidden', blame: 'model', window: null },
  { kind: 'caller-error', blame: 'caller', window: null },
  { kind: 'too-large', blame: 'caller', window: null },
  { kind: 'aborted', blame: 'nobody', window: null },
  { kind: 'broken-stream', blame: 'service', window: null },
]

/** Limits are powers of two, so that the naive and the real score are the same number to the last bit. */
export function aKey(number: number, seed: number): Key {
  return {
    id: `k${number}`,
    service: pick(SERVICES, number),
    name: `KEY_${number}`,
    masked: `key_${number}…`,
    source: 'vault',
    priority: 1 + (seed % 3),
    weight: pick([1, 2, 4], seed),
    account: pick([null, null, 'acme', 'zoo'], seed >> 2),
    dailyLimit: pick([null, 4, 16, 64], seed >> 4),
    minuteLimit: pick([null, null, 2, 8], seed >> 6),
    tokenMinuteLimit: pick([null, null, null, 64], seed >> 8),
    concurrencyLimit: pick([null, null, 1, 4], seed >> 10),
    models: pick([null, null, null, ['small']], seed >> 12),
    expiresAt: pick([null, null, null, START + HOUR_MS], seed >> 14),
  }
}

export function pick<T>(list: readonly T[], seed: number): T {
  const chosen = list[seed % list.length]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}
