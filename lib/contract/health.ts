import { z } from 'zod'

/** The answer of `GET /api/health`, open to all: it names no key and no service. */
export const healthSchema = z.looseObject({
  /** `ok`: the process serves and its database answers. */
  status: z.enum(['ok', 'failing']),
  version: z.string(),
  uptimeMs: z.number().min(0),
  database: z.enum(['ok', 'failing']),
})
export type Health = z.infer<typeof healthSchema>
