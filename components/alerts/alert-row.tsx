import { useFormatter, useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import type { AlertView } from '@/lib/contract/alerts'
import { AlertHistory } from './alert-history'
import { AlertIcon } from './alert-icon'
import { AlertSentence } from './alert-sentence'
import { type AlertActions, AlertSteering } from './alert-steering'
import classes from './alerts.module.css'

type AlertRowProps = { alert: AlertView; now: number; actions: AlertActions | null }

/** What is the matter, since when, who looks after it, and what can be said to it. */
export function AlertRow({ alert, now, actions }: AlertRowProps) {
  const story = useStory(now)(alert)
  return (
    <li className={classes.row} data-state={alert.state}>
      <AlertIcon code={alert.code} isOver={alert.state === 'resolved'} />
      <div className={classes.text}>
        <div>
          <AlertSentence alert={alert} now={now} />
        </div>
        <div className={classes.story}>{story.join(' · ')}</div>
        <AlertHistory alert={alert} now={now} />
      </div>
      {actions && alert.state !== 'resolved' && <AlertSteering alert={alert} actions={actions} />}
    </li>
  )
}

function useStory(now: number): (alert: AlertView) => string[] {
  const t = useTranslations('alerts')
  const format = useFormatter()
  const spans = useSpans()
  const time = (instant: string) => format.dateTime(Date.parse(instant), { dateStyle: 'medium', timeStyle: 'short' })
  return ({ since, resolvedAt, acknowledgedAt, acknowledgedBy, snoozedUntil, state }) => {
    const sinceAt = Date.parse(since)
    const story = [t('since', { time: time(since) })]
    if (resolvedAt === null) story.push(t('lasts', { span: spans.rough(now - sinceAt) }))
    else
      story.push(
        t('lasted', { span: spans.rough(Date.parse(resolvedAt) - sinceAt) }),
        t('over', { time: time(resolvedAt) }),
      )
    if (acknowledgedAt !== null) {
      const ago = spans.ago(Date.parse(acknowledgedAt), now)
      story.push(acknowledgedBy ? t('acknowledgedBy', { who: acknowledgedBy, ago }) : t('acknowledgedLong', { ago }))
    }
    if (state === 'snoozed' && snoozedUntil !== null) story.push(t('snoozedUntil', { time: time(snoozedUntil) }))
    return story
  }
}
