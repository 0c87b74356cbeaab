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

/** A new key; one without a name is given one, such as `groq-2`. */
export const addKeySchema = newKeySchema.extend({ name: newKeySchema.shape.name.optional() })
export type AddKeyInput = z.output<typeof addKeySchema>

/** All of it but the secret: what can be checked before the secret is asked for. */
export const keyToAddSchema = addKeySchema.omit({ apiKey: true })

export const importSchema = z.strictObject({ rows: z.array(newKeySchema), isDryRun: z.boolean().default(false) })
