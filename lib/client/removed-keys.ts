import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { removedKeysSchema } from '@/lib/contract/removed-keys'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** The keys that can be restored; the list before stays in sight until this one is there. */
export const removedKeysQuery = (search: string) =>
  queryOptions({
    queryKey: queryKeys.removedKeys(search),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/keys/removed?${new URLSearchParams({ search })}`, schema: removedKeysSchema, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
