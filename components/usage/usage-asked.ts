import { type UsageTableInput, type UsageTableQuestion, usageTableInputSchema } from '@/lib/contract/usage-table'

const FIELDS = ['by', 'span', 'at', 'service', 'sort', 'order', 'page'] as const

/** What an address asks; what cannot be understood in it is left out. */
export function usageAsked(parameters: Readonly<Record<string, string | string[] | undefined>>): UsageTableQuestion {
  const given = FIELDS.flatMap(field => {
    const value = parameters[field]
    const isGood = typeof value === 'string' && usageTableInputSchema.safeParse({ [field]: value }).success
    return isGood ? [[field, value] as const] : []
  })
  return Object.fromEntries(given)
}

/** The same with what is left out filled in. */
export function filledIn(question: UsageTableQuestion): UsageTableInput {
  return usageTableInputSchema.parse(question)
}

export function usagePath(question: UsageTableQuestion): string {
  const given = FIELDS.flatMap(field => {
    const value = question[field]
    return value === undefined ? [] : [[field, value]]
  })
  const query = new URLSearchParams(given).toString()
  return query === '' ? '/usage' : `/usage?${query}`
}

/** The day before or after, or the first of the month before or after, of a span that begins at `from`. */
export function neighbour(from: string, span: UsageTableInput['span'], step: -1 | 1): string {
  const date = new Date(from)
  if (span === 'day') date.setUTCDate(date.getUTCDate() + step)
  else date.setUTCMonth(date.getUTCMonth() + step)
  return date.toISOString().slice(0, 10)
}
