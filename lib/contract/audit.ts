import { z } from 'zod'

/** What an operator asks of the audit: who changed what. */

const instant = z.iso.datetime()

export const AUDIT_PAGE_MAX = 200

export const auditQuestionSchema = z.strictObject({
  /** An operator's id, or `cli`, `admin-token`, `setup`, `single-sign-on`. */
  operator: z.string().min(1).max(100).optional(),
  verb: z.string().min(1).max(100).optional(),
  /** What it was done to, by id: then the parts of deeds to many are told too. */
  target: z.string().min(1).max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** The `next` of the page before. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(AUDIT_PAGE_MAX).default(50),
})
export type AuditQuestion = z.output<typeof auditQuestionSchema>

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
export type AuditValue = z.infer<typeof scalar>

export const auditEntrySchema = z.object({
  id: z.int(),
  at: instant,
  /** `name`: an operator's e-mail; `null` for a program, and for one who is not known any more. */
  operator: z.object({ id: z.string(), name: z.string().nullable() }),
  verb: z.string(),
  target: z.string(),
  /** What people call the target; `null` when the entry does not say. */
  name: z.string().nullable(),
  /** First and last characters of the secret, where the target has one. */
  masked: z.string().nullable(),
  service: z.object({ id: z.string(), label: z.string() }).nullable(),
  /** The code of the alert it was done to. */
  alert: z.string().nullable(),
  /** How many things, of a deed to many. */
  count: z.int().nullable(),
  /** For an undo: which verb it took back. */
  undone: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), before: scalar, after: scalar })),
  /** `possible`: it may be offered; the server looks again. */
  undo: z.enum(['possible', 'done', 'no']),
})
export type AuditEntryView = z.infer<typeof auditEntrySchema>

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** For `before`; `null`: there are no older ones. */
  next: z.int().nullable(),
  /** Everybody who could have done something, for a filter. */
  operators: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
})
export type AuditPage = z.infer<typeof auditPageSchema>

/** Every verb that is written down, for filters and words. */
export const AUDITED_VERBS = [
  'addKey',
  'importKeys',
  'changeKey',
  'changeKeys',
  'disableKey',
  'enableKey',
  'removeKey',
  'restoreKey',
  'rollKeySecret',
  'reset',
  'undo',
  'changeService',
  'describeService',
  'forgetService',
  'tryService',
  'changeRules',
  'dismissUnknown',
  'dismissSiblings',
  'disableService',
  'enableService',
  'createToken',
  'changeToken',
  'revokeToken',
  'acknowledgeAlert',
  'snoozeAlert',
  'changeAlertRules',
  'addChannel',
  'changeChannel',
  'removeChannel',
  'testChannel',
  'changeRetention',
  'checkKeys',
  'cancelKeyChecks',
  'changeCheckSchedule',
  'rekey',
  'changeAiRoutes',
  'setPrice',
  'removePrice',
  'createOperator',
  'changePassword',
  'changeRole',
  'disableOperator',
  'enableOperator',
  'endSessions',
  'removeOperator',
] as const
