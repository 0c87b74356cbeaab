import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type JudgeInput, judgementSchema } from '@/lib/contract/service-rules'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** What rules make of a pasted answer; the last verdict stays until the next one is there. */
export const judgeQuery = ({ service, ...input }: JudgeInput) =>
  queryOptions({
    queryKey: queryKeys.judgement({ service, ...input }),
    queryFn: ({ signal }) => {
      const path = `/api/admin/services/${encodeURIComponent(service)}/judge`
      return ask({ path, schema: judgementSchema, body: input, signal })
    },
    placeholderData: keepPreviousData,
    retry: false,
  })
