import { z } from 'zod'
import { checkScheduleSchema } from './key-checks'

/** How long what happened is kept. */
export const RETENTION_LIMITS = {
  attemptDays: { least: 1, most: 365 },
  rollupMonths: { least: 1, most: 120 },
  alertDays: { least: 1, most: 3650 },
  auditMonths: { least: 3, most: 240 },
} as const
export const DEFAULT_RETENTION = { attemptDays: 30, rollupMonths: 24, alertDays: 365, auditMonths: 60 } as const

const whole = ({ least, most }: { least: number; most: number }, unit: string) => {
  const message = `wanted a whole number of ${unit} from ${least} to ${most}`
  return z.int(message).min(least, message).max(most, message)
}

export const retentionSchema = z.strictObject({
  /** Every attempt, one by one. */
  attemptDays: whole(RETENTION_LIMITS.attemptDays, 'days'),
  /** Sums per day; those per hour at most 90 days, per minute 7. */
  rollupMonths: whole(RETENTION_LIMITS.rollupMonths, 'months'),
  /** Alerts that are over, with who was told. Absent where an older version or program sets the rest. */
  alertDays: whole(RETENTION_LIMITS.alertDays, 'days').default(DEFAULT_RETENTION.alertDays),
  /** Who changed what. Absent as above. */
  auditMonths: whole(RETENTION_LIMITS.auditMonths, 'months').default(DEFAULT_RETENTION.auditMonths),
})
export type Retention = z.output<typeof retentionSchema>

/** The forgetting of what is too old: the run under way or the last one. */
export const cleaningSchema = z.object({
  startedAt: z.iso.datetime(),
  /** `null`: under way. */
  endedAt: z.iso.datetime().nullable(),
  rows: z.int().min(0),
})
export type Cleaning = z.infer<typeof cleaningSchema>

/** What this installation is and where it keeps things. */
export const aboutSchema = z.object({
  version: z.string(),
  node: z.string(),
  database: z.object({
    kind: z.enum(['sqlite', 'postgres']),
    bytes: z.number().nullable(),
    freeBytes: z.number().nullable(),
  }),
  /** `null` for a viewer. */
  dataDir: z.string().nullable(),
  startedAt: z.iso.datetime(),
  now: z.iso.datetime(),
  gateway: z.string(),
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })),
})
export type About = z.infer<typeof aboutSchema>

export const settingsAnswerSchema = z.object({
  retention: retentionSchema,
  /** `null`: not since this version. */
  cleaning: cleaningSchema.nullable(),
  /** How often all keys are checked, and when the next time is. */
  checks: z.object({ schedule: checkScheduleSchema, nextAt: z.iso.datetime().nullable() }),
  about: aboutSchema,
})
export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>
