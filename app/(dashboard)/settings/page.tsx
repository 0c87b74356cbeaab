import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { SettingsView } from '@/components/settings/settings-view'
import { aiTasksQuery } from '@/lib/client/ai'
import { pricesQuery } from '@/lib/client/prices'
import { accountQuery, operatorsQuery, settingsQuery } from '@/lib/client/settings'
import { isLocale, LOCALE_COOKIE } from '@/lib/contract/locale'
import { account } from '@/lib/control/account'
import { aiTasks } from '@/lib/control/ai'
import { listOperators } from '@/lib/control/operators'
import { listOwnPrices } from '@/lib/control/prices'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { settings } from '@/lib/server/settings'
import { undoAction } from '../keys/actions'
import * as actions from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') }
}

const OWN = { changePassword: actions.changeOwnPasswordAction, endSessions: actions.endOwnSessionsAction }
const ADMIN = {
  operators: {
    create: actions.createOperatorAction,
    changeRole: actions.changeRoleAction,
    endSessions: actions.endSessionsAction,
    disable: actions.disableOperatorAction,
    enable: actions.enableOperatorAction,
    remove: actions.removeOperatorAction,
  },
  saveRetention: actions.changeRetentionAction,
  ai: { change: actions.changeAiRoutesAction, undo: undoAction },
  saveChecks: actions.changeCheckScheduleAction,
  prices: { set: actions.setPriceAction, remove: actions.removePriceAction, undo: undoAction },
}

export default async function SettingsPage() {
  const operator = await pageOperator()
  const isAdmin = operator.role === 'admin'
  const ctx = getRuntime().context(operator)
  const queries = new QueryClient()
  await Promise.all([
    queries.prefetchQuery({ queryKey: accountQuery.queryKey, queryFn: () => account({ ctx }) }),
    queries.prefetchQuery({ queryKey: settingsQuery.queryKey, queryFn: () => settings({ ctx }) }),
    queries.prefetchQuery({ queryKey: aiTasksQuery.queryKey, queryFn: () => aiTasks({ ctx }) }),
    queries.prefetchQuery({ queryKey: pricesQuery.queryKey, queryFn: () => listOwnPrices({ ctx }) }),
    isAdmin && queries.prefetchQuery({ queryKey: operatorsQuery.queryKey, queryFn: () => listOperators({ ctx }) }),
  ])
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SettingsView own={OWN} admin={isAdmin ? ADMIN : null} chosenLocale={isLocale(chosen) ? chosen : null} />
    </HydrationBoundary>
  )
}
