import { z } from 'zod'
import { PRICED_BY } from '@/lib/engine/vocabulary'
import { problemSchema } from './problem'
import { ATTEMPT_OUTCOMES } from './requests'

/** The AI tasks as programs and screens see them. Programs rely on it: fields may be added, none may go. */

export const AI_TASK_IDS = [
  'cv-translation',
  'professional-summary',
  'skills-generation',
  'cover-letter',
  'skills-suggestion',
  'linkedin-import',
] as const
export type AiTaskId = (typeof AI_TASK_IDS)[number]

export const aiTaskIdSchema = z.enum(AI_TASK_IDS)

const MODEL_MAX = 120
const SERVICE_MAX = 60
export const AI_ROUTES_MAX = 8

/** All files of one request together, before they are written in base64. */
export const AI_FILES_MAX_BYTES = 10_000_000

/** A service and the model that is asked there. */
export const aiRouteSchema = z.strictObject({
  service: z.string().trim().min(1).max(SERVICE_MAX),
  model: z
    .string()
    .trim()
    .min(1)
    .max(MODEL_MAX)
    .regex(/^[\w./:@-]+$/, 'wanted the name of a model: letters, digits and . / : @ _ -'),
})
export type AiRoute = z.infer<typeof aiRouteSchema>

/** What a task asks, best first. */
export const aiRoutesSchema = z.array(aiRouteSchema).min(1).max(AI_ROUTES_MAX)

/** `PUT /api/admin/ai/routes`; `routes: null` goes back to what the task came with. */
export const aiRoutesChangeSchema = z.strictObject({ task: aiTaskIdSchema, routes: aiRoutesSchema.nullable() })
export type AiRoutesChange = z.output<typeof aiRoutesChangeSchema>

/** A JSON Schema, as `z.toJSONSchema` writes it. */
export const jsonSchemaSchema = z.looseObject({})

export const aiRouteViewSchema = z.looseObject({
  service: z.string(),
  label: z.string(),
  model: z.string(),
  /** Keys that are neither removed nor switched off for good. */
  keyCount: z.int().min(0),
})

export const aiTaskViewSchema = z.looseObject({
  id: aiTaskIdSchema,
  about: z.string(),
  path: z.string(),
  input: jsonSchemaSchema,
  output: jsonSchemaSchema,
  routes: z.array(aiRouteViewSchema),
  /** Nobody changed the routes. */
  isDefault: z.boolean(),
})
export type AiTaskView = z.infer<typeof aiTaskViewSchema>

/** After a change; `auditId` is for an undo, `null` when it was so already. */
export const changedAiTaskSchema = aiTaskViewSchema.extend({ auditId: z.int().nullable() })
export type ChangedAiTask = z.infer<typeof changedAiTaskSchema>

/** `GET /api/ai` */
export const aiTasksSchema = z.looseObject({
  tasks: z.array(aiTaskViewSchema),
  /** Services that can be asked at all. */
  services: z.array(z.looseObject({ id: z.string(), label: z.string(), keyCount: z.int().min(0) })),
})
export type AiTasks = z.infer<typeof aiTasksSchema>

const count = z.int().min(0)

export const aiAttemptSchema = z.looseObject({
  number: count,
  service: z.string(),
  model: z.string().nullable(),
  /** Masked; null for a refusal. */
  key: z.string().nullable(),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  status: z.int().nullable(),
  totalMs: z.number().min(0),
})

/** `POST /api/ai/<task>` */
export const aiAnswerSchema = z.looseObject({
  task: aiTaskIdSchema,
  result: z.unknown(),
  /** Under which the log of requests knows it; null where no model was asked, as are service and model. */
  requestId: z.string().nullable(),
  service: z.string().nullable(),
  model: z.string().nullable(),
  usage: z.looseObject({
    tokensIn: count,
    tokensOut: count,
    costUsd: z.number().min(0),
    /** Whose price the cost is by; null: there is none. */
    pricedBy: z.enum(PRICED_BY).nullable(),
  }),
  attempts: z.array(aiAttemptSchema),
})
export type AiAnswer = z.infer<typeof aiAnswerSchema>

/** Why a task begins again with an empty page: the answer did not fit, broke off, or another service is asked. */
export const AI_TURNS = ['unfit', 'broken', 'next-service'] as const

/** What a streamed task says, each as an event of its `kind`. */
export const aiEventSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('asked'),
    requestId: z.string(),
    service: z.string(),
    label: z.string(),
    model: z.string(),
  }),
  z.looseObject({ kind: z.literal('text'), text: z.string() }),
  z.looseObject({ kind: z.literal('again'), why: z.enum(AI_TURNS), detail: z.string() }),
  z.looseObject({ kind: z.literal('result'), answer: aiAnswerSchema }),
  z.looseObject({ kind: z.literal('problem'), requestId: z.string().nullable(), problem: problemSchema }),
])
export type AiEvent = z.infer<typeof aiEventSchema>
