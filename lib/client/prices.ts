import { queryOptions } from '@tanstack/react-query'
import { pricesSchema } from '@/lib/contract/prices'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** The operator's own prices, and the models in use that have none. */
export const pricesQuery = queryOptions({
  queryKey: queryKeys.prices,
  queryFn: ({ signal }) => ask({ path: '/api/admin/prices', schema: pricesSchema, signal }),
  retry: false,
})
