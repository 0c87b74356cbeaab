import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type UsageTableQuestion, usageTableSchema } from '@/lib/contract/usage-table'
import { ask } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

const POLL_MS = 15_000

/** A page of what every key, caller or model came to. */
export const usageTableQuery = (question: UsageTableQuestion) => {
  const given = Object.entries(question).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const path = `/api/admin/usage/table?${new URLSearchParams(given)}`
  return queryOptions({
    queryKey: queryKeys.usageTable(question),
    queryFn: ({ signal }) => ask({ path, schema: usageTableSchema, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: query => (isSignedOut(query.state.error) ? false : POLL_MS),
    retry: false,
  })
}
