import type { KeyCounts, KeyStanding } from '@/lib/contract/key-page'
import type { Candidate } from '@/lib/engine/select'
import type { Instant } from '@/lib/engine/vocabulary'
import { isResting, statusOf, whyUnavailable } from './pool-facts'

/**
 * How a key stands, as `components/keys/standing.ts` says it of one that is shown: its status first, then what keeps
 * it from serving every request. @param circuitUntil until when its service is left alone
 */
export function standingOf(candidate: Candidate, circuitUntil: Instant | null, now: Instant): KeyStanding {
  const status = statusOf(candidate, now)
  if (status !== 'active') return status === 'paused' ? 'idle' : 'out'
  const why = whyUnavailable(candidate, circuitUntil, now)
  if (why) return why.reason.endsWith('-limit') ? 'full' : 'resting'
  return mayRest(candidate) && isResting(candidate, now) ? 'partly' : 'ready'
}

/** Most keys have nothing to look through. */
function mayRest({ state, account }: Candidate): boolean {
  return state.cooldowns.length > 0 || (account !== null && account.cooldowns.length > 0)
}

/** How many stand how; `all` is their sum. */
export function countStandings(standings: Iterable<KeyStanding>): KeyCounts {
  const counts = { all: 0, ready: 0, partly: 0, resting: 0, full: 0, idle: 0, out: 0 }
  for (const standing of standings) {
    counts.all += 1
    counts[standing] += 1
  }
  return counts
}
