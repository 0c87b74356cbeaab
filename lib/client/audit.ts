import { infiniteQueryOptions } from '@tanstack/react-query'
import { auditPageSchema } from '@/lib/contract/audit'
import { type AuditFilters, auditInstants } from '@/lib/contract/audit-filters'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** Entries that fit, newest first, with the older pages that were asked for. `now` is looked at with each question. */
export const auditPagesQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: queryKeys.auditPage(filters),
    queryFn: ({ pageParam, signal }) => {
      const { operator, verb, target } = filters
      const asked = Object.entries({ operator, verb, target, ...auditInstants(filters, Date.now()) })
      if (pageParam !== null) asked.push(['before', String(pageParam)])
      const given = asked.filter((entry): entry is [string, string] => entry[1] !== undefined)
      return ask({ path: `/api/admin/audit?${new URLSearchParams(given)}`, schema: auditPageSchema, signal })
    },
    initialPageParam: firstPage(),
    getNextPageParam: page => page.next,
    retry: false,
  })

function firstPage(): number | null {
  return null
}
