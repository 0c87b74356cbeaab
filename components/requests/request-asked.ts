import type { AskedFacets, AskedRequests } from '@/lib/client/requests'
import { requestQuestionSchema } from '@/lib/contract/requests'

/** The filters, in the order they are offered. */
export const FILTERS = ['ending', 'outcome', 'service', 'key', 'model', 'caller'] as const
export type Filter = (typeof FILTERS)[number]

const TIMES = ['range', 'since', 'until'] as const
const FIELDS = [...FILTERS, ...TIMES, 'id'] as const
export type AskedField = (typeof FIELDS)[number]

/** What an address asks; what cannot be understood in it is left out. */
export function requestsAsked(parameters: Readonly<Record<string, string | string[] | undefined>>): AskedRequests {
  const given = FIELDS.flatMap(field => {
    const value = parameters[field]
    const isGood = typeof value === 'string' && requestQuestionSchema.safeParse({ [field]: value }).success
    return isGood ? [[field, value] as const] : []
  })
  return Object.fromEntries(given)
}

/** The part of it that the counts of values depend on. */
export function facetsAsked({ range, since, until, service, key }: AskedRequests): AskedFacets {
  return { range, since, until, service, key }
}

/** The address of the log, or of one request beside it. */
export function requestsPath(asked: AskedRequests, id: string | null): string {
  const given = FIELDS.flatMap(field => {
    const value = asked[field]
    return value === undefined ? [] : [[field, value]]
  })
  const query = new URLSearchParams(given).toString()
  const path = id === null ? '/requests' : `/requests/${encodeURIComponent(id)}`
  return query === '' ? path : `${path}?${query}`
}
