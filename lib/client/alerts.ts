import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type AlertPage, type AlertState, alertPageSchema } from '@/lib/contract/alerts'
import { ask } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

const POLL_MS = 2000

/** Alerts of one state, newest first, with the older pages that were asked for. */
export const alertPagesQuery = (state: AlertState) =>
  infiniteQueryOptions({
    queryKey: queryKeys.alertPage({ state }),
    queryFn: ({ pageParam, signal }): Promise<AlertPage> => {
      const asked = new URLSearchParams({ state, ...(pageParam !== null && { before: pageParam }) })
      return ask({ path: `/api/admin/alerts?${asked}`, schema: alertPageSchema, signal })
    },
    initialPageParam: firstPage(),
    getNextPageParam: page => page.next,
    // every page is asked for again, so many pages less often: one question every two seconds
    refetchInterval: ({ state: { data, error } }) =>
      !isSignedOut(error) && POLL_MS * Math.max(1, data?.pages.length ?? 1),
    retry: false,
  })

const COUNT_POLL_MS = 10_000

/** How many alerts are open. */
export const openAlertsQuery = queryOptions({
  queryKey: queryKeys.openAlerts,
  queryFn: ({ signal }) => ask({ path: '/api/admin/alerts?limit=1', schema: alertPageSchema, signal }),
  select: ({ counts }: AlertPage) => counts.open,
  refetchInterval: query => (isSignedOut(query.state.error) ? false : COUNT_POLL_MS),
  retry: false,
})

function firstPage(): string | null {
  return null
}
