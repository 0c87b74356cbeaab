import { mutationOptions, type QueryClient } from '@tanstack/react-query'
import { type ResetInput, resetAnswerSchema } from '@/lib/contract/reset'
import { ask } from './fetch'
import { statusQuery } from './queries'

/** Brings keys back: one, those of a service, or all. */
export const resetMutation = (queries: QueryClient) =>
  mutationOptions({
    mutationKey: ['reset'],
    mutationFn: (input: ResetInput) =>
      ask({ path: '/api/admin/api-keys/reset', schema: resetAnswerSchema, body: input }),
    onSettled: () => queries.invalidateQueries({ queryKey: statusQuery.queryKey }),
  })
