'use client'

import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AlertSections } from '@/components/alerts/alert-sections'
import alerts from '@/components/alerts/alerts.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { channelsQuery } from '@/lib/client/alert-channels'
import { isSignedOut } from '@/lib/client/queries'
import type { ChannelList, ChannelView } from '@/lib/contract/alert-channels'
import { ChannelRow } from './channel-row'
import type { ServiceName } from './channel-values'
import type { ChannelActions } from './channels-actions'

/** Comes when a channel is made or changed. */
const ChannelDialog = dynamic(() => import('./channel-dialog').then(({ ChannelDialog }) => ChannelDialog), {
  ssr: false,
})

export type ChannelsViewProps = {
  /** `null`: a viewer looks and changes nothing. */
  actions: ChannelActions | null
  services: readonly ServiceName[]
}

/** Who hears of alerts, and how that went. */
export function ChannelsView({ actions, services }: ChannelsViewProps) {
  const t = useTranslations('channels')
  const query = useQuery(channelsQuery)
  const [edited, setEdited] = useState<ChannelView | 'new' | null>(null)
  const { data, error, isFetching, refetch } = query
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <AlertSections />
        {actions && (
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setEdited('new')}>
            {t('add')}
          </Button>
        )}
      </PageHeader>
      {error && (data === undefined || isSignedOut(error)) ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      ) : data ? (
        <Channels
          list={data}
          trouble={error}
          receivedAt={query.dataUpdatedAt}
          {...{ actions, services }}
          onEdit={setEdited}
        />
      ) : (
        <LoadingPanels heights={[140]} />
      )}
      {actions && edited !== null && (
        <ChannelDialog
          channel={edited === 'new' ? null : edited}
          {...{ actions, services }}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}

type ChannelsProps = ChannelsViewProps & {
  list: ChannelList
  trouble: Error | null
  receivedAt: number
  onEdit(channel: ChannelView): void
}

function Channels({ list, trouble, receivedAt, actions, services, onEdit }: ChannelsProps) {
  const t = useTranslations('channels')
  const spans = useSpans()
  const generatedAt = Date.parse(list.generatedAt)
  const now = useServerNow(generatedAt, receivedAt)
  return (
    <div className={alerts.stack}>
      {trouble && <StaleNotice error={trouble} age={spans.rough(now - generatedAt)} />}
      {list.channels.length === 0 ? (
        <EmptyPanel title={t('empty')}>
          <Text mt={4} size="sm" c="dimmed">
            {t('emptyLead')}
          </Text>
        </EmptyPanel>
      ) : (
        <ul className={alerts.card} aria-label={t('listed')}>
          {list.channels.map(channel => (
            <ChannelRow key={channel.id} {...{ channel, services, actions, now }} onEdit={() => onEdit(channel)} />
          ))}
        </ul>
      )}
    </div>
  )
}
