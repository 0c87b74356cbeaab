import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { facetsAsked, requestsAsked } from '@/components/requests/request-asked'
import { RequestsView } from '@/components/requests/requests-view'
import { requestFacetsQuery, requestPagesQuery, trailQuery } from '@/lib/client/requests'
import { facetQuestionSchema, requestQuestionSchema } from '@/lib/contract/requests'
import { requestTrail } from '@/lib/control/request-trail'
import { listRequests, requestFacets } from '@/lib/control/requests'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('requests'))('title') }
}

type RequestsPageProps = {
  /** `/requests`, or `/requests/<id>`. */
  params: Promise<{ id?: string[] }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function RequestsPage({ params, searchParams }: RequestsPageProps) {
  const operator = await pageOperator()
  const [id, ...more] = (await params).id ?? []
  if (more.length > 0) notFound()
  const asked = requestsAsked(await searchParams)
  const counted = facetsAsked(asked)
  const ctx = getRuntime().context(operator)
  const queries = new QueryClient()
  await Promise.all([
    queries.prefetchInfiniteQuery({
      ...requestPagesQuery(asked),
      queryFn: () => listRequests({ ctx, input: requestQuestionSchema.parse(asked) }),
    }),
    queries.prefetchQuery({
      queryKey: requestFacetsQuery(counted).queryKey,
      queryFn: () => requestFacets({ ctx, input: facetQuestionSchema.parse(counted) }),
    }),
    id !== undefined &&
      queries.prefetchQuery({
        queryKey: trailQuery(id).queryKey,
        queryFn: () => requestTrail({ ctx, input: { id: decodeURIComponent(id) } }),
      }),
  ])
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <RequestsView />
    </HydrationBoundary>
  )
}
