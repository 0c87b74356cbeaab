import { addCooldown } from './cooldown'
import { FAILURES_KEPT } from './defaults'
import { restoreKey } from './reset'
import { takeOut } from './settle'
import type { Circuit, DayCount, KeyState } from './state'
import { type Cooldown, type Instant, MINUTE_MS, type OutcomeKind } from './vocabulary'

/**
 * What another process found out about a key that this one has too. It is no outcome of an attempt here: no total is
 * counted, no ladder climbs, and what this process knows better stays.
 */

type Resting = { cooldowns: readonly Cooldown[] }

/** A key or an account rests. Of rests alike the one that ends last stays. */
export function hearRest<T extends Resting>(state: T, rest: Cooldown, now: Instant): T {
  const cooldowns = rest.until > now ? addCooldown(state.cooldowns, rest, now) : state.cooldowns
  return cooldowns === state.cooldowns ? state : { ...state, cooldowns }
}

/** An attempt failed there by the key's doing. */
export function hearFailure(state: KeyState, at: Instant): KeyState {
  if (state.failuresAt.includes(at)) return state
  const failuresAt = [...state.failuresAt, at].sort((one, other) => one - other).slice(-FAILURES_KEPT)
  return { ...state, failuresAt }
}

/** A key is out. What a probe here contradicted since then is over. */
export function hearOut(state: KeyState, status: KeyState['status'], reason: string, at: Instant): KeyState {
  return (state.restoredAt ?? 0) > at ? state : takeOut(state, status, reason, at)
}

/** A probe there found a key alive: it is back here too, and rests that were only guessed before are over. */
export function hearRestored(state: KeyState, at: Instant): KeyState {
  const isOut = state.status !== 'active' && state.status !== 'paused'
  const back = isOut && (state.statusSince ?? 0) <= at ? restoreKey(state, at) : state
  const isOver = (rest: Cooldown) => rest.provenance === 'guess' && rest.model === null && rest.startedAt <= at
  return back.cooldowns.some(isOver) ? { ...back, cooldowns: back.cooldowns.filter(rest => !isOver(rest)) } : back
}

/** What all processes used of a quota day together; less than is known here was written before. */
export function hearDay<T extends { day: DayCount }>(state: T, day: DayCount): T {
  return day.resetAt === state.day.resetAt && day.used > state.day.used ? { ...state, day } : state
}

/** A circuit that another process opened. */
export type HeardCircuit = { cause: OutcomeKind; openedAt: Instant; until: Instant }

/** Past its end it waits for a trial: one that fails is heard of as another opening, and no word at all means no more. */
const HEARD_CIRCUIT_MS = 2 * MINUTE_MS

/** What people are to be told of a service: its circuit here or, where that is closed, one that is shut elsewhere. */
export function circuitToTell(own: Circuit, heard: HeardCircuit | null, now: Instant): Circuit {
  if (own.kind !== 'closed' || heard === null || now >= heard.until + HEARD_CIRCUIT_MS) return own
  const { cause, openedAt, until } = heard
  if (now < until) return { kind: 'open', openedAt, until, openings: 1, cause }
  return { kind: 'half-open', since: until, openings: 1, cause, trialLeaseId: null, trialAt: null }
}
