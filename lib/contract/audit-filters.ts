import { z } from 'zod'

/** The audit page's filters, as its address holds them. */

export const AUDIT_PERIODS = ['day', 'week', 'month', 'own'] as const
const DAY_MS = 24 * 60 * 60 * 1000
const PERIOD_MS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const

const name = z.string().min(1).max(100).optional().catch(undefined)
/** An instant has four digits for its year, a day later too. */
const day = z.iso
  .date()
  .refine(text => text < '9999')
  .optional()
  .catch(undefined)

const auditFiltersSchema = z.object({
  ...{ operator: name, verb: name, target: z.string().min(1).max(200).optional().catch(undefined) },
  period: z.enum(AUDIT_PERIODS).optional().catch(undefined),
  /** Whole days (UTC), for the period `own`. */
  ...{ from: day, to: day },
})
export type AuditFilters = z.output<typeof auditFiltersSchema>

/** What an address asks for; what it says wrongly is left out. */
export function readAuditFilters(search: Readonly<Record<string, unknown>>): AuditFilters {
  const filters = auditFiltersSchema.parse(search)
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
}

/** The instants between which entries are asked for. */
export function auditInstants(
  { period, from, to }: AuditFilters,
  now: number,
): { from?: string | undefined; to?: string | undefined } {
  if (period === undefined) return {}
  if (period !== 'own') return { from: new Date(now - PERIOD_MS[period]).toISOString() }
  return {
    from: from && new Date(from).toISOString(),
    to: to && new Date(Date.parse(to) + DAY_MS).toISOString(),
  }
}
