import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { OverviewView } from '@/components/overview/overview-view'
import { overviewQuery } from '@/lib/client/overview'
import { warningsQuery } from '@/lib/client/warnings'
import { warnings } from '@/lib/control/dead-configuration'
import { overview } from '@/lib/control/overview'
import { originOf } from '@/lib/server/banner'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') }
}

export default async function OverviewPage() {
  const operator = await pageOperator()
  const queries = new QueryClient()
  const { context, gateway } = getRuntime()
  const ctx = context(operator)
  await Promise.all([
    queries.prefetchQuery({ queryKey: overviewQuery.queryKey, queryFn: () => overview({ ctx, input: {} }) }),
    queries.prefetchQuery({ queryKey: warningsQuery().queryKey, queryFn: () => warnings({ ctx, input: {} }) }),
  ])
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <OverviewView gatewayUrl={originOf(gateway.host, gateway.port)} />
    </HydrationBoundary>
  )
}
