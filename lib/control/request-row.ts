import type { RequestRow } from '@/lib/contract/requests'
import type { Attempt } from '@/lib/engine/attempt'
import type { ListedAttempt } from '@/lib/store/requests'
import { iso, isoOrNull } from './key-view'
import type { RequestNames } from './request-names'

/** A request in one row, from its attempts in order (at least one). */
export function requestRow(attempts: readonly ListedAttempt[], names: RequestNames): RequestRow {
  const last = lastOf(attempts)
  const arrivedAt = arrivalOf(attempts)
  const tries = attempts.filter(({ outcome }) => outcome !== 'refused')
  const { keyId = null, masked = null } = tries.at(-1) ?? {}
  const sum = (read: (attempt: ListedAttempt) => number) => attempts.reduce((total, each) => total + read(each), 0)
  return {
    id: last.requestId,
    at: iso(arrivedAt),
    service: last.service,
    serviceLabel: names.service(last.service),
    path: last.path,
    model: last.model,
    caller: names.caller(last.caller),
    ending: last.ending,
    tries: tries.length,
    key: keyId === null ? null : names.key(keyId, masked),
    outcome: last.outcome,
    status: last.status,
    refusal: last.refusal,
    detail: last.detail,
    facts: factsView(last.facts),
    firstByteMs: last.firstByteMs === null ? null : last.startedAt - arrivedAt + last.firstByteMs,
    totalMs: Math.max(...attempts.map(({ startedAt, totalMs }) => startedAt + totalMs)) - arrivedAt,
    tokensIn: sum(({ tokensIn }) => tokensIn),
    tokensOut: sum(({ tokensOut }) => tokensOut),
    costUsd: sum(({ costUsd }) => costUsd),
    pricedBy: attempts.findLast(({ pricedBy }) => pricedBy)?.pricedBy ?? null,
    isEstimated: attempts.some(({ isEstimated }) => isEstimated === true),
    times: last.times ?? 1,
  }
}

/** The numbers behind a refusal, as a row says them. */
export function factsView(facts: Attempt['facts']): RequestRow['facts'] {
  return facts && { ...facts, resetAt: isoOrNull(facts.resetAt) }
}

/** When the request came: a refusal says it itself, an attempt begins a moment later. */
export function arrivalOf(attempts: readonly ListedAttempt[]): number {
  return Math.min(...attempts.map(({ startedAt }) => startedAt))
}

function lastOf(attempts: readonly ListedAttempt[]): ListedAttempt {
  const last = attempts.at(-1)
  if (last === undefined) throw new Error('a request has at least one attempt')
  return last
}
