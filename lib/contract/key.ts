import { z } from 'zod'
import { keySettingsSchema, newKeySchema, serviceIdSchema } from './key-import'

/** What an operator asks of keys that are there. */

export const keySelectionSchema = z.strictObject({ keyId: z.string().min(1) })
export type KeySelection = z.infer<typeof keySelectionSchema>

export const listKeysSchema = z.strictObject({
  service: serviceIdSchema.optional(),
  /** The removed ones, which can be restored, in place of the others. */
  isRemoved: z.boolean().default(false),
})

export const changeKeySchema = z.strictObject({ keyId: z.string().min(1), settings: keySettingsSchema })
export type ChangeKeyInput = z.output<typeof changeKeySchema>
/** As it is sent: an expiry is still a date in words. */
export type ChangeKeyRequest = z.input<typeof changeKeySchema>

/** A key after a deed: `auditId` names the deed for an undo; `null`: there was nothing to do. */
export type EditedKey = { id: string; service: string; name: string; masked: string; auditId: number | null }

/** What an operator said of a key, as a form begins with it. */
export const keySettingsViewSchema = z.looseObject({
  id: z.string(),
  service: z.string(),
  masked: z.string(),
  name: z.string(),
  priority: z.int(),
  weight: z.number(),
  account: z.string().nullable(),
  dailyLimit: z.int().nullable(),
  minuteLimit: z.int().nullable(),
  tokenMinuteLimit: z.int().nullable(),
  concurrencyLimit: z.int().nullable(),
  models: z.array(z.string()).nullable(),
  expiresAt: z.iso.datetime().nullable(),
  labels: z.array(z.string()),
  note: z.string().nullable(),
})
export type KeySettingsView = z.infer<typeof keySettingsViewSchema>

/** A new key; one without a name is given one, such as `groq-2`. */
export const addKeySchema = newKeySchema.extend({ name: newKeySchema.shape.name.optional() })
export type AddKeyInput = z.output<typeof addKeySchema>
export type AddKeyRequest = z.input<typeof addKeySchema>
export type AddedKey = EditedKey & { warnings: readonly string[] }

/** All of it but the secret: what can be checked before the secret is asked for. */
export const keyToAddSchema = addKeySchema.omit({ apiKey: true })

export const importSchema = z.strictObject({ rows: z.array(newKeySchema), isDryRun: z.boolean().default(false) })
export type ImportRequest = z.input<typeof importSchema>

/** What an import did; `auditId` names it for an undo. */
export type Imported = { added: readonly unknown[]; skipped: readonly unknown[]; auditId: number | null }
