import { z } from 'zod'
import { plainLine } from './plain-line'

/** What an operator may say of a key, wherever it comes from: a file, the CLI, a form, a program. */

export const PRIORITY_MAX = 998
export const SECRET_MIN_LENGTH = 8
export const SECRET_MAX_LENGTH = 4096
export const IMPORT_ROWS_MAX = 10_000
/** Room for that many keys with their settings. */
export const KEY_TEXT_MAX_LENGTH = 4_000_000

export const KEY_FILE_FORMATS = ['json', 'env', 'csv'] as const
export type KeyFileFormat = (typeof KEY_FILE_FORMATS)[number]

const limit = z.int('wanted a whole number of 1 or more').min(1, 'wanted a whole number of 1 or more').nullable()

export const serviceIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'wanted a short lower-case word such as groq or gemini')

/** Never blank or with white space, which a header could not carry. The value is never repeated in an error. */
export const secretSchema = z
  .string()
  .min(SECRET_MIN_LENGTH, `wanted at least ${SECRET_MIN_LENGTH} characters`)
  .max(SECRET_MAX_LENGTH, `wanted at most ${SECRET_MAX_LENGTH} characters`)
  .regex(/^[\x21-\x7e]+$/, 'wanted printable characters without spaces')

export const dateSchema = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'wanted a date such as 2027-01-31')
  .transform(text => Date.parse(text))

const priority = z
  .int(`wanted a whole number from 1 to ${PRIORITY_MAX}`)
  .min(1, `wanted a whole number from 1 to ${PRIORITY_MAX}`)
  .max(PRIORITY_MAX, `wanted a whole number from 1 to ${PRIORITY_MAX}`)

const settings = {
  name: plainLine().min(1, 'wanted a name').max(100, 'wanted at most 100 characters'),
  /** 1 is first. */
  priority,
  weight: z.number().positive('wanted a number above 0').max(1000, 'wanted at most 1000'),
  /** Keys of one account share its quota. */
  account: plainLine().min(1).max(100).nullable(),
  dailyLimit: limit,
  minuteLimit: limit,
  tokenMinuteLimit: limit,
  concurrencyLimit: limit,
  models: z.array(plainLine().min(1).max(200)).min(1).max(200).nullable(),
  expiresAt: dateSchema.nullable(),
  labels: z.array(plainLine().min(1).max(50)).max(20),
  note: plainLine().max(1000).nullable(),
}

/** Changes to a key; what is absent stays as it is. */
export const keySettingsSchema = z.strictObject(settings).partial()

/** A new key: its service, its secret, a name, and whatever else is known. */
export const newKeySchema = z.strictObject({
  service: serviceIdSchema,
  apiKey: secretSchema,
  name: settings.name,
  priority: settings.priority.default(1),
  weight: settings.weight.default(1),
  account: settings.account.default(null),
  dailyLimit: settings.dailyLimit.default(null),
  minuteLimit: settings.minuteLimit.default(null),
  tokenMinuteLimit: settings.tokenMinuteLimit.default(null),
  concurrencyLimit: settings.concurrencyLimit.default(null),
  models: settings.models.default(null),
  expiresAt: settings.expiresAt.default(null),
  labels: settings.labels.default([]),
  note: settings.note.default(null),
})
export type NewKey = z.output<typeof newKeySchema>
