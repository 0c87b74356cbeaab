import { RETRY_BUDGET } from './defaults'
import type { ServicePolicy } from './policy'
import { addToSlices, isRecent, type SliceSpan } from './slices'
import type { RetryBudget } from './state'
import type { Instant, Outcome } from './vocabulary'

const SPAN: SliceSpan = { windowMs: RETRY_BUDGET.windowMs, sliceMs: RETRY_BUDGET.sliceMs }

/** What the decision after an attempt looks at. */
export type RetryFacts = {
  outcome: Outcome
  /** The request's attempts so far, this one counted; of them those that ended blamed on the service. */
  attemptCount: number
  serviceAttemptCount: number
  /** The whole request body is at hand. */
  isReplayable: boolean
  /** The catalog's word: a second run of this call does no harm (reads, generation). */
  isSafeToRepeat: boolean
  /** Every attempt carries the same Idempotency-Key, which the upstream honours within one account. */
  hasIdempotencyKey: boolean
  /** An earlier attempt already bound the request to its account: nothing sets it free again. */
  sameAccountOnly: boolean
  now: Instant
  /** The first byte must be out by then. */
  deadlineAt: Instant
  budget: RetryBudget
  policy: Pick<ServicePolicy, 'maxAttempts' | 'maxServiceAttempts'>
}

export type NextStep =
  /** This attempt's answer is the request's answer. */
  | { kind: 'respond' }
  /** Try a key not tried yet; `sameAccount`: only one of the same account, and from now on. */
  | { kind: 'next-key'; sameAccount: boolean }
  /** Another key might have helped, but it may not be tried. */
  | {
      kind: 'give-up'
      why: 'not-replayable' | 'unsafe' | 'deadline' | 'attempts' | 'service-attempts' | 'budget'
    }

/**
 * What follows an attempt. Failures that speak about a key (or its account, or its model) go on to the next key up to
 * `maxAttempts`; those that speak about the service up to `maxServiceAttempts` and within the retry budget, so that an
 * outage is not multiplied. After an ambiguous failure a call that is not safe to repeat stays within its account.
 */
export function decideNext(facts: RetryFacts): NextStep {
  if (isAnswer(facts.outcome)) return { kind: 'respond' }
  const sameAccount = facts.sameAccountOnly || (facts.outcome.isAmbiguous && !facts.isSafeToRepeat)
  const why = obstacle(facts, sameAccount)
  return why === null ? { kind: 'next-key', sameAccount } : { kind: 'give-up', why }
}

/** Counts a caller's request: what the budget's share is taken of. */
export function countRequest(budget: RetryBudget, now: Instant): RetryBudget {
  return addToSlices(budget, now, SPAN, emptySlice, withRequest)
}

/** Counts a retry after a failure blamed on the service. */
export function countRetry(budget: RetryBudget, now: Instant): RetryBudget {
  return addToSlices(budget, now, SPAN, emptySlice, withRetry)
}

/** Whether one more such retry keeps them within 10 % of the last minute's requests, or within 10. */
export function hasRetryBudget(budget: RetryBudget, now: Instant): boolean {
  let requests = 0
  let retries = 0
  for (const slice of budget) {
    if (!isRecent(slice, now, SPAN)) continue
    requests += slice.requests
    retries += slice.retries
  }
  return retries + 1 <= Math.max(RETRY_BUDGET.minimumPerWindow, requests * RETRY_BUDGET.share)
}

/** Nobody but the caller could make it better, or its first bytes are out already. */
function isAnswer(outcome: Outcome): boolean {
  if (outcome.kind === 'success' || outcome.kind === 'aborted' || outcome.kind === 'broken-stream') return true
  return outcome.blame === 'caller' || outcome.blame === 'nobody'
}

function obstacle(facts: RetryFacts, sameAccount: boolean): Extract<NextStep, { kind: 'give-up' }>['why'] | null {
  if (!facts.isReplayable) return 'not-replayable'
  if (sameAccount && !facts.hasIdempotencyKey) return 'unsafe'
  if (facts.now >= facts.deadlineAt) return 'deadline'
  if (facts.attemptCount >= facts.policy.maxAttempts) return 'attempts'
  if (facts.outcome.blame !== 'service') return null
  if (facts.serviceAttemptCount >= facts.policy.maxServiceAttempts) return 'service-attempts'
  return hasRetryBudget(facts.budget, facts.now) ? null : 'budget'
}

function withRequest({ startedAt, requests, retries }: RetryBudget[number]): RetryBudget[number] {
  return { startedAt, requests: requests + 1, retries }
}

function withRetry({ startedAt, requests, retries }: RetryBudget[number]): RetryBudget[number] {
  return { startedAt, requests, retries: retries + 1 }
}

function emptySlice(startedAt: Instant): RetryBudget[number] {
  return { startedAt, requests: 0, retries: 0 }
}
