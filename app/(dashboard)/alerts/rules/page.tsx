import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { RulesView } from '@/components/alert-rules/rules-view'
import { alertRulesQuery } from '@/lib/client/alert-channels'
import { alertRules } from '@/lib/control/alert-rules'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { changeAlertRulesAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('alertRules'))('title') }
}

export default async function RulesPage() {
  const operator = await pageOperator()
  const ctx = getRuntime().context(operator)
  const queries = new QueryClient()
  await queries.prefetchQuery({ queryKey: alertRulesQuery.queryKey, queryFn: () => alertRules({ ctx }) })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <RulesView change={operator.role === 'admin' ? changeAlertRulesAction : null} />
    </HydrationBoundary>
  )
}
