import type { Attempt } from '@/lib/engine/attempt'
import type { Exhausted } from '@/lib/engine/lease'
import type { Instant } from '@/lib/engine/vocabulary'
import type { ExhaustedError } from './exhausted-error'
import { type KeylessRequest, keylessRecord } from './keyless-record'

/** In a program's own process nothing refuses with a status: its caller hears an ExhaustedError. */
export function exhaustedRecord(request: KeylessRequest, error: ExhaustedError, now: Instant): Attempt {
  const { exhausted, message, trail } = error
  const refusal = REFUSALS[exhausted.cause]
  return keylessRecord({ ...request, exhausted }, { refusal, status: null, detail: message }, trail.length, now)
}

/** As the gateway calls them. */
const REFUSALS = {
  limits: 'exhausted',
  'service-down': 'service-down',
  'no-usable-key': 'no-usable-key',
} as const satisfies Record<Exhausted['cause'], string>
