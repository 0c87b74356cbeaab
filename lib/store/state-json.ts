import { z } from 'zod'
import type { AccountState, KeyState, Totals } from '@/lib/engine/state'
import { KEY_STATUSES, OUTCOME_KINDS } from '@/lib/engine/vocabulary'

// Every field has its unused value as default: a row written before the field existed still reads.
const instant = z.number()
const cooldown = z.object({
  scope: z.enum(['key', 'key-model', 'account', 'account-model']),
  model: z.string().nullable(),
  reason: z.enum(OUTCOME_KINDS),
  provenance: z.enum(['hint', 'window', 'guess']),
  startedAt: instant,
  until: instant,
})
const strike = z.object({ cause: z.enum(OUTCOME_KINDS), model: z.string().nullable(), rung: z.number(), at: instant })
const minute = z.array(z.object({ startedAt: instant, used: z.number() })).default([])
const learned = z.object({
  unit: z.enum(['requests', 'tokens', 'recipients']),
  per: z.enum(['second', 'minute', 'day', 'month', 'unknown']),
  model: z.string().nullable(),
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  resetAt: instant.nullable(),
  learnedAt: instant,
})

const keyState = z.object({
  status: z.enum(KEY_STATUSES).default('active'),
  statusReason: z.string().nullable().default(null),
  statusSince: instant.nullable().default(null),
  restoredAt: instant.nullable().default(null),
  cooldowns: z.array(cooldown).default([]),
  strikes: z.array(strike).default([]),
  minute,
  tokenMinute: minute,
  leaseOrder: z.number().default(0),
  lastLeasedAt: instant.nullable().default(null),
  lastSettledAt: instant.nullable().default(null),
  lastOutcome: z.enum(OUTCOME_KINDS).nullable().default(null),
  failuresAt: z.array(instant).default([]),
  virtualTime: z.number().default(0),
  learned: z.array(learned).default([]),
})

const accountState = z.object({
  cooldowns: z.array(cooldown).default([]),
  strikes: z.array(strike).default([]),
  day: z.object({ used: z.number(), resetAt: instant }),
  minute,
  tokenMinute: minute,
})

/** What of a key's state is kept in columns, because it grows with the attempts. */
export type Counts = { totals: Totals; day: KeyState['day'] }

/** Leases die with their process, and counts have columns of their own. */
export function writeKeyState(state: KeyState): string {
  const { totals: _, day: __, inFlight: ___, inFlightUnits: ____, ...kept } = state
  return JSON.stringify(kept)
}

/** `null`: the text is no state. */
export function readKeyState(text: string, counts: Counts): KeyState | null {
  const parsed = keyState.safeParse(parseOrNull(text))
  return parsed.success ? { ...parsed.data, ...counts, inFlight: 0, inFlightUnits: 0 } : null
}

export function writeAccountState(state: AccountState): string {
  const { inFlight: _, inFlightUnits: __, ...kept } = state
  return JSON.stringify(kept)
}

/** `null`: the text is no state. */
export function readAccountState(text: string): AccountState | null {
  const parsed = accountState.safeParse(parseOrNull(text))
  return parsed.success ? { ...parsed.data, inFlight: 0, inFlightUnits: 0 } : null
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
