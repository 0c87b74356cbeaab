import { queryOptions } from '@tanstack/react-query'
import { keyDetailSchema } from '@/lib/contract/key-detail'
import { keyEventPageSchema } from '@/lib/contract/key-event'
import { requestPageSchema } from '@/lib/contract/requests'
import { ask } from './fetch'
import { LIVE } from './live'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

/** Dates, projections and the last error move slowly; how the key stands comes by the live feed. */
const DETAIL_MS = 5000
const EVENTS_MS = 10_000
/** Of a timeline. */
const EVENTS_SHOWN = 500

/** One key with all that its page shows at once. */
export const keyDetailQuery = (keyId: string) =>
  queryOptions({
    queryKey: queryKeys.key(keyId),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/keys/${encodeURIComponent(keyId)}`, schema: keyDetailSchema, signal }),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : DETAIL_MS),
    meta: LIVE,
    retry: false,
  })

/** What befell a key since an instant, its account and its service's circuit included. */
export const keyHistoryQuery = (keyId: string, since: string) =>
  queryOptions({
    queryKey: queryKeys.keyEvents({ key: keyId, since }),
    queryFn: ({ signal }) =>
      ask({
        path: `/api/admin/key-events?${new URLSearchParams({ key: keyId, since, limit: String(EVENTS_SHOWN) })}`,
        schema: keyEventPageSchema,
        signal,
      }),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : EVENTS_MS),
    meta: LIVE,
    retry: false,
  })

const REQUESTS_SHOWN = 10
const REQUESTS_MS = 5000

/** The latest requests that a key was tried for. */
export const keyRequestsQuery = (keyId: string) => {
  const question = { key: keyId, range: '30d', limit: String(REQUESTS_SHOWN) }
  return queryOptions({
    queryKey: queryKeys.requestPage(question),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/requests?${new URLSearchParams(question)}`, schema: requestPageSchema, signal }),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : REQUESTS_MS),
    retry: false,
  })
}
