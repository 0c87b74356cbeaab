import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ChannelsView } from '@/components/channels/channels-view'
import { channelsQuery } from '@/lib/client/alert-channels'
import { listChannels } from '@/lib/control/alert-channels'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { undoAction } from '../../keys/actions'
import { addChannelAction, changeChannelAction, removeChannelAction, testChannelAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('channels'))('title') }
}

export default async function ChannelsPage() {
  const operator = await pageOperator()
  const ctx = getRuntime().context(operator)
  const queries = new QueryClient()
  await queries.prefetchQuery({ queryKey: channelsQuery.queryKey, queryFn: () => listChannels({ ctx }) })
  const actions = {
    ...{ add: addChannelAction, change: changeChannelAction, remove: removeChannelAction, test: testChannelAction },
    undo: undoAction,
  }
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ChannelsView
        actions={operator.role === 'admin' ? actions : null}
        services={ctx.services.map(({ id, label }) => ({ id, label }))}
      />
    </HydrationBoundary>
  )
}
