import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { notFound } from 'next/navigation'
import { keyQuestionOf } from '@/components/service/key-question'
import { ServiceView } from '@/components/service/service-view'
import { keyPageQuery } from '@/lib/client/key-page'
import { serviceQuery } from '@/lib/client/services'
import { warningsQuery } from '@/lib/client/warnings'
import { warnings } from '@/lib/control/dead-configuration'
import { keyPage } from '@/lib/control/key-page'
import { oneService } from '@/lib/control/service-detail'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { changeKeysAction, undoAction } from '../../keys/actions'
import {
  changeRulesAction,
  changeServiceAction,
  describeServiceAction,
  disableServiceAction,
  dismissSiblingsAction,
  enableServiceAction,
  forgetServiceAction,
  joinSiblingsAction,
  tryServiceAction,
} from '../actions'

const ACTIONS = {
  tryService: tryServiceAction,
  siblings: { join: joinSiblingsAction, dismiss: dismissSiblingsAction },
  changeRules: changeRulesAction,
  own: { describe: describeServiceAction, forget: forgetServiceAction },
  changeService: changeServiceAction,
  changeKeys: changeKeysAction,
  undo: undoAction,
  turn: { disable: disableServiceAction, enable: enableServiceAction },
}

type ServicePageProps = {
  params: Promise<{ service: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: ServicePageProps) {
  const { service } = await params
  return { title: getRuntime().services.find(service)?.label ?? service }
}

export default async function ServicePage({ params, searchParams }: ServicePageProps) {
  const operator = await pageOperator()
  const { service } = await params
  if (!getRuntime().services.find(service)) notFound()
  const { question, input } = keyQuestionOf(service, await searchParams)
  const queries = new QueryClient()
  const ctx = getRuntime().context(operator)
  const only = { service }
  await Promise.all([
    queries.prefetchQuery({
      queryKey: serviceQuery(service).queryKey,
      queryFn: () => oneService({ ctx, input: only }),
    }),
    queries.prefetchQuery({ queryKey: keyPageQuery(question).queryKey, queryFn: () => keyPage({ ctx, input }) }),
    queries.prefetchQuery({ queryKey: warningsQuery(service).queryKey, queryFn: () => warnings({ ctx, input: only }) }),
  ])
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ServiceView service={service} actions={operator.role === 'admin' ? ACTIONS : null} />
    </HydrationBoundary>
  )
}
