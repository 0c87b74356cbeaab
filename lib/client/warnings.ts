import { queryOptions } from '@tanstack/react-query'
import { warningsSchema } from '@/lib/contract/warnings'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

const STALE_MS = 15_000
/** A configuration changes when a person changes it, and what is done here asks anew: all keys are looked at for it. */
const POLL_MS = 60_000

/** Configuration that can never serve: of one service, or of all. */
export const warningsQuery = (service?: string) =>
  queryOptions({
    queryKey: queryKeys.warnings(service ?? null),
    queryFn: ({ signal }) => {
      const query = service === undefined ? '' : `?${new URLSearchParams({ service })}`
      return ask({ path: `/api/admin/warnings${query}`, schema: warningsSchema, signal })
    },
    staleTime: STALE_MS,
    refetchInterval: POLL_MS,
  })
