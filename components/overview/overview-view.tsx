'use client'

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AlertList } from '@/components/alerts/alert-list'
import layout from '@/components/layout/layout.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { useSpans } from '@/components/layout/spans'
import { ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { WarningList } from '@/components/warnings/warning-list'
import { overviewQuery } from '@/lib/client/overview'
import { isSignedOut } from '@/lib/client/queries'
import { warningsQuery } from '@/lib/client/warnings'
import type { OperatorAction } from '@/lib/contract/action'
import type { Overview } from '@/lib/contract/overview'
import type { ResetAnswer, ResetInput } from '@/lib/contract/reset'
import { GettingStarted } from './getting-started'
import { HealthPanel } from './health-panel'
import { MinuteChart } from './minute-chart'
import { NearestList } from './nearest-list'
import { NeedList } from './need-list'
import { NewsList } from './news-list'
import classes from './overview.module.css'
import { ResetDialog, type ResetTarget } from './reset-dialog'
import { ServiceCard } from './service-card'
import { VerdictHeader } from './verdict-header'

/** As the parts of the page are, one under the other. */
const HEIGHTS = [132, 300, 260, 220]

type OverviewViewProps = {
  /** A viewer looks and changes nothing. */
  canChange: boolean
  gatewayUrl: string
  resetAction: OperatorAction<ResetInput, ResetAnswer>
}

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

function Loaded({ overview, receivedAt, trouble, canChange, gatewayUrl, resetAction }: LoadedProps) {
  const spans = useSpans()
  const [target, setTarget] = useState<ResetTarget | null>(null)
  const generatedAt = Date.parse(overview.generatedAt)
  const now = useServerNow(generatedAt, receivedAt)
  const onReset = canChange ? setTarget : null
  return (
    <>
      <VerdictHeader overview={overview} now={now}>
        {onReset && <HeaderButtons overview={overview} onReset={onReset} />}
      </VerdictHeader>
      <div className={layout.stack}>
        {trouble && <StaleNotice error={trouble} age={spans.rough(now - generatedAt)} />}
        {overview.counts.all === 0 ? (
          <GettingStarted gatewayUrl={gatewayUrl} canChange={canChange} />
        ) : (
          <Parts overview={overview} now={now} onReset={onReset} />
        )}
      </div>
      <ResetDialog target={target} action={resetAction} onClose={() => setTarget(null)} />
    </>
  )
}

type PartsProps = { overview: Overview; now: number; onReset: ((target: ResetTarget) => void) | null }

function Parts({ overview, now, onReset }: PartsProps) {
  const { services, dots, health, nearest, news, alerts, minutes } = overview
  const { data: warnings } = useQuery(warningsQuery())
  return (
    <>
      <NeedList {...overview} now={now} onReset={onReset} />
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

type HeaderButtonsProps = { overview: Overview; onReset(target: ResetTarget): void }

function HeaderButtons({ overview, onReset }: HeaderButtonsProps) {
  const t = useTranslations('overview.header')
  const resettable = { keyCount: 0, circuitCount: 0 }
  for (const service of overview.services) {
    resettable.keyCount += service.resettable.keyCount
    resettable.circuitCount += service.resettable.circuitCount
  }
  const isNothing = resettable.keyCount + resettable.circuitCount === 0
  return (
    <>
      <Button
        variant="default"
        size="xs"
        disabled={isNothing}
        onClick={() => onReset({ input: {}, what: t('everything'), resettable })}
      >
        {t('resetAll')}
      </Button>
      <Button component={Link} href="/keys/add" size="xs">
        {t('addKeys')}
      </Button>
    </>
  )
}
