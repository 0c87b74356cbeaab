import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type JudgeInput, judgementSchema } from '@/lib/contract/service-rules'
import { textHash } from '@/lib/contract/text-hash'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** What rules make of a pasted answer; the last verdict stays until the next one is there. */
export const judgeQuery = ({ service, ...input }: JudgeInput) =>
  queryOptions({
    queryKey: queryKeys.judgement(service, markOf(JSON.stringify(input))),
    queryFn: ({ signal }) => {
      const path = `/api/admin/services/${encodeURIComponent(service)}/judge`
      return ask({ path, schema: judgementSchema, body: input, signal })
    },
    placeholderData: keepPreviousData,
    retry: false,
  })

/** Tells inputs apart without holding them: a pasted answer may quote a secret, which belongs in no query key. */
function markOf(text: string): string {
  return `${text.length}-${textHash(text).toString(36)}`
}
