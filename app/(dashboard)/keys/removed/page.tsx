import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { RemovedView } from '@/components/removed/removed-view'
import { removedKeysQuery } from '@/lib/client/removed-keys'
import { removedKeys } from '@/lib/control/removed-keys'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('removedKeys'))('title') }
}

export default async function RemovedKeysPage() {
  const ctx = getRuntime().context(await pageOperator())
  const queries = new QueryClient()
  await queries.prefetchQuery({
    queryKey: removedKeysQuery('').queryKey,
    queryFn: () => removedKeys({ ctx, input: { search: '' } }),
  })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <RemovedView />
    </HydrationBoundary>
  )
}
