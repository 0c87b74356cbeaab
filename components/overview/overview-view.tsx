'use client'

import { Alert, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { AlertList } from '@/components/alerts/alert-list'
import { useServerNow } from '@/components/layout/use-server-now'
import { isSignedOut, statusQuery } from '@/lib/client/queries'
import type { Status } from '@/lib/contract/status'
import classes from './overview.module.css'
import { OverviewEmpty } from './overview-empty'
import { OverviewError } from './overview-error'
import { OverviewLoading } from './overview-loading'
import { ResetDialog, type ResetTarget } from './reset-dialog'
import { resettableOf } from './resettable'
import { ServiceCard } from './service-card'
import { VerdictPanel } from './verdict-panel'
import { roughWait } from './wait'
import { words } from './words'

type OverviewProps = {
  /** A viewer looks and cannot reset. */
  canReset: boolean
}

/** Live state of every key, asked for again every two seconds. */
export function OverviewView({ canReset }: OverviewProps) {
  const { data, error, dataUpdatedAt, refetch, isFetching } = useQuery(statusQuery)
  if (isSignedOut(error)) return <OverviewError reason={words.error.signedOut} isSignedOut />
  if (data) return <Overview status={data} receivedAt={dataUpdatedAt} canReset={canReset} trouble={error} />
  if (error) return <OverviewError reason={error.message} isTrying={isFetching} onRetry={() => void refetch()} />
  return <OverviewLoading />
}

type LoadedProps = OverviewProps & { status: Status; receivedAt: number; trouble: Error | null }

function Overview({ status, receivedAt, canReset, trouble }: LoadedProps) {
  const [target, setTarget] = useState<ResetTarget | null>(null)
  const [notice, setNotice] = useState<string | null>(null)
  const generatedAt = Date.parse(status.generatedAt)
  const now = useServerNow(generatedAt, receivedAt)
  const services = Object.entries(status.services).filter(([, service]) => service.total > 0)
  const reset = canReset ? setTarget : null
  const amount = words.reset.amount(
    resettableOf(
      services.map(([, service]) => service),
      now,
    ),
  )
  return (
    <div className={classes.stack}>
      {trouble && (
        <Alert color="orange" variant="outline" role="alert" icon={<CircleAlert size={18} aria-hidden />}>
          {words.error.stale(trouble.message, roughWait(now - generatedAt))}
        </Alert>
      )}
      <VerdictPanel status={status} now={now} />
      <p role="status" className={classes.notice}>
        {notice}
      </p>
      <AlertList alerts={status.alerts} now={now} />
      {services.length === 0 && <OverviewEmpty />}
      {services.map(([id, service]) => (
        <ServiceCard key={id} id={id} service={service} now={now} onReset={reset} />
      ))}
      {reset && amount !== null && (
        <Button
          variant="default"
          className={classes.resetAll}
          onClick={() => reset({ input: {}, what: words.reset.everywhere(amount) })}
        >
          {words.reset.some(words.reset.everywhere(amount))}
        </Button>
      )}
      <ResetDialog target={target} onClose={() => setTarget(null)} onDone={setNotice} />
    </div>
  )
}
