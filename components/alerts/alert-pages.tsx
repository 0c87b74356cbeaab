import { Button, Text } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { isSignedOut } from '@/lib/client/queries'
import type { AlertPage, AlertState } from '@/lib/contract/alerts'
import { AlertRow } from './alert-row'
import type { AlertActions } from './alert-steering'
import classes from './alerts.module.css'

type Query = UseInfiniteQueryResult<InfiniteData<AlertPage>>
type AlertPagesProps = { query: Query; state: AlertState; actions: AlertActions | null }

/** The alerts of one state in their four states of knowing: loading, trouble, none, some. */
export function AlertPages({ query, state, actions }: AlertPagesProps) {
  const { data, error, isFetching, refetch } = query
  const [first] = data?.pages ?? []
  if (error && (first === undefined || isSignedOut(error))) {
    return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  }
  if (!data || !first) return <LoadingPanels heights={[140]} />
  return <Loaded query={query} pages={data.pages} first={first} state={state} actions={actions} />
}

type LoadedProps = AlertPagesProps & { pages: readonly AlertPage[]; first: AlertPage }

function Loaded({ query, pages, first, state, actions }: LoadedProps) {
  const t = useTranslations('alerts')
  const spans = useSpans()
  const generatedAt = Date.parse(first.generatedAt)
  const now = useServerNow(generatedAt, query.dataUpdatedAt)
  const alerts = pages.flatMap(page => page.alerts)
  return (
    <div className={classes.stack}>
      {query.error && <StaleNotice error={query.error} age={spans.rough(now - generatedAt)} />}
      {alerts.length === 0 ? (
        <EmptyPanel title={t(`empty.${state}`)}>
          <Text mt={4} size="sm" c="dimmed">
            {t(`emptyLead.${state}`)}
          </Text>
        </EmptyPanel>
      ) : (
        <ul className={classes.card} aria-label={t('listed', { state: t(`state.${state}`) })}>
          {alerts.map(alert => (
            <AlertRow key={alert.id} alert={alert} now={now} actions={actions} />
          ))}
        </ul>
      )}
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
    </div>
  )
}
