import type { Exhausted } from '@/lib/engine/lease'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Trail } from './rotation-request'

/** No key may work now. Its message is one sentence for people; the fields are for programs. */
export class ExhaustedError extends Error {
  override readonly name = 'ExhaustedError'
  /** Every key's reason, masked, and the cause of them all. */
  readonly exhausted: Exhausted
  /** When the first key returns by itself; `null`: not before somebody does something. */
  readonly retryAt: Instant | null
  /** The attempts this request made before, with their outcomes. */
  readonly trail: Trail

  /** @param cause what the last attempt threw, where there was one */
  constructor(exhausted: Exhausted, trail: Trail, cause?: unknown) {
    super(sentenceOf(exhausted), cause === undefined ? {} : { cause })
    this.exhausted = exhausted
    this.retryAt = exhausted.retryAt
    this.trail = trail
  }
}

function sentenceOf({ cause, service, keyCount, retryAt }: Exhausted): string {
  const until = retryAt === null ? '' : `; the first returns at ${new Date(retryAt).toISOString()}`
  switch (cause) {
    case 'limits':
      return `${whoRests(service, keyCount)} resting or at the limit${until}.`
    case 'service-down':
      return `${service} keeps failing, so it is left alone for now${until}.`
    case 'no-usable-key':
      return unusable(service, keyCount)
  }
}

/** Who rests, as a sentence begins. */
export function whoRests(service: string, keyCount: number): string {
  return keyCount === 1 ? `The only key of ${service} is` : `All ${keyCount} keys of ${service} are`
}

/** That no key of a service can be used before somebody does something, in a sentence. */
export function unusable(service: string, keyCount: number): string {
  if (keyCount === 0) return `${service} has no key.`
  return keyCount === 1
    ? `The only key of ${service} cannot be used.`
    : `None of the ${keyCount} keys of ${service} can be used.`
}
