import { z } from 'zod'
import { serviceIdSchema } from './key-import'

/** `GET /api/admin/warnings`: configuration that can never serve, or that has no effect. */

export const WARNING_CODES = [
  'unknown-service',
  'service-without-keys',
  'all-paused',
  'keys-expired',
  'keys-without-models',
  'zero-limit',
  'account-limits-differ',
  'token-without-services',
  'token-service-without-keys',
  'zone-unknown',
  'wait-beyond-deadline',
  'wait-below-rest',
  'whole-answer-below-first-byte',
  'service-attempts-above-attempts',
  'weights-without-effect',
  'priorities-without-effect',
  'origin-overridden',
  'alerts-without-channel',
  'conditions-without-channel',
  'channel-without-services',
  'channel-without-conditions',
  'channel-without-mail-key',
] as const

export const warningSchema = z.looseObject({
  code: z.enum(WARNING_CODES),
  /** `dead`: what it speaks of cannot serve; `idle`: it does nothing. */
  weight: z.enum(['dead', 'idle']),
  /** Where to mend it. */
  service: z.string().nullable(),
  /** What its sentence is made of; names that end in `Ms` are spans of time. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Warning = z.infer<typeof warningSchema>

export const warningsInputSchema = z.strictObject({ service: serviceIdSchema.optional() })

/** The dead before the idle; a bounded number, and how many there are of all. */
export const warningsSchema = z.looseObject({ warnings: z.array(warningSchema), total: z.int().min(0) })
export type Warnings = z.infer<typeof warningsSchema>
