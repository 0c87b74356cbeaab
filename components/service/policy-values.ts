import { POLICY_RANGES, type PolicyChange } from '@/lib/contract/service'
import type { Policy } from '@/lib/contract/services'
import { readSpan } from './span-text'

export const SPAN_FIELDS = [
  'rateLimitRestMs',
  'overloadRestMs',
  'firstByteDeadlineMs',
  'wholeAnswerDeadlineMs',
  'maxWaitMs',
] as const
export const COUNT_FIELDS = ['maxAttempts', 'maxServiceAttempts'] as const
type SpanField = (typeof SPAN_FIELDS)[number]
type CountField = (typeof COUNT_FIELDS)[number]
export type NumberField = SpanField | CountField
export type PolicyField = NumberField | 'strategy' | 'dayZone' | 'dayWindow' | 'limitScope'

/** What stands in the form: numbers and spans as they are typed. */
export type PolicyValues = Pick<Policy, 'strategy' | 'dayZone' | 'dayWindow' | 'limitScope'> &
  Record<NumberField, string>

export function valuesOf(policy: Policy, spanText: (spanMs: number) => string): PolicyValues {
  const { strategy, dayZone, dayWindow, limitScope, maxAttempts, maxServiceAttempts } = policy
  return {
    ...{ strategy, dayZone, dayWindow, limitScope },
    maxAttempts: String(maxAttempts),
    maxServiceAttempts: String(maxServiceAttempts),
    rateLimitRestMs: spanText(policy.rateLimitRestMs),
    overloadRestMs: spanText(policy.overloadRestMs),
    firstByteDeadlineMs: spanText(policy.firstByteDeadlineMs),
    wholeAnswerDeadlineMs: spanText(policy.wholeAnswerDeadlineMs),
    maxWaitMs: spanText(policy.maxWaitMs),
  }
}

/** The number a field stands for; `null`: none, or out of its range. */
export function readNumber(field: NumberField, typed: string): number | null {
  const isSpan = SPAN_FIELDS.some(each => each === field)
  const value = isSpan ? readSpan(typed) : /^\d+$/.test(typed.trim()) ? Number(typed) : null
  const { least, most } = POLICY_RANGES[field]
  return value !== null && value >= least && value <= most ? value : null
}

/** Whether a field stands for what the service came with, however it is typed. */
export function isAsItCame(field: PolicyField, values: PolicyValues, own: PolicyValues): boolean {
  if (values[field] === own[field]) return true
  const number = [...SPAN_FIELDS, ...COUNT_FIELDS].find(each => each === field)
  return number !== undefined && readNumber(number, values[number]) === readNumber(number, own[number])
}

export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat
  } catch {
    return false
  }
}

/** The policy that stands in the form; a field that is not understood stays as it is in force. */
export function policyOf(values: PolicyValues, inForce: Policy): Policy {
  const number = (field: NumberField) => readNumber(field, values[field]) ?? inForce[field]
  const { strategy, dayZone, dayWindow, limitScope } = values
  return {
    ...{ strategy, dayWindow, limitScope, dayZone: isZone(dayZone) ? dayZone : inForce.dayZone },
    rateLimitRestMs: number('rateLimitRestMs'),
    overloadRestMs: number('overloadRestMs'),
    maxAttempts: number('maxAttempts'),
    maxServiceAttempts: number('maxServiceAttempts'),
    firstByteDeadlineMs: number('firstByteDeadlineMs'),
    wholeAnswerDeadlineMs: number('wholeAnswerDeadlineMs'),
    maxWaitMs: number('maxWaitMs'),
  }
}

/** What differs from the policy in force; a field that is as the service came with is `null`: it follows from then on. */
export function changeOf(wanted: Policy, inForce: Policy, own: Policy): PolicyChange {
  const ownValues = new Map(Object.entries(own))
  const now = new Map(Object.entries(inForce))
  const changed = Object.entries(wanted).filter(([field, value]) => value !== now.get(field))
  return Object.fromEntries(changed.map(([field, value]) => [field, value === ownValues.get(field) ? null : value]))
}
