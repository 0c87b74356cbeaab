import { z } from 'zod'
import { FAILURES_KEPT } from '@/lib/engine/defaults'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { ALERT_CODES } from './alerts'
import { serviceIdSchema } from './key-import'

/** When a service's alerts are raised, as operators see and change it. */

/** What a number of the rules may be. */
export const ALERT_RULE_RANGES = {
  usageRatio: { least: 0.05, most: 1 },
  failureCount: { least: 1, most: FAILURES_KEPT },
  failureWindowMs: { least: MINUTE_MS, most: HOUR_MS },
  healthyShare: { least: 0.01, most: 1 },
} as const

const share = ({ least, most }: { least: number; most: number }) => {
  const message = `wanted a share from ${least} to ${most}`
  return z.number(message).min(least, message).max(most, message)
}
const whole = ({ least, most }: { least: number; most: number }, unit: string) => {
  const message = `wanted a whole number of ${unit} from ${least} to ${most}`
  return z.int(message).min(least, message).max(most, message)
}

const fields = {
  /** Over this share of a daily limit. */
  usageRatio: share(ALERT_RULE_RANGES.usageRatio),
  /** So many failures of a key within the window. */
  failureCount: whole(ALERT_RULE_RANGES.failureCount, 'failures'),
  failureWindowMs: whole(ALERT_RULE_RANGES.failureWindowMs, 'milliseconds'),
  /** Fewer than this share of a service's keys. */
  healthyShare: share(ALERT_RULE_RANGES.healthyShare),
  /** Conditions that raise nothing. */
  off: z.array(z.enum(ALERT_CODES)).max(ALERT_CODES.length),
}
export const alertRulesSchema = z.strictObject(fields)
export type AlertRulesView = z.output<typeof alertRulesSchema>
export const ownAlertRulesSchema = alertRulesSchema.partial()
export type OwnAlertRules = z.output<typeof ownAlertRulesSchema>
export const ALERT_RULE_FIELDS = ['usageRatio', 'failureCount', 'failureWindowMs', 'healthyShare', 'off'] as const

/** What is absent stays, `null` goes back to what every service has. */
export const changeAlertRulesSchema = z
  .strictObject({
    service: serviceIdSchema,
    usageRatio: fields.usageRatio.nullish(),
    failureCount: fields.failureCount.nullish(),
    failureWindowMs: fields.failureWindowMs.nullish(),
    healthyShare: fields.healthyShare.nullish(),
    off: fields.off.nullish(),
  })
  .refine(
    ({ service: _, ...rules }) => Object.values(rules).some(value => value !== undefined),
    `wanted something to change: ${ALERT_RULE_FIELDS.join(', ')}`,
  )
export type ChangeAlertRules = z.output<typeof changeAlertRulesSchema>

export const serviceAlertRulesSchema = z.object({
  service: z.string(),
  label: z.string(),
  keyCount: z.int().min(0),
  /** In force. */
  rules: alertRulesSchema,
  /** Which of them an operator changed. */
  changed: z.array(z.enum(ALERT_RULE_FIELDS)),
})
export type ServiceAlertRules = z.infer<typeof serviceAlertRulesSchema>

/** Those with keys, and those that were changed; `defaults`: what a service without changes has. */
export const alertRulesAnswerSchema = z.object({
  defaults: alertRulesSchema,
  services: z.array(serviceAlertRulesSchema),
})
export type AlertRulesAnswer = z.infer<typeof alertRulesAnswerSchema>
