import { z } from 'zod'

const count = z.int().min(0)

/** The answer of `GET /api/health`, open to all: it names no key and no service. */
export const healthSchema = z.looseObject({
  /**
   * `ok`: the process serves and its database answers. `degraded`: it serves, but some service can serve nobody, what happened
   * cannot be written down, or what was changed elsewhere cannot be applied. `failing`, with status 503: the database does not answer, or the health score is
   * below what an operator set.
   */
  status: z.enum(['ok', 'degraded', 'failing']),
  version: z.string(),
  uptimeMs: z.number().min(0),
  database: z.enum(['ok', 'failing']),
})
export type Health = z.infer<typeof healthSchema>

export const HEALTH_REASONS = ['database', 'score', 'service', 'recorder', 'changes'] as const

/** `GET /api/admin/health`: the same with its reasons, for operators. */
export const healthDetailSchema = healthSchema.extend({
  reasons: z.array(z.enum(HEALTH_REASONS)),
  /** 0 to 100. */
  score: count,
  /** Below it `GET /api/health` fails (`KEYWHEEL_HEALTH_MIN_SCORE`); 0: never. */
  minScore: count,
  /** Those with keys. */
  services: z.array(z.object({ id: z.string(), score: count, keyCount: count, usableCount: count })),
  recorder: z.object({ pending: count, lost: count, failure: z.string().nullable() }),
})
export type HealthDetail = z.infer<typeof healthDetailSchema>
