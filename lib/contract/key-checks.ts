import { z } from 'zod'
import { KEY_STATUSES } from '@/lib/engine/vocabulary'
import { serviceIdSchema } from './key-import'
import { examinationSchema } from './key-test'

/** Checks of all keys, or of all of a service, by the free probe: no quota is spent. */

const instant = z.iso.datetime()
const count = z.int().min(0)

/** Body of `POST /api/admin/key-checks`: one service, or (nothing) all. */
export const startKeyChecksSchema = z.strictObject({ service: serviceIdSchema.optional() })
export type StartKeyChecks = z.output<typeof startKeyChecksSchema>

/** `GET /api/admin/key-checks`: of one service, or of all. */
export const keyChecksQuestionSchema = z.strictObject({ service: serviceIdSchema.optional() })
export type KeyChecksQuestion = z.output<typeof keyChecksQuestionSchema>

export const CHECK_HOURS = { least: 1, most: 720 } as const
const HOURS_WANTED = `wanted a whole number of hours from ${CHECK_HOURS.least} to ${CHECK_HOURS.most}, or null for never`

/** How often all keys are checked by themselves; `null`: never. */
export const checkScheduleSchema = z.strictObject({
  everyHours: z.int(HOURS_WANTED).min(CHECK_HOURS.least, HOURS_WANTED).max(CHECK_HOURS.most, HOURS_WANTED).nullable(),
})
export type CheckSchedule = z.output<typeof checkScheduleSchema>
export const DEFAULT_CHECK_SCHEDULE: CheckSchedule = { everyHours: null }

/** What the free probe said of a key when it was last asked. */
export const keyCheckSchema = examinationSchema.extend({ at: instant })
export type KeyCheckView = z.infer<typeof keyCheckSchema>

/** One run over many keys; it is the server's, and goes on whoever looks. */
export const checkRunSchema = z.object({
  /** `null`: of all services. */
  service: z.string().nullable(),
  state: z.enum(['running', 'done', 'cancelled']),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** An operator's id; `null`: the schedule. */
  startedBy: z.string().nullable(),
  total: count,
  alive: count,
  rejected: count,
  unknown: count,
})
export type CheckRunView = z.infer<typeof checkRunSchema>

/** A key whose last check asks for a person. */
export const checkFindingSchema = z.object({
  /** `revived`: out, but its upstream takes it again; `refused`: not taken; `unknown`: could not be asked. */
  kind: z.enum(['revived', 'refused', 'unknown']),
  keyId: z.string(),
  name: z.string(),
  masked: z.string(),
  service: z.string(),
  serviceLabel: z.string(),
  status: z.enum(KEY_STATUSES),
  check: keyCheckSchema,
})
export type CheckFinding = z.infer<typeof checkFindingSchema>

export const keyChecksSchema = z.object({
  generatedAt: instant,
  /** The one that runs, or the last one of this server. */
  run: checkRunSchema.nullable(),
  schedule: checkScheduleSchema,
  /** When the schedule begins the next one; `null`: never. */
  nextAt: instant.nullable(),
  /** Of keys in use, the most telling first, bounded. */
  findings: z.array(checkFindingSchema),
  findingCount: count,
})
export type KeyChecksView = z.infer<typeof keyChecksSchema>
