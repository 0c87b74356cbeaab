import { queryOptions } from '@tanstack/react-query'
import { siblingListSchema } from '@/lib/contract/siblings'
import { unknownErrorsSchema } from '@/lib/contract/unknown-errors'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** New shapes are rare: no hurry. */
const STALE_MS = 15_000

/** Errors that no rule knew and that wait for a person. */
export const unknownErrorsQuery = queryOptions({
  queryKey: queryKeys.unknownErrors,
  queryFn: ({ signal }) => ask({ path: '/api/admin/unknown-errors', schema: unknownErrorsSchema, signal }),
  staleTime: STALE_MS,
  refetchInterval: STALE_MS,
  retry: false,
})

/** Keys of a service that share one quota, as its answers said. */
export const siblingsQuery = (service: string) =>
  queryOptions({
    queryKey: queryKeys.siblings(service),
    queryFn: ({ signal }) => {
      const path = `/api/admin/services/${encodeURIComponent(service)}/siblings`
      return ask({ path, schema: siblingListSchema, signal })
    },
    staleTime: STALE_MS,
    refetchInterval: STALE_MS,
    retry: false,
  })
