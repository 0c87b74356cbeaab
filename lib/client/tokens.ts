import { queryOptions } from '@tanstack/react-query'
import { tokenListSchema } from '@/lib/contract/token'
import { ask } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

/** As often as the server writes down what was used. */
const POLL_MS = 5000

/** Every client token, newest first. */
export const tokensQuery = queryOptions({
  queryKey: queryKeys.tokens,
  queryFn: ({ signal }) => ask({ path: '/api/admin/tokens', schema: tokenListSchema, signal }),
  refetchInterval: query => (isSignedOut(query.state.error) ? false : POLL_MS),
  retry: false,
})
