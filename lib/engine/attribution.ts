import { ATTRIBUTION } from './defaults'
import type { ServiceState } from './state'
import type { Instant, KeyId, OutcomeKind } from './vocabulary'

type Evidence = ServiceState['evidence']

/** A failure with a service or network cause, as one key met it. */
export type ServiceFailure = { keyId: KeyId; cause: OutcomeKind; at: Instant }

export type Attribution = {
  /** What to remember: this failure and the recent ones, one per key and cause. */
  evidence: Evidence
  /** The failures alike speak about the service (or our own network), not about its keys. */
  isService: boolean
  /** The keys that failed alike, whose rests for this cause are to be lifted; empty unless `isService`. */
  keyIds: readonly KeyId[]
}

/**
 * Weighs a failure against the recent ones with the same cause: 3 distinct keys within 10 s, or over half of the pool
 * and at least 2, speak about the service. `keyCount` is how many keys the pool has; a single key never proves anything.
 */
export function attribute(evidence: Evidence, failure: ServiceFailure, keyCount: number): Attribution {
  const kept = [...evidence.filter(earlier => isRecent(earlier, failure) && !isSame(earlier, failure)), failure]
  const newest = kept.slice(-ATTRIBUTION.evidenceKept)
  const keyIds = newest.filter(({ cause }) => cause === failure.cause).map(({ keyId }) => keyId)
  const isService =
    keyIds.length >= ATTRIBUTION.distinctKeys ||
    (keyIds.length >= 2 && keyIds.length > keyCount * ATTRIBUTION.poolShare)
  return { evidence: newest, isService, keyIds: isService ? keyIds : [] }
}

/** Either way, because a clock may have jumped back since. */
function isRecent(earlier: ServiceFailure, failure: ServiceFailure): boolean {
  return Math.abs(failure.at - earlier.at) < ATTRIBUTION.windowMs
}

function isSame(earlier: ServiceFailure, failure: ServiceFailure): boolean {
  return earlier.keyId === failure.keyId && earlier.cause === failure.cause
}
