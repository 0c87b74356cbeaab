import type { AuditEntryView, AuditValue } from '@/lib/contract/audit'

type Detail = Readonly<Record<string, unknown>>

/** What a person need not read twice, or at all. */
const LEFT_OUT: ReadonlySet<string> = new Set(['statusSince', 'service', 'label', 'revokedAt', 'dismissedAt'])
/** Beside `before` and `after`: facts of a deed that made something, or said something of it. */
const TOLD = [
  'role',
  'services',
  'requestsPerMinute',
  'requestsPerDay',
  'budgetUsdPerMonth',
  'origin',
  'until',
  'expiresAt',
] as const

/** What an entry says changed: field by field, from what to what. A deed that made something has no `before`. */
export function auditChanges(detail: Detail): AuditEntryView['changes'] {
  const before = partOf(detail.before)
  const after = partOf(detail.after)
  const told = Object.fromEntries(TOLD.flatMap(field => (field in detail ? [[field, detail[field]]] : [])))
  const now: Detail = { ...told, ...after }
  const fields = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(field => !LEFT_OUT.has(field))
  return fields
    .map(field => ({ field, before: plainValue(before[field]), after: plainValue(now[field]) }))
    .filter(change => JSON.stringify(change.before) !== JSON.stringify(change.after))
}

/** A text of a deed's detail; `null`: there is none of this name. */
export function textIn(detail: Detail, field: string): string | null {
  const value = detail[field]
  return typeof value === 'string' ? value : null
}

/** A whole number of a deed's detail; `null`: there is none of this name. */
export function numberIn(detail: Detail, field: string): number | null {
  const value = detail[field]
  return typeof value === 'number' && Number.isInteger(value) ? value : null
}

function partOf(value: unknown): Detail {
  return value instanceof Object && !Array.isArray(value) ? { ...value } : {}
}

/** What is no plain value is shown as its text. */
function plainValue(value: unknown): AuditValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(each => (typeof each === 'string' ? each : JSON.stringify(each)))
  return JSON.stringify(value)
}
