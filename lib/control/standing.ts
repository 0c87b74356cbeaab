import type { KeyCounts, KeyStanding } from '@/lib/contract/key-page'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, KeyStatus } from '@/lib/engine/vocabulary'
import { statusOf, whyUnavailable } from './pool-facts'

/** `until`: when it returns by itself; `null`: it serves, or only a person or a request that ends brings it back. */
export type StandingUntil = { standing: KeyStanding; until: Instant | null }

/**
 * How a key stands, as `components/keys/standing.ts` says it of one that is shown: its status first, then what keeps
 * it from serving every request. @param circuitUntil until when its service is left alone
 */
export function standingOf(candidate: Candidate, circuitUntil: Instant | null, now: Instant): KeyStanding {
  return standingUntil(candidate, circuitUntil, now).standing
}

/** The same with its end. Cheap: it is asked for every key. */
export function standingUntil(candidate: Candidate, circuitUntil: Instant | null, now: Instant): StandingUntil {
  const status = statusOf(candidate, now)
  if (status !== 'active') return { standing: status === 'paused' ? 'idle' : 'out', until: null }
  const why = whyUnavailable(candidate, circuitUntil, now)
  if (why) {
    const until = why.until === Number.POSITIVE_INFINITY ? null : why.until
    return { standing: why.reason.endsWith('-limit') ? 'full' : 'resting', until }
  }
  const until = lastRestEnd(candidate, now)
  return until === null ? READY : { standing: 'partly', until }
}

const READY: StandingUntil = { standing: 'ready', until: null }

/** When the last of its rests ends, its account's included; `null`: it has none. */
export function lastRestEnd({ state, account }: Candidate, now: Instant): Instant | null {
  let last = now
  for (const { until } of state.cooldowns) if (until > last) last = until
  if (account) for (const { until } of account.cooldowns) if (until > last) last = until
  return last > now ? last : null
}

/** What a person's reset ends beside rests. A paused or expired key is not: its own setting keeps it out. */
const ENDED_BY_RESET: ReadonlySet<KeyStatus> = new Set(['rejected', 'suspended', 'out-of-credit'])

/** Whether a reset would change anything that can be seen of this key. */
export function isResettable(candidate: Candidate, now: Instant): boolean {
  return ENDED_BY_RESET.has(candidate.state.status) || lastRestEnd(candidate, now) !== null
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
