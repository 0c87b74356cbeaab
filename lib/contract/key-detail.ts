import { z } from 'zod'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { keyCheckSchema } from './key-checks'
import { keyRowSchema } from './key-page'
import { CIRCUIT_KINDS } from './status'

/** `GET /api/admin/keys/<id>`: one key with everything its page shows at once. Removed keys too, for as long as they are kept. */

const instant = z.iso.datetime()

/** A limit that the upstream told of, in a header or an error. */
const learnedSchema = z.object({
  unit: z.enum(['requests', 'tokens', 'recipients']),
  per: z.enum(['second', 'minute', 'day', 'month', 'unknown']),
  model: z.string().nullable(),
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  resetAt: instant.nullable(),
  learnedAt: instant,
})

/** The last attempt that went wrong and was not the caller's doing, as the upstream put it. */
export const troubleSchema = z.object({
  at: instant,
  requestId: z.string(),
  outcome: z.enum(OUTCOME_KINDS),
  /** The rule that decided, in technical words. */
  rule: z.string(),
  status: z.number().nullable(),
  model: z.string().nullable(),
})

export const keyDetailSchema = z.object({
  generatedAt: instant,
  key: keyRowSchema,
  serviceLabel: z.string(),
  circuit: z.enum(CIRCUIT_KINDS),
  /** Where its quota day turns, and when the running one began. */
  dayZone: z.string(),
  dayStartedAt: instant,
  /** When its daily limit is used up at the day's pace; `null`: not before the day ends, or nobody can say. */
  exhaustedAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
  /** `null`: it is in use. */
  removedAt: instant.nullable(),
  /** Until when a removed key can be brought back. */
  restorableUntil: instant.nullable(),
  /** `null`: none within its latest attempts. */
  lastTrouble: troubleSchema.nullable(),
  /** What the free probe last said; `null`: never asked about this secret. */
  lastCheck: keyCheckSchema.nullable(),
  learned: z.array(learnedSchema),
})
export type KeyDetail = z.infer<typeof keyDetailSchema>
