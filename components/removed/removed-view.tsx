'use client'

import { Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TYPING_MS } from '@/components/forms/typing'
import { CsvLink } from '@/components/layout/csv-link'
import layout from '@/components/layout/layout.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { removedKeysQuery } from '@/lib/client/removed-keys'
import type { RemovedKeys } from '@/lib/contract/removed-keys'
import { RemovedTable } from './removed-table'

/** The keys that were removed and can come back. */
export function RemovedView() {
  const t = useTranslations('removedKeys')
  const nav = useTranslations('layout.pages')
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, TYPING_MS)
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(removedKeysQuery(asked))
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} parent={{ href: '/services', label: nav('services') }} />
      <div className={layout.stack}>
        <TextInput
          maw={360}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<Search size={15} aria-hidden />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        {data ? (
          <Listed removed={data} error={error} receivedAt={dataUpdatedAt} asked={asked} />
        ) : error ? (
          <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />
        ) : (
          <LoadingPanels heights={[220]} />
        )}
      </div>
    </>
  )
}

type ListedProps = { removed: RemovedKeys; error: Error | null; receivedAt: number; asked: string }

function Listed({ removed: { keys, total, generatedAt }, error, receivedAt, asked }: ListedProps) {
  const t = useTranslations('removedKeys')
  const spans = useSpans()
  const serverAt = Date.parse(generatedAt)
  const now = useServerNow(serverAt, receivedAt)
  return (
    <>
      {error && <StaleNotice error={error} age={spans.rough(now - serverAt)} />}
      {keys.length === 0 ? (
        <EmptyPanel title={t(asked !== '' ? 'nothingFound' : 'none')}>
          <Text mt={4} size="sm" c="dimmed">
            {t('noneLead')}
          </Text>
        </EmptyPanel>
      ) : (
        <Panel
          title={t('table')}
          aside={
            <Group gap={8}>
              {t('counted', { count: total })}
              <CsvLink path="/api/admin/keys/removed" question={{ search: asked }} table={t('table')} />
            </Group>
          }
          isFlush
        >
          <RemovedTable keys={keys} now={now} />
        </Panel>
      )}
    </>
  )
}
