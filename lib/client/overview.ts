import { queryOptions } from '@tanstack/react-query'
import { overviewSchema } from '@/lib/contract/overview'
import { ask } from './fetch'
import { LIVE } from './live'
import { queryKeys } from './query-keys'

/** What a person asks first; the live feed keeps it up to date. */
export const overviewQuery = queryOptions({
  queryKey: queryKeys.overview,
  queryFn: ({ signal }) => ask({ path: '/api/admin/overview', schema: overviewSchema, signal }),
  meta: LIVE,
  retry: false,
})
