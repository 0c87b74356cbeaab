import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import { type AskedRequests, newestRequestsQuery, requestPagesQuery } from '@/lib/client/requests'
import type { RequestPage, RequestRow } from '@/lib/contract/requests'

/** A search that finds little goes on by itself until it has a screenful, or has asked so often. */
const ENOUGH_ROWS = 25
const AUTOMATIC_PAGES = 30

export type RequestPages = {
  query: UseInfiniteQueryResult<InfiniteData<RequestPage>>
  /** The rows that stand; what ended since is up to date, and nothing moves by itself. */
  requests: readonly RequestRow[]
  /** Requests that came since. */
  newCount: number
  /** There may be more new ones than are known. */
  isManyNew: boolean
  showNew(): void
  /** How far was looked where there may be more; null: not cut short. */
  lookedTo: string | null
  isLooking: boolean
}

/** The log as it was when it was asked for, and what is new since. */
export function useRequestPages(asked: AskedRequests): RequestPages {
  const queries = useQueryClient()
  const query = useInfiniteQuery(requestPagesQuery(asked))
  const newest = useQuery({ ...newestRequestsQuery(asked), enabled: query.isSuccess })
  const shown = query.data?.pages.flatMap(page => page.requests) ?? []
  const news = newest.data && newest.dataUpdatedAt > query.dataUpdatedAt ? newest.data : null
  const known = new Set(shown.map(({ id }) => id))
  const fresh = news?.requests.filter(({ id }) => !known.has(id)) ?? []
  const latest = new Map(news?.requests.map(row => [row.id, row]))
  const last = query.data?.pages.at(-1) ?? null
  const isLooking = useLookingOn(query, shown.length, last)
  return {
    query,
    requests: shown.length === 0 ? fresh : shown.map(row => latest.get(row.id) ?? row),
    newCount: shown.length === 0 ? 0 : fresh.length,
    isManyNew: news !== null && fresh.length === news.requests.length,
    showNew: () => {
      if (news) queries.setQueryData(requestPagesQuery(asked).queryKey, { pages: [news], pageParams: [null] })
    },
    lookedTo: last?.lookedTo ?? null,
    isLooking,
  }
}

type Pages = RequestPages['query']

/** The server looks at so many rows at once; where they hold too little, it is asked again from there. */
function useLookingOn(query: Pages, rowCount: number, last: RequestPage | null): boolean {
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const pageCount = data?.pages.length ?? 0
  const wantsMore = last !== null && last.lookedTo !== null && rowCount < ENOUGH_ROWS && pageCount < AUTOMATIC_PAGES
  const isDue = wantsMore && hasNextPage && !isFetchingNextPage && !isError
  useEffect(() => {
    if (isDue) void fetchNextPage()
  }, [isDue, fetchNextPage])
  return wantsMore && !isError
}
