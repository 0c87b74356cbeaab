import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ServicesView } from '@/components/services/services-view'
import { servicesQuery } from '@/lib/client/services'
import { warningsQuery } from '@/lib/client/warnings'
import { warnings } from '@/lib/control/dead-configuration'
import { allServices } from '@/lib/control/service-detail'
import { currentOperator } from '@/lib/server/auth'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata() {
  return { title: (await getTranslations('services'))('title') }
}

export default async function ServicesPage() {
  const operator = await currentOperator()
  if (!operator) redirect('/login')
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  await Promise.all([
    queries.prefetchQuery({ queryKey: servicesQuery.queryKey, queryFn: () => allServices({ ctx }) }),
    queries.prefetchQuery({ queryKey: warningsQuery().queryKey, queryFn: () => warnings({ ctx, input: {} }) }),
  ])
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ServicesView canAct={operator.role === 'admin'} />
    </HydrationBoundary>
  )
}
