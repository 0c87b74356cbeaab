import { Button, Text } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Panel } from '@/components/layout/panel'
import { EmptyPanel, ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { isSignedOut } from '@/lib/client/queries'
import type { AuditPage } from '@/lib/contract/audit'
import type { AuditFilters } from '@/lib/contract/audit-filters'
import classes from './audit.module.css'
import { AuditTable } from './audit-table'
import type { UndoDeed } from './undo-button'

type AuditPagesProps = {
  query: UseInfiniteQueryResult<InfiniteData<AuditPage>>
  filters: AuditFilters
  undo: UndoDeed | null
  onFilter(filters: AuditFilters): void
}

/** The entries in their four states of knowing: loading, trouble, none, some. */
export function AuditPages({ query, filters, undo, onFilter }: AuditPagesProps) {
  const t = useTranslations('audit')
  const { data, error, isFetching, refetch } = query
  if (error && (!data || isSignedOut(error)))
    return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  if (!data) return <LoadingPanels heights={[420]} />
  const entries = data.pages.flatMap(page => page.entries)
  if (entries.length === 0) return <NoEntries isFiltered={Object.keys(filters).length > 0} />
  return (
    <>
      <Panel title={t('entries')} isFlush>
        <AuditTable entries={entries} undo={undo} onTarget={target => onFilter({ ...filters, target })} />
      </Panel>
      {error && <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          className={classes.older}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('older')}
        </Button>
      )}
    </>
  )
}

function NoEntries({ isFiltered }: { isFiltered: boolean }) {
  const t = useTranslations('audit')
  if (isFiltered) return <EmptyPanel title={t('nothing')} />
  return (
    <EmptyPanel title={t('empty')}>
      <Text mt={4} size="sm" c="dimmed">
        {t('emptyLead')}
      </Text>
    </EmptyPanel>
  )
}
