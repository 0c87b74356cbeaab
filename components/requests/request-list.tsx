import { Button, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { isSignedOut } from '@/lib/client/queries'
import { FILTERS } from './request-asked'
import { RequestTable } from './request-table'
import classes from './requests.module.css'
import type { RequestPages } from './use-request-pages'
import { useRequestWords } from './use-request-words'
import type { RequestsAddress } from './use-requests-address'

type RequestListProps = { pages: RequestPages; address: RequestsAddress }

/** The log in its four states: loading, trouble, nothing, requests. New ones wait for a click, so that no row jumps. */
export function RequestList({ pages, address }: RequestListProps) {
  const { query, requests, isLooking } = pages
  const spans = useSpans()
  const { data, error, isFetching, refetch } = query
  if (error && (data === undefined || isSignedOut(error))) {
    return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  }
  if (data === undefined) return <LoadingPanels heights={[560]} />
  return (
    <div className={classes.list}>
      {error && <StaleNotice error={error} age={spans.rough(Date.now() - query.dataUpdatedAt)} />}
      <NewRequests pages={pages} />
      {requests.length === 0 && !isLooking ? (
        <NothingFound address={address} />
      ) : (
        <RequestTable requests={requests} address={address} />
      )}
      <ListEnd pages={pages} />
    </div>
  )
}

function NewRequests({ pages: { newCount, isManyNew, showNew } }: { pages: RequestPages }) {
  const t = useTranslations('requests')
  return (
    <div className={classes.news} role="status">
      {newCount > 0 && (
        <Button size="compact-sm" radius="xl" onClick={showNew}>
          {isManyNew ? t('newsMany', { count: newCount }) : t('news', { count: newCount })}
        </Button>
      )}
    </div>
  )
}

function NothingFound({ address: { asked } }: { address: RequestsAddress }) {
  const t = useTranslations('requests.empty')
  const isFiltered = FILTERS.some(filter => asked[filter] !== undefined) || asked.id !== undefined
  return (
    <EmptyPanel title={isFiltered ? t('title') : t('noneTitle')}>
      <Text mt={4} size="sm" c="dimmed">
        {isFiltered ? t('lead') : t('noneLead')}
      </Text>
    </EmptyPanel>
  )
}

/** How far was looked, and the way on. */
function ListEnd({ pages: { query, lookedTo, isLooking } }: { pages: RequestPages }) {
  const t = useTranslations('requests')
  const words = useRequestWords()
  const time = lookedTo === null ? null : words.time(Date.parse(lookedTo))
  if (!query.hasNextPage) return null
  return (
    <div className={classes.end}>
      {time !== null && (
        <Text size="sm" c="dimmed" role="status">
          {isLooking ? t('looking', { time }) : t('lookedTo', { time })}
        </Text>
      )}
      {!isLooking && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {time === null ? t('older') : t('lookOn')}
        </Button>
      )}
    </div>
  )
}
