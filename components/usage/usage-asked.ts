import {
  USAGE_DAYS_MAX,
  USAGE_TABLE_FIELDS,
  type UsageTableInput,
  type UsageTableQuestion,
  usageTableInputSchema,
} from '@/lib/contract/usage-table'

const FIELDS = ['by', 'span', 'at', 'from', 'to', 'service', 'sort', 'order', 'page'] as const

/** What an address asks; what cannot be understood in it is left out. */
export function usageAsked(parameters: Readonly<Record<string, string | string[] | undefined>>): UsageTableQuestion {
  const given = FIELDS.flatMap(field => {
    const value = parameters[field]
    const isGood = typeof value === 'string' && USAGE_TABLE_FIELDS[field].safeParse(value).success
    return isGood ? [[field, value] as const] : []
  })
  const question: UsageTableQuestion = Object.fromEntries(given)
  return usageTableInputSchema.safeParse(question).success ? question : { ...question, from: undefined, to: undefined }
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
export function neighbour(from: string, span: 'day' | 'month', step: -1 | 1): string {
  const date = new Date(from)
  if (span === 'day') date.setUTCDate(date.getUTCDate() + step)
  else date.setUTCMonth(date.getUTCMonth() + step)
  return date.toISOString().slice(0, 10)
}

/** The day of UTC that an instant lies in. */
export function dayIn(instant: string): string {
  return instant.slice(0, 10)
}

/** The last day of a table's time that has begun. */
export function lastDayOf({ to, generatedAt }: { to: string; generatedAt: string }): string {
  return dayIn(to > generatedAt ? generatedAt : shifted(to, -1))
}

/** A range with another first or last day; the other moves along where it would be too far, or on the wrong side. */
export function rangeFrom(
  { first, last }: { first: string; last: string },
  end: 'from' | 'to',
  day: string,
): { from: string; to: string } {
  const reach = USAGE_DAYS_MAX - 1
  if (end === 'from') return { from: day, to: clamped(last, day, shifted(day, reach)) }
  return { from: clamped(first, shifted(day, -reach), day), to: day }
}

function clamped(day: string, least: string, most: string): string {
  return day < least ? least : day > most ? most : day
}

function shifted(day: string, by: number): string {
  const date = new Date(day)
  date.setUTCDate(date.getUTCDate() + by)
  return dayIn(date.toISOString())
}
