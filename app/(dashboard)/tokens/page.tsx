import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { TokensView } from '@/components/tokens/tokens-view'
import { tokensQuery } from '@/lib/client/tokens'
import { listTokens } from '@/lib/control/tokens'
import { gatewayAddress } from '@/lib/server/gateway-address'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { undoAction } from '../keys/actions'
import { changeTokenAction, createTokenAction, revokeTokenAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('tokens'))('title') }
}

export default async function TokensPage() {
  const operator = await pageOperator()
  const { context, settings } = getRuntime()
  const ctx = context(operator)
  const queries = new QueryClient()
  await queries.prefetchQuery({ queryKey: tokensQuery.queryKey, queryFn: () => listTokens({ ctx }) })
  const actions = { create: createTokenAction, change: changeTokenAction, revoke: revokeTokenAction, undo: undoAction }
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <TokensView
        actions={operator.role === 'admin' ? actions : null}
        gateway={gatewayAddress((await headers()).get('host'))}
        services={ctx.services.map(({ id, label }) => ({ id, label }))}
        hasEnvironmentToken={settings.clientToken !== null}
      />
    </HydrationBoundary>
  )
}
