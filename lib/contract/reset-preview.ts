import { z } from 'zod'
import { KEY_STATUSES, OUTCOME_KINDS } from '@/lib/engine/vocabulary'

/** What a reset would do, said before it is done. */

/** The keys an answer names; the rest is counted. */
export const RESET_KEYS_SHOWN_MAX = 50

const instant = z.iso.datetime()

export const resetPreviewSchema = z.object({
  generatedAt: instant,
  /** Keys that it would change. */
  count: z.int().min(0),
  /** Of them, keys that wait for a person's review. */
  reviewCount: z.int().min(0),
  /** The last instant to which one of them would have rested; `null`: none rests. */
  lastUntil: instant.nullable(),
  /** The first `RESET_KEYS_SHOWN_MAX` of them. */
  keys: z.array(
    z.object({
      id: z.string(),
      service: z.string(),
      name: z.string(),
      masked: z.string(),
      status: z.enum(KEY_STATUSES),
      rests: z.array(z.object({ model: z.string().nullable(), reason: z.enum(OUTCOME_KINDS), until: instant })),
    }),
  ),
  /** Services whose circuit it would close. */
  circuits: z.array(z.string()),
})
export type ResetPreview = z.infer<typeof resetPreviewSchema>
