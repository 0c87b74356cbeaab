'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { CsvLink } from '@/components/layout/csv-link'
import layout from '@/components/layout/layout.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { unknownErrorsQuery } from '@/lib/client/unknown-errors'
import { type UnknownErrorActions, UnknownErrorCard } from './unknown-error-card'

/** Errors that no rule knew: what they looked like, and what a person says they mean. */
export function UnknownErrorsView({ actions }: { actions: UnknownErrorActions | null }) {
  const t = useTranslations('unknownErrors')
  const spans = useSpans()
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(unknownErrorsQuery)
  const parent = { href: '/services', label: t('parent') }
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} parent={parent}>
        {data && data.total > 0 && <CsvLink path="/api/admin/unknown-errors" table={t('title')} />}
      </PageHeader>
      <div className={layout.stack}>
        {data && error && <StaleNotice error={error} age={spans.rough(Date.now() - dataUpdatedAt)} />}
        {!data && error && <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />}
        {!data && !error && <LoadingPanels heights={[180, 180]} />}
        {data?.errors.length === 0 && <EmptyPanel title={t('empty')}>{t('emptyLead')}</EmptyPanel>}
        {data?.errors.map(unknown => (
          <UnknownErrorCard key={unknown.id} unknown={unknown} actions={actions} />
        ))}
        {data && data.total > data.errors.length && <p>{t('more', { count: data.total - data.errors.length })}</p>}
      </div>
    </>
  )
}
