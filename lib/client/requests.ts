import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  type FacetQuestion,
  facetsSchema,
  type RequestPage,
  type RequestQuestion,
  requestPageSchema,
  trailSchema,
} from '@/lib/contract/requests'
import { ask, ProblemError } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

/** What an address asks of the log: the fields that are given. */
export type AskedRequests = { [Field in Exclude<keyof RequestQuestion, 'before' | 'limit'>]?: string | undefined }

export type AskedFacets = { [Field in keyof FacetQuestion]?: string | undefined }

const POLL_MS = 3000
const FACETS_POLL_MS = 15_000
const NOT_YET_POLL_MS = 1000
/** Requests are written down within a quarter of a second; one that is not there after this will not come. */
const NOT_YET_TRIES = 5

/** Requests, newest first, with the older pages that were asked for. They stay where they are until asked anew. */
export const requestPagesQuery = (asked: AskedRequests) =>
  infiniteQueryOptions({
    queryKey: queryKeys.requestPage({ pages: asked }),
    queryFn: ({ pageParam, signal }) => askPage(asked, pageParam, signal),
    initialPageParam: firstPage(),
    getNextPageParam: page => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** The first page as it is by now. */
export const newestRequestsQuery = (asked: AskedRequests) =>
  queryOptions({
    queryKey: queryKeys.requestPage({ newest: asked }),
    queryFn: ({ signal }) => askPage(asked, null, signal),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : POLL_MS),
    retry: false,
  })

/** How many requests of a time had which value. */
export const requestFacetsQuery = (asked: AskedFacets) =>
  queryOptions({
    queryKey: queryKeys.requestPage({ facets: asked }),
    queryFn: ({ signal }) => ask({ path: `/api/admin/requests/facets?${search(asked)}`, schema: facetsSchema, signal }),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : FACETS_POLL_MS),
    retry: false,
  })

/** One request, attempt by attempt; asked for again while it is not over or not written down yet. */
export const trailQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.trail(id),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/requests/${encodeURIComponent(id)}`, schema: trailSchema, signal }),
    refetchInterval: ({ state }) => {
      if (isGone(state.error)) return state.errorUpdateCount < NOT_YET_TRIES && NOT_YET_POLL_MS
      return state.data?.request.ending === null && POLL_MS
    },
    retry: false,
  })

/** Is it that there is no such request (yet)? */
export function isGone(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'not-found'
}

/** May a request that is not there still come? */
export function mayStillCome(errorUpdateCount: number): boolean {
  return errorUpdateCount < NOT_YET_TRIES
}

function askPage(asked: AskedRequests, before: string | null, signal: AbortSignal): Promise<RequestPage> {
  const query = search({ ...asked, ...(before !== null && { before }) })
  return ask({ path: `/api/admin/requests?${query}`, schema: requestPageSchema, signal })
}

function firstPage(): string | null {
  return null
}

function search(asked: { [field: string]: string | undefined }): URLSearchParams {
  return new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
