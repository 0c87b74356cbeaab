import { z } from 'zod'
import { serviceIdSchema } from './key-import'

/** `GET /api/admin/keys/removed`: the keys that can still be restored, last removed first. */

const SEARCH_MAX = 200
export const REMOVED_SHOWN_MAX = 200

export const removedKeysInputSchema = z.strictObject({
  service: serviceIdSchema.optional(),
  /** Words that must all stand in the name, the masked key or the account. */
  search: z.string().max(SEARCH_MAX).default(''),
})

const instant = z.iso.datetime()

const removedKeySchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  masked: z.string(),
  service: z.string(),
  serviceLabel: z.string(),
  account: z.string().nullable(),
  removedAt: instant,
  /** From then on it is gone for good. */
  restorableUntil: instant,
})
export type RemovedKey = z.infer<typeof removedKeySchema>

export const removedKeysSchema = z.looseObject({
  generatedAt: instant,
  /** How many match; at most `REMOVED_SHOWN_MAX` are listed. */
  total: z.int().min(0),
  keys: z.array(removedKeySchema),
})
export type RemovedKeys = z.infer<typeof removedKeysSchema>
