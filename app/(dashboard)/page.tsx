import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { OverviewView } from '@/components/overview/overview-view'
import { statusQuery } from '@/lib/client/queries'
import { status } from '@/lib/control/status'
import { currentOperator } from '@/lib/server/auth'
import { getRuntime } from '@/lib/server/runtime'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  const operator = await currentOperator()
  if (!operator) redirect('/login')
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  await queries.prefetchQuery({ queryKey: statusQuery.queryKey, queryFn: () => status({ ctx, input: {} }) })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <OverviewView canReset={operator.role === 'admin'} />
    </HydrationBoundary>
  )
}
