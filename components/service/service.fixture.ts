import { key } from '@/components/keys/status.fixture'
import { type KeyCounts, type KeyRecent, type KeyRow, keyRowSchema } from '@/lib/contract/key-page'
import type { ServiceEntry } from '@/lib/contract/services'

export const NO_KEYS: KeyCounts = { all: 0, ready: 0, partly: 0, resting: 0, full: 0, idle: 0, out: 0 }

/** A service without trouble, and how this one differs. */
export function entry(different: Partial<ServiceEntry> = {}): ServiceEntry {
  return {
    ...{ id: 'groq', label: 'Groq', unit: 'request', source: 'built-in', origin: 'https://api.groq.com' },
    ...{ envName: 'GROQ_API_KEY', isOff: false, strategy: 'round-robin', exhausted: false, nextReturnAt: null },
    counts: { ...NO_KEYS, all: 3, ready: 3 },
    circuit: {
      ...{ kind: 'closed', cause: null, since: null, until: null },
      ...{ openings: 0, failuresInRow: 0, threshold: 5 },
    },
    hour: { attempts: 0, successes: 0 },
    ...different,
  }
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

/** A day with 276 attempts, three of them failed. */
const RECENT: KeyRecent = {
  ...{ since: '2026-11-21T07:00:00.000Z', hours: HOURS, failed: HOURS.map(hour => (hour > 20 ? 1 : 0)) },
  ...{ firstTries: 270, rescues: 3, passedOn: 2, losses: 1 },
}

/** A key as a row of the table. */
export function row(different: Partial<KeyRow> = {}): KeyRow {
  return keyRowSchema.parse({
    ...key(),
    ...{ service: 'groq', unit: 'request', standing: 'ready', labels: [], note: null, weight: 1 },
    ...{ minuteLimit: null, tokenMinuteLimit: null, concurrencyLimit: null, models: null, expiresAt: null },
    recent: RECENT,
    exhaustedAt: null,
    ...different,
  })
}
