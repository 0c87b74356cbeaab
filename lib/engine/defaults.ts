/** The numbers that hold for every service, each with its unit. What each service may have its own way is in `policy.ts`. */

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './vocabulary'

/** Silence in the middle of an answer's body is borne this long. */
export const ANSWER_IDLE_MS = 2 * MINUTE_MS

/** The score's numbers (`score.ts` adds them up). */
export const SCORE = {
  base: 100,
  recentSuccess: 20,
  recentFailure: -30,
  usage: -50,
  recentlyUnused: 10,
  recentMs: 5 * MINUTE_MS,
  unusedMs: 60 * SECOND_MS,
} as const

/** The cooldown numbers that hold for every service. */
export const REST = {
  rateLimitCapMs: HOUR_MS,
  overloadCapMs: 10 * MINUTE_MS,
  modelForbiddenMs: DAY_MS,
  hintCapMs: DAY_MS,
  /** A day's quota that ends at no known instant and came without a hint. */
  unknownDayMs: HOUR_MS,
} as const

/** An attempt nobody settles is taken back after this. */
export const LEASE_LIFETIME_MS = 15 * MINUTE_MS

/** When a circuit opens, and how long it stays open. */
export const CIRCUIT = {
  failuresInRow: 5,
  windowMs: 30 * SECOND_MS,
  sliceMs: 5 * SECOND_MS,
  minimumCount: 20,
  failureShare: 0.5,
  firstOpenMs: 5 * SECOND_MS,
  /** Short, because a trial costs the upstream one request, and each second more costs callers after it has healed. */
  openCapMs: 10 * SECOND_MS,
  /** A trial that nobody settles gives its place to another after this; above the deadline for a first byte. */
  trialMs: 60 * SECOND_MS,
} as const

/** Blame attribution: failures alike on several keys speak about the service, not the keys. */
export const ATTRIBUTION = { windowMs: 10 * SECOND_MS, distinctKeys: 3, poolShare: 0.5, evidenceKept: 100 } as const

/** Retries that a service is to blame for: at most this share of its recent requests, so that no outage is multiplied. */
export const RETRY_BUDGET = { windowMs: MINUTE_MS, sliceMs: 5 * SECOND_MS, share: 0.1, minimumPerWindow: 10 } as const

/** A key rejected again this soon after a probe found it alive stays out, where other keys answered what it refused. */
export const RESTORE_GRACE_MS = 5 * MINUTE_MS

/** The priority shown for a key that waits for a person (its own priority is kept). */
export const REVIEW_PRIORITY = 999

/** A minute is counted in slices of this length. */
export const MINUTE_SLICE_MS = 5 * SECOND_MS

/** How many failures blamed on a key are remembered. */
export const FAILURES_KEPT = 10

/** Limits are read from a key's good answers this often; a limit that is used up is read from every answer. */
export const LEARN_EVERY_MS = SECOND_MS

/** How many keys a choice remembers beside the chosen one. */
export const RUNNERS_UP_KEPT = 5

/** How many keys are named when none may work. */
export const EXHAUSTED_REASONS_SHOWN = 20
