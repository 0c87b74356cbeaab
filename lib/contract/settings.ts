import { z } from 'zod'
import { checkScheduleSchema } from './key-checks'

/** How long what happened is kept. */
export const RETENTION_LIMITS = {
  attemptDays: { least: 1, most: 365 },
  rollupMonths: { least: 1, most: 120 },
  alertDays: { least: 1, most: 3650 },
} as const
export const DEFAULT_RETENTION = { attemptDays: 30, rollupMonths: 24, alertDays: 365 } as const

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
})
export type Retention = z.output<typeof retentionSchema>

/** What this installation is and where it keeps things. */
export const aboutSchema = z.object({
  version: z.string(),
  node: z.string(),
  database: z.object({ kind: z.enum(['sqlite', 'postgres']), bytes: z.number().nullable() }),
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
  /** How often all keys are checked, and when the next time is. */
  checks: z.object({ schedule: checkScheduleSchema, nextAt: z.iso.datetime().nullable() }),
  about: aboutSchema,
})
export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>
