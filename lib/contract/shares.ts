import { z } from 'zod'
import { IMPORT_ROWS_MAX, keySettingsSchema, serviceIdSchema } from './key-import'
import { policyChangeSchema } from './service'

/** `POST /api/admin/shares`: who would get a service's traffic, as it is set up and after an edit. Changes nothing. */

/** How many requests are played; among many keys fewer, so that the answer does not keep anybody waiting. */
export const SHARE_PICKS = { usual: 500, amongMany: 200, many: 2000 } as const
/** Keys named in the answer; the others are summed. */
export const SHARES_SHOWN = 50

const keyEditSchema = z.strictObject({
  keyIds: z.array(z.string().min(1)).min(1).max(IMPORT_ROWS_MAX),
  settings: keySettingsSchema
    .pick({
      priority: true,
      weight: true,
      account: true,
      dailyLimit: true,
      minuteLimit: true,
      tokenMinuteLimit: true,
      concurrencyLimit: true,
      models: true,
    })
    .default({}),
  /** `out`: as if paused or removed; `in`: as if enabled or reset; absent: as it stands. */
  takesPart: z.enum(['in', 'out']).optional(),
})
export type KeyEdit = z.output<typeof keyEditSchema>

export const sharesInputSchema = z.strictObject({
  service: serviceIdSchema,
  /** The edit of its policy; `null` in a field is what the service came with. */
  policy: policyChangeSchema.default({}),
  /** The edits of its keys, in order; a later one wins. */
  keys: z.array(keyEditSchema).max(100).default([]),
})
export type SharesInput = z.input<typeof sharesInputSchema>

const share = z.number().min(0).max(1)

export const sharesSchema = z.looseObject({
  service: z.string(),
  /** How many requests were played, and from one to the next. */
  pickCount: z.int(),
  intervalMs: z.number(),
  /** The share that no key could have served. */
  unserved: z.looseObject({ before: share, after: share }),
  /** The keys that are edited or get something, the largest first. */
  keys: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      masked: z.string(),
      isEdited: z.boolean(),
      before: share,
      after: share,
    }),
  ),
  /** Those not named. */
  others: z.looseObject({ keyCount: z.int(), before: share, after: share }),
})
export type Shares = z.infer<typeof sharesSchema>
