import { queryOptions } from '@tanstack/react-query'
import { statusSchema } from '@/lib/contract/status'
import { ask, ProblemError } from './fetch'
import { queryKeys } from './query-keys'

/** How often a screen asks again while it is looked at. */
const POLL_MS = 2000

/** Live state of every key. */
export const statusQuery = queryOptions({
  queryKey: queryKeys.status,
  queryFn: ({ signal }) => ask({ path: '/api/admin/api-keys/status', schema: statusSchema, signal }),
  // A person whose session ended is asked to sign in, not polled for.
  refetchInterval: query => (isSignedOut(query.state.error) ? false : POLL_MS),
  retry: false,
})

/** Did the server refuse because nobody is signed in? */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'sign-in-required'
}
