import { queryOptions } from '@tanstack/react-query'
import { keyChecksSchema } from '@/lib/contract/key-checks'
import { ask } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

/** A run moves about four keys a second. */
const RUNNING_MS = 700
/** Somebody else, or the schedule, may begin one. */
const IDLE_MS = 5000

/** The check of keys under way or the last one, and what the last checks ask for: of one service, or of all. */
export const keyChecksQuery = (service?: string) =>
  queryOptions({
    queryKey: queryKeys.keyChecks(service ?? null),
    queryFn: ({ signal }) => {
      const query = service === undefined ? '' : `?${new URLSearchParams({ service })}`
      return ask({ path: `/api/admin/key-checks${query}`, schema: keyChecksSchema, signal })
    },
    refetchInterval: ({ state }) => {
      if (isSignedOut(state.error)) return false
      return state.data?.run?.state === 'running' ? RUNNING_MS : IDLE_MS
    },
    retry: false,
  })
