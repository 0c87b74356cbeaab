import { ActionIcon, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, ChevronDown, ChevronUp, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { EmptyPanel, ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { isGone, mayStillCome, trailQuery } from '@/lib/client/requests'
import classes from './trail.module.css'
import { TrailEnd } from './trail-end'
import { TrailHead } from './trail-head'
import { TrailStep } from './trail-step'

type RequestTrailProps = {
  id: string
  onClose(): void
  /** `null`: there is none. */
  onNewer: (() => void) | null
  onOlder: (() => void) | null
}

/** One request, attempt by attempt, beside the list. */
export function RequestTrail({ id, onClose, onNewer, onOlder }: RequestTrailProps) {
  const t = useTranslations('requests.trail')
  const panel = useRef<HTMLElement>(null)
  // the reader's place moves with what opened; the page stays where it is
  useEffect(() => panel.current?.focus({ preventScroll: true }), [])
  return (
    <section ref={panel} className={classes.trail} data-trail aria-label={t('panel')} tabIndex={-1}>
      <div className={classes.trailBar}>
        <Button
          className={classes.back}
          variant="subtle"
          size="compact-sm"
          leftSection={<ArrowLeft size={15} aria-hidden />}
          onClick={onClose}
        >
          {t('back')}
        </Button>
        <span className={classes.trailTools}>
          <Step label={t('newer')} onClick={onNewer} icon={<ChevronUp size={17} aria-hidden />} />
          <Step label={t('older')} onClick={onOlder} icon={<ChevronDown size={17} aria-hidden />} />
          <Step label={t('close')} onClick={onClose} icon={<X size={17} aria-hidden />} />
        </span>
      </div>
      <TrailBody id={id} />
    </section>
  )
}

type StepProps = { label: string; onClick: (() => void) | null; icon: React.ReactNode }

function Step({ label, onClick, icon }: StepProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={onClick === null}
      onClick={onClick ?? undefined}
    >
      {icon}
    </ActionIcon>
  )
}

/** All that is known of a request, from its head to what its caller got. */
export function TrailBody({ id }: { id: string }) {
  const t = useTranslations('requests.trail')
  const { data, error, errorUpdateCount, isFetching, refetch } = useQuery(trailQuery(id))
  if (data !== undefined) {
    const { request, steps } = data
    const spanMs = Math.max(request.totalMs, 1)
    return (
      <>
        <TrailHead request={request} />
        <ol className={classes.steps} aria-label={t('steps')}>
          {steps.map(step => (
            <TrailStep key={step.number} step={step} spanMs={spanMs} />
          ))}
        </ol>
        <TrailEnd request={request} />
      </>
    )
  }
  if (isGone(error)) return <NotThere mayCome={mayStillCome(errorUpdateCount)} />
  if (error) return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  return <LoadingPanels heights={[120, 220]} />
}

function NotThere({ mayCome }: { mayCome: boolean }) {
  const t = useTranslations('requests.trail')
  return (
    <div role="status">
      <EmptyPanel title={mayCome ? t('waitTitle') : t('goneTitle')}>
        <Text mt={4} size="sm" c="dimmed">
          {mayCome ? t('waitLead') : t('goneLead')}
        </Text>
      </EmptyPanel>
    </div>
  )
}
