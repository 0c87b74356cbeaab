import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { getTranslations } from 'next-intl/server'
import { ServicesView } from '@/components/services/services-view'
import { servicesQuery } from '@/lib/client/services'
import { warningsQuery } from '@/lib/client/warnings'
import { warnings } from '@/lib/control/dead-configuration'
import { allServices } from '@/lib/control/service-detail'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { describeServiceAction } from './actions'

export async function generateMetadata() {
  return { title: (await getTranslations('services'))('title') }
}

export default async function ServicesPage() {
  const operator = await pageOperator()
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  await Promise.all([
    queries.prefetchQuery({ queryKey: servicesQuery.queryKey, queryFn: () => allServices({ ctx }) }),
    queries.prefetchQuery({ queryKey: warningsQuery().queryKey, queryFn: () => warnings({ ctx, input: {} }) }),
  ])
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ServicesView describe={operator.role === 'admin' ? describeServiceAction : null} />
    </HydrationBoundary>
  )
}
