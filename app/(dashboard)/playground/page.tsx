import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { PlaygroundView } from '@/components/playground/playground-view'
import { aiTasksQuery } from '@/lib/client/ai'
import { aiTasks } from '@/lib/control/ai'
import { dashboardAddress } from '@/lib/server/dashboard-address'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('playground'))('title') }
}

export default async function PlaygroundPage() {
  const operator = await pageOperator()
  const { settings, context } = getRuntime()
  const ctx = context(operator)
  const address = dashboardAddress(settings, (await headers()).get('host'))
  const queries = new QueryClient()
  await queries.prefetchQuery({ queryKey: aiTasksQuery.queryKey, queryFn: () => aiTasks({ ctx }) })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <PlaygroundView canRun={operator.role === 'admin'} address={address} />
    </HydrationBoundary>
  )
}
