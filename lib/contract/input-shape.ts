import { z } from 'zod'

const propertySchema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
})
export type InputProperty = z.output<typeof propertySchema>

/** The JSON Schema of a task's input, as far as a form reads it. */
export const inputShapeSchema = z.looseObject({
  properties: z.record(z.string(), propertySchema),
  required: z.array(z.string()).optional(),
})
