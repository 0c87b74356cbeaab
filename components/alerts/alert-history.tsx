import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { useTroubleWords } from '@/components/channels/trouble-words'
import { useProblemWords } from '@/components/layout/problem-words'
import { useSpans } from '@/components/layout/spans'
import { deliveriesQuery } from '@/lib/client/alert-channels'
import type { DeliveryView } from '@/lib/contract/alert-channels'
import type { AlertView } from '@/lib/contract/alerts'
import { useAlertName } from './alert-name'
import classes from './alerts.module.css'

/** Who was told of an alert, asked for when somebody wants to know. */
export function AlertHistory({ alert, now }: { alert: AlertView; now: number }) {
  const t = useTranslations('alerts.history')
  const name = useAlertName()(alert)
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  return (
    <>
      <UnstyledButton
        className={classes.history}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={t('showOf', { name })}
        onClick={() => setIsOpen(!isOpen)}
      >
        {t('show')}
      </UnstyledButton>
      <div id={id}>{isOpen && <Deliveries alertId={alert.id} now={now} />}</div>
    </>
  )
}

function Deliveries({ alertId, now }: { alertId: string; now: number }) {
  const t = useTranslations('alerts.history')
  const say = useProblemWords()
  const line = useDeliveryWords(now)
  const { data, error } = useQuery(deliveriesQuery(alertId))
  if (!data) return <p className={classes.told}>{error ? say(error) : t('loading')}</p>
  if (data.deliveries.length === 0) return <p className={classes.told}>{t('none')}</p>
  return (
    <ul className={classes.told}>
      {data.deliveries.map(delivery => (
        <li key={delivery.id}>{line(delivery)}</li>
      ))}
    </ul>
  )
}

function useDeliveryWords(now: number): (delivery: DeliveryView) => string {
  const t = useTranslations('alerts.history')
  const trouble = useTroubleWords()
  const spans = useSpans()
  const stateOf = (delivery: DeliveryView) => {
    const { state, tries, endedAt, nextAt } = delivery
    const why = delivery.trouble === null ? '' : trouble(delivery.trouble)
    switch (state) {
      case 'sent':
        return t('sent', { ago: spans.ago(endedAt === null ? null : Date.parse(endedAt), now) })
      case 'failed':
        return t('failed', { tries, why })
      case 'dropped':
        return t('dropped')
      case 'pending':
        if (nextAt === null || delivery.trouble === null || Date.parse(nextAt) <= now) return t('waiting')
        return t('again', { tries, span: spans.exact(Date.parse(nextAt) - now), why })
    }
  }
  return delivery => {
    const channel = delivery.channelName ?? t('gone')
    return t(`line.${delivery.kind}`, { channel, state: stateOf(delivery) })
  }
}
