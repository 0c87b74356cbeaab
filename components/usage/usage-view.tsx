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
import { usageTime } from '@/lib/contract/usage-time'
import { filledIn, usageAsked, usagePath } from './usage-asked'
import { UsageChoice, type UsageTime } from './usage-choice'
import { UsageFigures } from './usage-figures'

/** What keys, callers and models came to, in some days of UTC; all of the choice is the address. */
export function UsageView() {
  const t = useTranslations('usage')
  const question = usageAsked(Object.fromEntries(useSearchParams()))
  const { by } = filledIn(question)
  const change = (part: UsageTableQuestion) =>
    history.replaceState(null, '', usagePath({ ...question, page: undefined, ...part }))
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <CsvLink path="/api/admin/usage/table" question={{ ...question, page: undefined }} table={t(`by.${by}`)} />
      </PageHeader>
      <Usages question={question} onChange={change} />
    </>
  )
}

type UsagesProps = { question: UsageTableQuestion; onChange(part: UsageTableQuestion): void }

function Usages({ question, onChange }: UsagesProps) {
  const t = useTranslations('usage')
  const spans = useSpans()
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(usageTableQuery(question))
  if (error && (data === undefined || isSignedOut(error))) {
    return (
      <div className={layout.stack}>
        <UsageChoice table={asked(question)} question={question} onChange={onChange} />
        <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      </div>
    )
  }
  if (!data) return <LoadingPanels heights={[40, 260, 420]} />
  return (
    <div className={layout.stack}>
      {error && <StaleNotice error={error} age={spans.rough(Date.now() - dataUpdatedAt)} />}
      <UsageChoice table={data} question={question} onChange={onChange} />
      <Panel title={t(isByTheHour(data) ? 'spent.hour' : 'spent.day')}>
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

/** What was asked for, where no answer says it. */
function asked(question: UsageTableQuestion): UsageTime {
  const now = Date.now()
  const input = filledIn(question)
  const { from, to } = usageTime(input, now)
  const iso = (instant: number) => new Date(instant).toISOString()
  return { by: input.by, span: input.span, generatedAt: iso(now), from: iso(from), to: iso(to) }
}

/** Up to two days by their hours, a longer time by its days. */
function isByTheHour({ from, to }: Pick<UsageTable, 'from' | 'to'>): boolean {
  return Date.parse(to) - Date.parse(from) <= 2 * 24 * 60 * 60 * 1000
}

/** Tokens and cost of everything, by hour or day. */
function Spent({ table }: { table: UsageTable }) {
  const { from, to } = table
  const grain = isByTheHour(table) ? 'hour' : 'day'
  const { data, error, isFetching, refetch } = useQuery(usageQuery({ grain, from, to, zone: 'UTC' }))
  if (data) return <SpendingChart series={data} />
  if (error) return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  return <LoadingPanels heights={[220]} />
}
