'use client'

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { AlertList } from '@/components/alerts/alert-list'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import layout from '@/components/layout/layout.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { useSpans } from '@/components/layout/spans'
import { ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { WarningList } from '@/components/warnings/warning-list'
import { overviewQuery } from '@/lib/client/overview'
import { isSignedOut } from '@/lib/client/queries'
import { warningsQuery } from '@/lib/client/warnings'
import type { Overview } from '@/lib/contract/overview'
import { GettingStarted } from './getting-started'
import { HealthPanel } from './health-panel'
import { MinuteChart } from './minute-chart'
import { NearestList } from './nearest-list'
import { NeedList } from './need-list'
import { NewsList } from './news-list'
import classes from './overview.module.css'
import { ServiceCard } from './service-card'
import { VerdictHeader } from './verdict-header'

/** As the parts of the page are, one under the other. */
const HEIGHTS = [132, 300, 260, 220]

type OverviewViewProps = { gatewayUrl: string }

/** Who serves, what is wrong and what comes next, as it happens. */
export function OverviewView(props: OverviewViewProps) {
  const t = useTranslations('overview')
  const { data, error, dataUpdatedAt, refetch, isFetching } = useQuery(overviewQuery)
  if (data && !isSignedOut(error)) {
    return <Loaded overview={data} receivedAt={dataUpdatedAt} trouble={error} {...props} />
  }
  return (
    <>
      <PageHeader title={t('title')} />
      {error ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      ) : (
        <LoadingPanels heights={HEIGHTS} />
      )}
    </>
  )
}

type LoadedProps = OverviewViewProps & { overview: Overview; receivedAt: number; trouble: Error | null }

function Loaded({ overview, receivedAt, trouble, gatewayUrl }: LoadedProps) {
  const spans = useSpans()
  const generatedAt = Date.parse(overview.generatedAt)
  const now = useServerNow(generatedAt, receivedAt)
  return (
    <>
      <VerdictHeader overview={overview} now={now}>
        <HeaderButtons overview={overview} />
      </VerdictHeader>
      <div className={layout.stack}>
        {trouble && <StaleNotice error={trouble} age={spans.rough(now - generatedAt)} />}
        {overview.counts.all === 0 ? (
          <GettingStarted gatewayUrl={gatewayUrl} />
        ) : (
          <Parts overview={overview} now={now} />
        )}
      </div>
    </>
  )
}

function Parts({ overview, now }: { overview: Overview; now: number }) {
  const { services, dots, health, nearest, news, alerts, minutes } = overview
  const { data: warnings } = useQuery(warningsQuery())
  return (
    <>
      <NeedList {...overview} now={now} />
      <HealthPanel health={health} />
      <div className={classes.cards}>
        {services.map(service => (
          <ServiceCard key={service.id} service={service} dots={dots[service.id] ?? []} now={now} />
        ))}
      </div>
      <AlertList alerts={alerts} now={now} />
      <MinuteChart minutes={minutes} />
      <div className={classes.columns}>
        <NearestList nearest={nearest} services={services} now={now} />
        <NewsList news={news} services={services} />
      </div>
      {warnings && <WarningList {...warnings} />}
    </>
  )
}

/** Nothing for a viewer. A reset says what it will end before it ends anything. */
function HeaderButtons({ overview }: { overview: Overview }) {
  const t = useTranslations('overview.header')
  const inHand = useKeyDeeds()
  if (inHand === null || overview.counts.all === 0) return null
  const isNothing = overview.services.every(({ resettable }) => resettable.keyCount + resettable.circuitCount === 0)
  return (
    <>
      <Button
        variant="default"
        size="xs"
        disabled={isNothing}
        onClick={() => inHand.open({ kind: 'reset', input: {} })}
      >
        {t('resetAll')}
      </Button>
      <Button component={Link} href="/keys/add" size="xs">
        {t('addKeys')}
      </Button>
    </>
  )
}
