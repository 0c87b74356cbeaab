import { z } from 'zod'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { secretSchema, serviceIdSchema } from './key-import'

/** What a service's free probe says of a key. */

export const LIVES = ['alive', 'rejected', 'unknown'] as const

export const examinationSchema = z.object({
  life: z.enum(LIVES),
  /** What the answer means; `null` where it says nothing of a key (a redirect). */
  outcome: z.enum(OUTCOME_KINDS).nullable(),
  /** The upstream's; `null` when it gave no answer. */
  status: z.int().nullable(),
  durationMs: z.number().min(0),
})
export type Examination = z.infer<typeof examinationSchema>

/** How many secrets one call may ask about; they are asked about at the same time. */
export const TESTS_AT_ONCE_MAX = 8

export const testSecretsSchema = z.strictObject({
  rows: z
    .array(z.strictObject({ service: serviceIdSchema, apiKey: secretSchema }))
    .min(1)
    .max(TESTS_AT_ONCE_MAX),
})
export type TestSecretsInput = z.output<typeof testSecretsSchema>

export const testedSecretsSchema = z.object({ results: z.array(examinationSchema) })
export type TestedSecrets = z.infer<typeof testedSecretsSchema>
