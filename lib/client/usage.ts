import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type UsageQuestion, usageSchema } from '@/lib/contract/usage'
import { ask } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

/** A chart's running bucket grows: how often it is asked for again, by how coarse it is. */
const REFETCH_MS = { minute: 5000, hour: 15_000, day: 60_000 } as const

/** What was used, bucket by bucket. */
export const usageQuery = (question: UsageQuestion) =>
  queryOptions({
    queryKey: queryKeys.usage(question),
    queryFn: ({ signal }) => ask({ path: `/api/admin/usage?${addressOf(question)}`, schema: usageSchema, signal }),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : REFETCH_MS[question.grain ?? 'hour']),
    placeholderData: keepPreviousData,
    retry: false,
  })

function addressOf(question: UsageQuestion): string {
  const fields = Object.entries(question).filter(([, value]) => value !== undefined)
  return new URLSearchParams(fields.map(([name, value]) => [name, String(value)])).toString()
}
