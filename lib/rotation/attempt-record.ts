import type { Attempt, Effect } from '@/lib/engine/attempt'
import { endingOf } from '@/lib/engine/ending'
import type { Lease } from '@/lib/engine/lease'
import { mayHaveCounted } from '@/lib/engine/settle'
import type { Instant, Outcome, Usage } from '@/lib/engine/vocabulary'

/** What the record says of the request an attempt belongs to. */
export type RecordedRequest = { requestId: string; method: string; path: string; caller: string | null }

/** How an attempt ended. */
export type RecordedEnd = {
  outcome: Outcome
  effects: readonly Effect[]
  usage: Usage
  firstByteAt: Instant | null
  endedAt: Instant
}

/** One attempt as it is recorded, as long as nobody says that it was its request's last. `number` is 1 for the first. */
export function attemptRecord(request: RecordedRequest, lease: Lease, number: number, end: RecordedEnd): Attempt {
  const { requestId, method, path, caller } = request
  const { outcome, effects, usage, firstByteAt, endedAt } = end
  return {
    id: `${requestId}.${number}`,
    requestId,
    service: lease.service,
    keyId: lease.keyId,
    masked: lease.masked,
    model: lease.model,
    caller,
    method,
    path,
    number,
    outcome: outcome.kind,
    isCounted: mayHaveCounted(outcome),
    blame: outcome.blame,
    rule: outcome.rule,
    refusal: null,
    status: outcome.status,
    startedAt: lease.leasedAt,
    firstByteMs: firstByteAt === null ? null : firstByteAt - lease.leasedAt,
    totalMs: endedAt - lease.leasedAt,
    units: lease.units,
    tokensIn: usage.tokensIn,
    tokensOut: usage.tokensOut,
    costUsd: usage.costUsd,
    pricedBy: usage.pricedBy ?? null,
    isEstimated: usage.isEstimated ?? false,
    times: 1,
    strategy: lease.strategy,
    score: lease.score,
    choice: lease.choice,
    effects,
    detail: null,
    facts: null,
    ending: null,
  }
}

/** The same as the last of its request: what it came to is what the request came to. */
export function asLast(attempt: Attempt): Attempt {
  attempt.ending = endingOf(attempt)
  return attempt
}
