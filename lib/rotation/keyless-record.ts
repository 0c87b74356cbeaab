import type { Attempt, RefusalFacts } from '@/lib/engine/attempt'
import { endingOf, LEFT_WAITING } from '@/lib/engine/ending'
import type { Choice, Exhausted } from '@/lib/engine/lease'
import { type Instant, NO_USAGE, type ServiceId } from '@/lib/engine/vocabulary'

/** A request that got no key, as the record knows it. */
export type KeylessRequest = Pick<
  Attempt,
  'requestId' | 'service' | 'caller' | 'method' | 'path' | 'model' | 'units'
> & {
  arrivedAt: Instant
  /** Set where no key could work: then the record says what they were doing. */
  exhausted: Exhausted | null
}

/** What of a request is recorded when no key was found for it. */
export function keylessRequest(
  request: Omit<KeylessRequest, 'service' | 'exhausted'> & { service: { id: ServiceId } },
  exhausted: Exhausted,
): KeylessRequest {
  const { requestId, caller, method, path, model, units, arrivedAt } = request
  return { requestId, service: request.service.id, caller, method, path, model, units, arrivedAt, exhausted }
}

/** How it ended: `refusal` is our code for why. */
export type KeylessEnd = {
  refusal: string
  status: number | null
  /** What its caller was told. */
  detail: string | null
}

/** Its caller left while it waited for a key to return. */
export const LEFT: KeylessEnd = { refusal: LEFT_WAITING, status: null, detail: null }

/** What ended without a key, as recorded: an attempt without one, after those the request made, and its last. */
export function keylessRecord(
  request: KeylessRequest,
  { refusal, status, detail }: KeylessEnd,
  attemptCount: number,
  now: Instant,
): Attempt {
  const { arrivedAt, exhausted, ...asked } = request
  const number = attemptCount + 1
  const verdict = { outcome: 'refused', blame: 'nobody', rule: `gateway: ${refusal}`, refusal } as const
  return {
    id: `${asked.requestId}.${number}`,
    number,
    ...asked,
    startedAt: arrivedAt,
    ...verdict,
    ...{ keyId: null, masked: null, strategy: null, score: null, firstByteMs: null, effects: [] },
    ...{ status, detail, choice: exhausted && choiceOfNone(exhausted), facts: exhausted && factsOfNone(exhausted) },
    totalMs: now - arrivedAt,
    ...NO_USAGE,
    ending: endingOf({ ...verdict, number }),
  }
}

function choiceOfNone({ keyCount, outCounts }: Exhausted): Choice {
  return { keyCount, outCounts, idleMs: -1, runnersUp: [] }
}

/** Every key is one that could not work. */
function factsOfNone({ keyCount, retryAt }: Exhausted): RefusalFacts {
  return { used: keyCount, limit: keyCount, unit: 'key', resetAt: retryAt }
}
