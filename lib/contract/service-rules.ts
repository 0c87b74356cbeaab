import { z } from 'zod'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { serviceIdSchema } from './key-import'
import { BLAMES, rulesSchema } from './service'

/** An operator's own rules of a service: what is asked of them, and what they would make of an answer. */

export type Rules = z.output<typeof rulesSchema>
export type Rule = Rules[number]

/** `PUT /api/admin/services/<id>/rules`: they take the place of those that were there; the first that matches decides. */
export const changeRulesSchema = z.strictObject({
  service: serviceIdSchema,
  rules: rulesSchema,
  /** Those that the change was made from: refused when they changed meanwhile. Absent: whatever was there. */
  before: rulesSchema.optional(),
})
export type RulesChange = z.output<typeof changeRulesSchema>

const PASTED_MAX = 65_536
const STATUS = 'wanted a status from 400 to 599'

/** `POST /api/admin/services/<id>/judge`. */
export const judgeSchema = z.strictObject({
  service: serviceIdSchema,
  /** Instead of those in force; absent: those in force. */
  rules: rulesSchema.optional(),
  /** `null`: said inside a stream that began well; absent: the pasted text says it. */
  status: z.int(STATUS).min(400, STATUS).max(599, STATUS).nullable().optional(),
  /** As `curl -i` prints it: status line, headers, an empty line, body; or a body alone. */
  answer: z.string().max(PASTED_MAX, 'wanted at most 64 KB'),
})
export type JudgeInput = z.output<typeof judgeSchema>

export const SCOPES_RESTED = ['key', 'key-model', 'account', 'account-model'] as const

/** Which rule decides about an answer, and what follows. */
export const judgementSchema = z.looseObject({
  status: z.int().nullable(),
  /** `groq: per minute`. */
  rule: z.string(),
  by: z.enum(['operator', 'catalog', 'general', 'status']),
  /** Its place among the operator's rules, from 0; `null`: it is none of them. */
  index: z.int().nullable(),
  outcome: z.enum(OUTCOME_KINDS),
  blame: z.enum(BLAMES),
  window: z.enum(['minute', 'day', 'month']).nullable(),
  /** What rests, and how long; `null`: nothing does. */
  rest: z
    .looseObject({
      scope: z.enum(SCOPES_RESTED),
      forMs: z.int().min(0),
      provenance: z.enum(['hint', 'window', 'guess']),
    })
    .nullable(),
})
export type Judgement = z.infer<typeof judgementSchema>
