'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { SpendingChart } from '@/components/charts/spending-chart'
import { CsvLink } from '@/components/layout/csv-link'
import layout from '@/components/layout/layout.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { isSignedOut } from '@/lib/client/queries'
import { usageQuery } from '@/lib/client/usage'
import { usageTableQuery } from '@/lib/client/usage-table'
import type { UsageTable, UsageTableQuestion } from '@/lib/contract/usage-table'
import { filledIn, usageAsked, usagePath } from './usage-asked'
import { UsageChoice } from './usage-choice'
import { UsageFigures } from './usage-figures'

/** What keys, callers and models came to, in one day or month of UTC; all of the choice is the address. */
export function UsageView() {
  const t = useTranslations('usage')
  const question = usageAsked(Object.fromEntries(useSearchParams()))
  const { by, span } = filledIn(question)
  const change = (part: UsageTableQuestion) =>
    history.replaceState(null, '', usagePath({ ...question, page: undefined, ...part }))
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <CsvLink path="/api/admin/usage/table" question={{ ...question, page: undefined }} table={t(`by.${by}`)} />
      </PageHeader>
      <Usages question={question} span={span} onChange={change} />
    </>
  )
}

type UsagesProps = { question: UsageTableQuestion; span: 'day' | 'month'; onChange(part: UsageTableQuestion): void }

function Usages({ question, span, onChange }: UsagesProps) {
  const t = useTranslations('usage')
  const spans = useSpans()
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(usageTableQuery(question))
  if (error && (data === undefined || isSignedOut(error))) {
    return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  }
  if (!data) return <LoadingPanels heights={[40, 260, 420]} />
  return (
    <div className={layout.stack}>
      {error && <StaleNotice error={error} age={spans.rough(Date.now() - dataUpdatedAt)} />}
      <UsageChoice table={data} question={question} onChange={onChange} />
      <Panel title={t(`spent.${span}`)}>
        <Spent table={data} />
      </Panel>
      {data.total === 0 ? (
        <EmptyPanel title={t('empty')}>{null}</EmptyPanel>
      ) : (
        <UsageFigures table={data} question={question} onChange={onChange} />
      )}
    </div>
  )
}

/** Tokens and cost of everything, by day of a month or hour of a day. */
function Spent({ table: { from, to, span } }: { table: UsageTable }) {
  const grain = span === 'month' ? 'day' : 'hour'
  const { data, error, isFetching, refetch } = useQuery(usageQuery({ grain, from, to, zone: 'UTC' }))
  if (data) return <SpendingChart series={data} />
  if (error) return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  return <LoadingPanels heights={[220]} />
}
