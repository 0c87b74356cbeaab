import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { getTranslations } from 'next-intl/server'
import { UnknownErrorsView } from '@/components/unknown-errors/unknown-errors-view'
import { unknownErrorsQuery } from '@/lib/client/unknown-errors'
import { unknownErrors } from '@/lib/control/unknown-errors'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { undoAction } from '../keys/actions'
import { classifyUnknownAction, dismissUnknownAction } from './actions'

export async function generateMetadata() {
  return { title: (await getTranslations('unknownErrors'))('title') }
}

export default async function UnknownErrorsPage() {
  const operator = await pageOperator()
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  await queries.prefetchQuery({ queryKey: unknownErrorsQuery.queryKey, queryFn: () => unknownErrors({ ctx }) })
  const actions = { classify: classifyUnknownAction, dismiss: dismissUnknownAction, undo: undoAction }
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <UnknownErrorsView actions={operator.role === 'admin' ? actions : null} />
    </HydrationBoundary>
  )
}
