import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AlertsView } from '@/components/alerts/alerts-view'
import { alertPagesQuery } from '@/lib/client/alerts'
import { alertQuestionSchema, alertStateSchema } from '@/lib/contract/alerts'
import { listAlerts } from '@/lib/control/alerts'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { undoAction } from '../keys/actions'
import { acknowledgeAlertAction, snoozeAlertAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('alerts'))('title') }
}

type Search = { searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }

export default async function AlertsPage({ searchParams }: Search) {
  const operator = await pageOperator()
  const state = alertStateSchema.safeParse((await searchParams).state).data ?? 'open'
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  const input = alertQuestionSchema.parse({ state })
  await queries.prefetchInfiniteQuery({ ...alertPagesQuery(state), queryFn: () => listAlerts({ ctx, input }) })
  const actions = { acknowledge: acknowledgeAlertAction, snooze: snoozeAlertAction, undo: undoAction }
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <AlertsView actions={operator.role === 'admin' ? actions : null} />
    </HydrationBoundary>
  )
}
