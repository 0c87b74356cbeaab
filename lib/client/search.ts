import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { searchAnswerSchema } from '@/lib/contract/search'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** Keys and services that fit a text; what was found before stays until the next answer is there. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: queryKeys.search(text),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/search?q=${encodeURIComponent(text)}`, schema: searchAnswerSchema, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
