import { z } from 'zod'
import { keySettingsSchema, secretSchema } from './key-import'

/** What an operator asks of many keys at once, and of a key's secret. */

export const KEYS_AT_ONCE_MAX = 10_000
/** What an answer shows of many keys; the rest is counted. */
export const KEYS_SHOWN_MAX = 100

const settings = keySettingsSchema.shape
const label = z.string().trim().min(1).max(50)

const settingsOfMany = z
  .strictObject({
    priority: settings.priority,
    weight: settings.weight,
    account: settings.account,
    dailyLimit: settings.dailyLimit,
    minuteLimit: settings.minuteLimit,
    tokenMinuteLimit: settings.tokenMinuteLimit,
    concurrencyLimit: settings.concurrencyLimit,
    addLabels: z.array(label).min(1).max(20).optional(),
    removeLabels: z.array(label).min(1).max(20).optional(),
  })
  .refine(given => Object.values(given).some(value => value !== undefined), 'wanted something to change')

export const bulkActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('enable') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('remove') }),
  z.strictObject({ kind: z.literal('change'), settings: settingsOfMany }),
])
export type BulkAction = z.output<typeof bulkActionSchema>

const keyIds = z
  .array(z.string().min(1).max(100))
  .min(1, 'wanted at least one key')
  .max(KEYS_AT_ONCE_MAX, `wanted at most ${KEYS_AT_ONCE_MAX} keys`)

export const changeKeysSchema = z.strictObject({ keyIds, action: bulkActionSchema })
export type ChangeKeysInput = z.output<typeof changeKeysSchema>

/** Why an action does nothing to one of the keys. */
export const SKIP_REASONS = ['unknown', 'unchanged', 'from-environment', 'needs-reset', 'too-many-labels'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

const keyName = z.looseObject({ id: z.string(), service: z.string(), name: z.string(), masked: z.string() })
const facts = z.record(z.string(), z.unknown())

/** What an action on many keys would do, or did: each key's facts before and after. */
export const bulkAnswerSchema = z.looseObject({
  changedCount: z.int(),
  /** At most `KEYS_SHOWN_MAX`. */
  changed: z.array(keyName.extend({ before: facts, after: facts })),
  /** How many of the keys it does nothing to, by reason. */
  skipped: z.partialRecord(z.enum(SKIP_REASONS), z.int()),
  /** Names the deed for an undo; `null` for a preview, and where nothing changed. */
  auditId: z.int().nullable(),
})
export type BulkAnswer = z.infer<typeof bulkAnswerSchema>

export const rollSecretSchema = z.strictObject({ keyId: z.string().min(1), apiKey: secretSchema })
export type RollSecretInput = z.output<typeof rollSecretSchema>

/** `isUnusual`: the new secret does not look like a key of its service. */
export type RolledKey = { id: string; service: string; name: string; masked: string; isUnusual: boolean }
