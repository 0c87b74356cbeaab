import type { Key } from './vocabulary'

/** A key without limits, for tests. */
export function keyOf(fields: Partial<Key> = {}): Key {
  return {
    id: 'k1',
    service: 'groq',
    name: 'GROQ_API_KEY',
    masked: 'gsk_ab…3f',
    source: 'vault',
    priority: 1,
    weight: 1,
    account: null,
    dailyLimit: null,
    minuteLimit: null,
    tokenMinuteLimit: null,
    concurrencyLimit: null,
    models: null,
    expiresAt: null,
    ...fields,
  }
}
