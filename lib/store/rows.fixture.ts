import type { Attempt } from '@/lib/engine/attempt'
import { keyOf } from '@/lib/engine/key.fixture'
import type { AccountState, KeyState } from '@/lib/engine/state'
import type { Key } from '@/lib/engine/vocabulary'
import type { NewKey } from './add-keys'
import type { SettledAttempt } from './tally'

/** Noon, so that a few minutes on either side are the same day. */
export const NOW = Date.UTC(2026, 10, 22, 12)
export const DAY_END = Date.UTC(2026, 10, 23)

let count = 0

export function attemptOf(fields: Partial<Attempt> = {}): Attempt {
  count += 1
  return {
    id: `request-${count}.1`,
    requestId: `request-${count}`,
    service: 'groq',
    keyId: 'k1',
    masked: 'gsk_ab…3f',
    model: 'llama',
    caller: 'token-1',
    method: 'POST',
    path: '/openai/v1/chat/completions',
    number: 1,
    outcome: 'success',
    blame: 'nobody',
    rule: 'success',
    refusal: null,
    status: 200,
    startedAt: NOW,
    firstByteMs: 12.5,
    totalMs: 80,
    units: 1,
    tokensIn: 100,
    tokensOut: 50,
    costUsd: 0.25,
    pricedBy: fields.costUsd === 0 ? null : 'list',
    isEstimated: false,
    times: 1,
    strategy: 'round-robin',
    score: { total: 119, priority: 99, recentSuccess: 20, recentFailure: 0, usage: 0, recentlyUnused: 0 },
    choice: { keyCount: 2, outCounts: { paused: 1 }, idleMs: 40, runnersUp: ['k2', -1, 3, 1, -2.5] },
    effects: [],
    detail: null,
    facts: null,
    ending: 'first-try',
    ...fields,
  }
}

export function settledOf(fields: Partial<Attempt> = {}, day: SettledAttempt['day'] = { resetAt: DAY_END, used: 1 }) {
  return { attempt: attemptOf(fields), day }
}

export function newKeyOf(fields: Partial<Key> = {}, rest: Partial<NewKey> = {}): NewKey {
  const key = keyOf(fields)
  return { key, sealed: Uint8Array.of(1, 2, 0, 255), fingerprint: `print-${key.id}`, labels: [], note: null, ...rest }
}

/** A key that lived: every field differs from a fresh one's. */
export function livedState(): KeyState {
  return {
    status: 'rejected',
    statusReason: 'invalid_api_key',
    statusSince: NOW - 5,
    restoredAt: NOW - 60_000,
    cooldowns: [
      {
        scope: 'key-model',
        model: 'llama',
        reason: 'rate-limited',
        provenance: 'hint',
        startedAt: NOW,
        until: NOW + 60_000,
      },
    ],
    strikes: [{ cause: 'rate-limited', model: 'llama', rung: 3, at: NOW }],
    minute: [{ startedAt: NOW - 5000, used: 4 }],
    tokenMinute: [{ startedAt: NOW - 5000, used: 900 }],
    day: { used: 0, resetAt: DAY_END },
    inFlight: 2,
    inFlightUnits: 3,
    leaseOrder: 77,
    lastLeasedAt: NOW - 3,
    lastSettledAt: NOW - 2,
    lastOutcome: 'key-rejected',
    failuresAt: [NOW - 9, NOW - 2],
    virtualTime: 1.25,
    totals: { requests: 0, successes: 0, failures: 0, tokensIn: 0, tokensOut: 0, costUsd: 0 },
    learned: [
      { unit: 'tokens', per: 'minute', model: null, limit: 6000, remaining: 12, resetAt: NOW + 1000, learnedAt: NOW },
    ],
  }
}

export function livedAccount(): AccountState {
  return {
    cooldowns: [],
    strikes: [{ cause: 'quota-exhausted', model: null, rung: 1, at: NOW }],
    day: { used: 41, resetAt: DAY_END },
    minute: [{ startedAt: NOW, used: 1 }],
    tokenMinute: [],
    inFlight: 0,
    inFlightUnits: 0,
  }
}
