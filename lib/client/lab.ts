import { queryOptions } from '@tanstack/react-query'
import { labSchema, type RehearsalAnswer, type RehearsalInput, rehearsalSchema } from '@/lib/contract/lab'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** A full rehearsal on a busy server. */
const REHEARSAL_LIMIT_MS = 60_000

/** What can be rehearsed. */
export const labQuery = queryOptions({
  queryKey: queryKeys.lab,
  queryFn: ({ signal }) => ask({ path: '/api/admin/lab', schema: labSchema, signal }),
  retry: false,
})

/** Plays one strategy to its end. */
export function rehearse(input: RehearsalInput, signal: AbortSignal): Promise<RehearsalAnswer> {
  return ask({ path: '/api/admin/lab', schema: rehearsalSchema, body: input, signal, limitMs: REHEARSAL_LIMIT_MS })
}
