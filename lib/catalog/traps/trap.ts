import type { Blame, OutcomeKind, Scope } from '@/lib/engine/vocabulary'

/** An answer that misleads who reads it carelessly, and what it really means. The body is the upstream's own. */
export type Trap = {
  name: string
  /** `stream`: an error event inside a 200 stream. */
  status: number | 'stream'
  headers?: Readonly<Record<string, string>>
  body: unknown
  /** Whether the request was one that may be repeated; `true` unless stated. */
  isSafeToRepeat?: boolean
  outcome: OutcomeKind
  blame: Blame
  window?: 'minute' | 'day' | 'month'
  isAmbiguous?: true
  /** What rests, for an operator who declared accounts, and until when; absent: nothing rests. */
  rest?: { scope: Scope; waitMs: number }
}

/** When every trap is met: late on 21 November in Los Angeles (22:30), the morning of the 22nd in UTC. */
export const MET_AT = Date.parse('2026-11-22T06:30:00Z')

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** From then to midnight in Los Angeles (08:00 UTC), to midnight UTC, and to the first of December UTC. */
export const TO_PACIFIC_MIDNIGHT = 90 * MINUTE
export const TO_UTC_MIDNIGHT = 17 * HOUR + 30 * MINUTE
export const TO_UTC_DECEMBER = 8 * DAY + TO_UTC_MIDNIGHT
