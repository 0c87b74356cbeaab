import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type JudgeInput, judgementSchema } from '@/lib/contract/service-rules'
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

/** FNV-1a, 32 bits. */
const HASH_START = 0x811c9dc5
const HASH_PRIME = 0x01000193

/** Tells inputs apart without holding them: a pasted answer may quote a secret, which belongs in no query key. */
function markOf(text: string): string {
  let hash = HASH_START
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), HASH_PRIME)
  return `${text.length}-${(hash >>> 0).toString(36)}`
}
