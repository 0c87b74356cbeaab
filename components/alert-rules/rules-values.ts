import { ALERT_RULE_RANGES, type AlertRulesView } from '@/lib/contract/alert-rules'
import type { ALERT_CODES } from '@/lib/contract/alerts'

export const NUMBERS = ['usageRatio', 'failureCount', 'failureWindowMs', 'healthyShare'] as const
export type NumberField = (typeof NUMBERS)[number]
/** As people type it: shares in per cent, spans in minutes. */
export type RulesValues = Record<NumberField, number | string> & { off: (typeof ALERT_CODES)[number][] }

const SCALE: Record<NumberField, number> = {
  usageRatio: 1 / 100,
  failureCount: 1,
  failureWindowMs: 60_000,
  healthyShare: 1 / 100,
}

export function valuesOf({ off, ...rules }: AlertRulesView): RulesValues {
  const shown = (field: NumberField) => Math.round(rules[field] / SCALE[field])
  return {
    usageRatio: shown('usageRatio'),
    failureCount: shown('failureCount'),
    failureWindowMs: shown('failureWindowMs'),
    healthyShare: shown('healthyShare'),
    off: [...off],
  }
}

/** What may be typed. */
export function rangeOf(field: NumberField): { least: number; most: number } {
  const { least, most } = ALERT_RULE_RANGES[field]
  return { least: Math.round(least / SCALE[field]), most: Math.round(most / SCALE[field]) }
}

/** `null`: it is no whole number within its range. */
export function readNumber(field: NumberField, typed: number | string): number | null {
  const { least, most } = rangeOf(field)
  const isWhole = typeof typed === 'number' && Number.isInteger(typed)
  return isWhole && typed >= least && typed <= most ? Number((typed * SCALE[field]).toFixed(4)) : null
}
