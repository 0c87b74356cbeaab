import type { Attempt, Ending } from './attempt'

/** Refusals that are our failure to serve, not the caller's doing. */
const FAILURES_TO_SERVE = new Set([
  'exhausted',
  'service-down',
  'no-usable-key',
  'not-repeatable',
  'output-unfit',
  'upstream-refused',
  'upstream-unreachable',
  'timed-out',
  'secret-unreadable',
  'internal',
  'draining',
  'too-many-files',
])

/** The caller left while its request waited for a key to return: no answer of ours, so in no table of problems. */
export const LEFT_WAITING = 'left-waiting'

/** What a request came to whose last attempt this is. */
export function endingOf({ outcome, blame, number, refusal }: LastAttempt): Ending {
  switch (outcome) {
    case 'success':
      return number === 1 ? 'first-try' : 'rescued'
    case 'aborted':
      return 'left'
    case 'refused':
      if (refusal === LEFT_WAITING) return 'left'
      return FAILURES_TO_SERVE.has(refusal ?? '') ? 'lost' : 'refused'
    default:
      return blame === 'caller' ? 'declined' : 'lost'
  }
}

type LastAttempt = Pick<Attempt, 'outcome' | 'blame' | 'number' | 'refusal'>
