import { z } from 'zod'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'

/** What alerts say, as facts: a code and the values to say it with, in any language. */

const instant = z.iso.datetime()
const ofKey = { service: z.string(), keyId: z.string(), name: z.string(), masked: z.string() }
const ofService = { service: z.string(), keyId: z.null() }
const forReview = { ...ofKey, reason: z.string().nullable() }

/** A condition that holds, or held. */
export const alertFactSchema = z.discriminatedUnion('code', [
  z.object({
    ...{ code: z.literal('usage-high'), ...ofKey, account: z.string().nullable() },
    ...{ used: z.number(), limit: z.number(), resetAt: instant },
  }),
  z.object({
    code: z.literal('repeated-failures'),
    ...ofKey,
    count: z.number(),
    windowMs: z.number(),
    lastAt: instant,
  }),
  z.object({ code: z.literal('key-rejected'), ...forReview }),
  z.object({ code: z.literal('key-suspended'), ...forReview }),
  z.object({ code: z.literal('out-of-credit'), ...forReview }),
  z.object({ code: z.literal('few-healthy'), ...ofService, healthy: z.number(), total: z.number() }),
  z.object({
    ...{ code: z.literal('exhausted'), ...ofService, total: z.number() },
    ...{ retryAt: instant.nullable(), model: z.string().nullable() },
  }),
  z.object({
    code: z.literal('circuit-open'),
    ...ofService,
    cause: z.enum(OUTCOME_KINDS),
    until: instant.nullable(),
  }),
])
export type SaidFact = z.infer<typeof alertFactSchema>

export const ALERT_CODES = [
  'usage-high',
  'repeated-failures',
  'key-rejected',
  'key-suspended',
  'out-of-credit',
  'few-healthy',
  'exhausted',
  'circuit-open',
] as const satisfies readonly SaidFact['code'][]

/** Conditions in which something does not work at all; the others are warnings. */
export const GRAVE_CODES: ReadonlySet<string> = new Set<SaidFact['code']>([
  ...(['exhausted', 'circuit-open', 'key-rejected', 'key-suspended', 'out-of-credit'] as const),
])

/** An alert that stands now, as the status and the overview carry it. */
export const standingAlertSchema = z.looseObject({
  code: z.string(),
  service: z.string(),
  /** As its makers write it: `OpenAI`. */
  serviceLabel: z.string(),
  keyId: z.string().nullable(),
  since: instant,
  /** One English sentence, for programs. */
  message: z.string(),
  fact: alertFactSchema.nullable(),
})
export type StandingAlertView = z.infer<typeof standingAlertSchema>

export const ALERT_STATES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const
export const alertStateSchema = z.enum(ALERT_STATES)
export type AlertState = z.infer<typeof alertStateSchema>

/** An alert with its story. */
export const alertViewSchema = standingAlertSchema.extend({
  id: z.string(),
  state: alertStateSchema,
  acknowledgedAt: instant.nullable(),
  /** The operator's e-mail, or what else the audit calls them. */
  acknowledgedBy: z.string().nullable(),
  snoozedUntil: instant.nullable(),
  resolvedAt: instant.nullable(),
})
export type AlertView = z.infer<typeof alertViewSchema>
/** `auditId` is for an undo. */
export const snoozedAlertSchema = alertViewSchema.extend({ auditId: z.int().nullable() })
export type SnoozedAlert = z.infer<typeof snoozedAlertSchema>

export const ALERT_PAGE_MAX = 200

export const alertQuestionSchema = z.strictObject({
  state: alertStateSchema.default('open'),
  service: z.string().min(1).max(100).optional(),
  /** The cursor of the page before. */
  before: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(ALERT_PAGE_MAX).default(50),
})
export type AlertQuestion = z.output<typeof alertQuestionSchema>

export const alertPageSchema = z.object({
  generatedAt: instant,
  alerts: z.array(alertViewSchema),
  /** For `before`; `null`: there are no older ones. */
  next: z.string().nullable(),
  /** How many stand in each state; resolved ones are not counted. */
  counts: z.object({ open: z.int(), acknowledged: z.int(), snoozed: z.int() }),
})
export type AlertPage = z.infer<typeof alertPageSchema>

export const alertSelectionSchema = z.strictObject({ alertId: z.string().min(1).max(100) })
export type AlertSelection = z.output<typeof alertSelectionSchema>

/** `until: null` ends the snooze. */
export const snoozeSchema = alertSelectionSchema.extend({ until: instant.nullable() })
export type Snooze = z.output<typeof snoozeSchema>
