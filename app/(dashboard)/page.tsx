import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { OverviewView } from '@/components/overview/overview-view'
import { overviewQuery } from '@/lib/client/overview'
import { warningsQuery } from '@/lib/client/warnings'
import { warnings } from '@/lib/control/dead-configuration'
import { overview } from '@/lib/control/overview'
import { gatewayAddress } from '@/lib/server/gateway-address'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') }
}

export default async function OverviewPage() {
  const operator = await pageOperator()
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  await Promise.all([
    queries.prefetchQuery({ queryKey: overviewQuery.queryKey, queryFn: () => overview({ ctx, input: {} }) }),
    queries.prefetchQuery({ queryKey: warningsQuery().queryKey, queryFn: () => warnings({ ctx, input: {} }) }),
  ])
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <OverviewView gatewayUrl={gatewayAddress((await headers()).get('host'))} />
    </HydrationBoundary>
  )
}
