import type { Key, Outcome } from '@/lib/engine/vocabulary'

const UNLIMITED = { dailyLimit: null, minuteLimit: null, tokenMinuteLimit: null, concurrencyLimit: null }

export function keyAt(index: number): Key {
  const id = `key-${index}`
  const plain = { priority: 1, weight: 1, account: null, ...UNLIMITED, models: null, expiresAt: null }
  return { id, service: 'bench', name: id, masked: 'gsk_ab...3f', source: 'vault', ...plain }
}

export const SUCCESS: Outcome = {
  kind: 'success',
  blame: 'nobody',
  rule: 'bench',
  status: 200,
  hintUntil: null,
  window: null,
  isAmbiguous: false,
  learned: [],
}

export const LIMITED: Outcome = { ...SUCCESS, kind: 'rate-limited', blame: 'key', status: 429 }
