import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { BulkBar } from '@/components/bulk/bulk-bar'
import type { BulkDeeds } from '@/components/bulk/bulk-dialog'
import { CsvLink } from '@/components/layout/csv-link'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { keyPageQuery } from '@/lib/client/key-page'
import type { KeyPageQuestion } from '@/lib/contract/key-page'
import { KeyFilters } from './key-filters'
import { KeyTable } from './key-table'
import { PageFoot } from './page-foot'
import classes from './service.module.css'
import { useKeyQuestion } from './use-key-question'
import { useSelection } from './use-selection'

type KeysPanelProps = {
  service: { id: string; label: string }
  now: number
  /** `null` for a person who may only look. */
  deeds: BulkDeeds | null
}

/** The keys of a service: found, filtered, sorted, selected. */
export function KeysPanel({ service, now, deeds }: KeysPanelProps) {
  const t = useTranslations('service')
  const spans = useSpans()
  const asked = useKeyQuestion(service.id)
  const { data, error, isFetching, refetch } = useQuery(keyPageQuery(asked.question))
  const [clearedCount, setClearedCount] = useState(0)
  const selection = useSelection(data?.keys.map(({ id }) => id) ?? [])
  if (!data) {
    return error ? (
      <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />
    ) : (
      <LoadingPanels heights={[420]} />
    )
  }
  const clear = () => {
    asked.change({ search: '', standing: '' })
    // what was typed goes too
    setClearedCount(clearedCount + 1)
  }
  const isFiltered = asked.input.search !== '' || (asked.input.standing ?? []).length > 0
  return (
    <Panel
      title={t('keys')}
      aside={
        <span className={classes.counted}>
          {t('counted', { count: data.total })}
          <CsvLink path="/api/admin/keys" question={exportOf(asked.question)} table={t('keys')} />
        </span>
      }
      isFlush
    >
      {error && <StaleNotice error={error} age={spans.rough(now - Date.parse(data.generatedAt))} />}
      <KeyFilters key={clearedCount} asked={asked} counts={data.counts} />
      {data.keys.length === 0 ? (
        <NothingFound isFiltered={isFiltered} onClear={clear} />
      ) : (
        <KeyTable
          name={t('keysOf', { service: service.label })}
          keys={data.keys}
          now={now}
          asked={asked}
          selection={deeds && selection}
          serviceLabel={service.label}
        />
      )}
      <PageFoot page={data} asked={asked} />
      {deeds && (
        <BulkBar
          service={service.id}
          ids={selection.ids}
          question={asked.question}
          total={data.total}
          deeds={deeds}
          onSelect={selection.set}
        />
      )}
    </Panel>
  )
}

/** All that are found, whatever page is looked at. */
function exportOf({ service, search, standing }: KeyPageQuestion) {
  return { service, search, standing }
}

function NothingFound({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const t = useTranslations('service')
  return (
    <div className={classes.nothing}>
      <Text size="sm">{t(isFiltered ? 'nothingFound' : 'noKeys')}</Text>
      {isFiltered && (
        <Button size="compact-sm" variant="subtle" mt={6} onClick={onClear}>
          {t('clearFilters')}
        </Button>
      )}
    </div>
  )
}
