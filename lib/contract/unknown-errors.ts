import { z } from 'zod'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { MEANINGS, ruleSchema } from './service'

/** Errors that no rule knew: what waits for a person, and what a person says of it. */

const instant = z.iso.datetime()

export const UNKNOWN_SHOWN_MAX = 100

const unknownErrorSchema = z.looseObject({
  id: z.string(),
  service: z.looseObject({ id: z.string(), label: z.string() }),
  /** `null`: said inside a stream. */
  status: z.int().nullable(),
  /** What its status alone was taken for. */
  outcome: z.enum(OUTCOME_KINDS),
  /** The newest answer, without keys, addresses and ids. */
  sample: z.string(),
  count: z.int().min(0),
  firstAt: instant,
  lastAt: instant,
  /** The rule that classifying it would make, but for what it means. */
  suggestion: z.looseObject({ name: z.string(), condition: z.string() }),
  /** How many of the waiting errors of its service that rule would match, itself among them. */
  matchCount: z.int().min(0),
})
export type UnknownErrorView = z.infer<typeof unknownErrorSchema>

/** `GET /api/admin/unknown-errors`: the most frequent first. */
export const unknownErrorsSchema = z.looseObject({ errors: z.array(unknownErrorSchema), total: z.int().min(0) })
export type UnknownErrors = z.infer<typeof unknownErrorsSchema>

export const unknownSelectionSchema = z.strictObject({ id: z.string().min(1).max(100) })

/** `POST /api/admin/unknown-errors/classify`: makes a rule of the service's, asked before all others. */
export const classifyUnknownSchema = z.strictObject({
  id: z.string().min(1).max(100),
  outcome: z.enum(MEANINGS, `wanted one of ${MEANINGS.join(', ')}`),
  window: z.enum(['minute', 'day', 'month']).optional(),
  name: ruleSchema.shape.name.optional(),
})
export type ClassifyUnknown = z.output<typeof classifyUnknownSchema>

/** The rule that was made, and how many waiting errors it knows. */
export const classifiedSchema = z.looseObject({
  service: z.looseObject({ id: z.string(), label: z.string() }),
  rule: z.string(),
  matchCount: z.int().min(1),
  /** For an undo. */
  auditId: z.int().nullable(),
})
export type Classified = z.infer<typeof classifiedSchema>
