import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { bulkAnswerSchema, type ChangeKeysInput } from '@/lib/contract/key-edit'
import { type KeyPageQuestion, keyPageSchema, matchingKeysSchema } from '@/lib/contract/key-page'
import { ask } from './fetch'
import { LIVE } from './live'
import { queryKeys } from './query-keys'

/** A page of keys; the page before stays in sight until this one is there. */
export const keyPageQuery = (question: KeyPageQuestion) =>
  queryOptions({
    queryKey: queryKeys.keyPage(question),
    queryFn: ({ signal }) => ask({ path: `/api/admin/keys?${searchOf(question)}`, schema: keyPageSchema, signal }),
    placeholderData: keepPreviousData,
    meta: LIVE,
    retry: false,
  })

/** The ids of all keys that a question finds, on whatever page. */
export async function askMatchingKeys({ service, search, standing }: KeyPageQuestion): Promise<readonly string[]> {
  const query = searchOf({ service, search, standing })
  return (await ask({ path: `/api/admin/keys/matching?${query}`, schema: matchingKeysSchema })).ids
}

/** What an action on many keys would do. */
export const bulkPreviewQuery = (input: ChangeKeysInput) =>
  queryOptions({
    queryKey: queryKeys.bulkPreview(input),
    queryFn: ({ signal }) =>
      ask({ path: '/api/admin/keys/bulk/preview', schema: bulkAnswerSchema, body: input, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  })

function searchOf(question: KeyPageQuestion): URLSearchParams {
  const given = Object.entries(question).filter(([, value]) => value !== undefined && value !== '')
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
}
