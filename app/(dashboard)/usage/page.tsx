import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { filledIn, usageAsked } from '@/components/usage/usage-asked'
import { UsageView } from '@/components/usage/usage-view'
import { usageTableQuery } from '@/lib/client/usage-table'
import { usageTable } from '@/lib/control/usage-table'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('usage'))('title') }
}

type Search = { searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }

export default async function UsagePage({ searchParams }: Search) {
  const ctx = getRuntime().context(await pageOperator())
  const question = usageAsked(await searchParams)
  const queries = new QueryClient()
  const queryFn = () => usageTable({ ctx, input: filledIn(question) })
  await queries.prefetchQuery({ queryKey: usageTableQuery(question).queryKey, queryFn })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <UsageView />
    </HydrationBoundary>
  )
}
