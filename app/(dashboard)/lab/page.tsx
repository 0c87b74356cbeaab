import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { LabView } from '@/components/lab/lab-view'
import { labQuery } from '@/lib/client/lab'
import { lab } from '@/lib/control/lab'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('lab'))('title') }
}

export default async function LabPage() {
  const ctx = getRuntime().context(await pageOperator())
  const queries = new QueryClient()
  await queries.prefetchQuery({ queryKey: labQuery.queryKey, queryFn: () => lab({ ctx }) })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <LabView />
    </HydrationBoundary>
  )
}
