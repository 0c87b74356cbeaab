import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { serviceDetailSchema, servicesSchema } from '@/lib/contract/services'
import { type SharesInput, sharesSchema } from '@/lib/contract/shares'
import { ask } from './fetch'
import { LIVE } from './live'
import { queryKeys } from './query-keys'

const SHARES_STALE_MS = 10_000

/** Every service and how it stands. */
export const servicesQuery = queryOptions({
  queryKey: queryKeys.services,
  queryFn: ({ signal }) => ask({ path: '/api/admin/services', schema: servicesSchema, signal }),
  meta: LIVE,
  retry: false,
})

/** One service: how it stands, and how it is operated. */
export const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.service(id),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/services/${encodeURIComponent(id)}`, schema: serviceDetailSchema, signal }),
    meta: LIVE,
    retry: false,
  })

/** Who would get a service's traffic, before and after an edit; the last answer stays until the next one is there. */
export const sharesQuery = (input: SharesInput) =>
  queryOptions({
    queryKey: queryKeys.shares(input),
    queryFn: ({ signal }) => ask({ path: '/api/admin/shares', schema: sharesSchema, body: input, signal }),
    placeholderData: keepPreviousData,
    staleTime: SHARES_STALE_MS,
    retry: false,
  })
