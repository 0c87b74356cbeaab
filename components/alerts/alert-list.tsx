import { Button } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import type { StandingAlertView } from '@/lib/contract/alerts'
import { AlertIcon } from './alert-icon'
import { AlertSentence } from './alert-sentence'
import classes from './alerts.module.css'

/** As many as leave the rest of a page in sight. */
const SHOWN_AT_FIRST = 5

type AlertListProps = {
  alerts: readonly StandingAlertView[]
  /** The server's clock: times run by it. */
  now: number
}

/** Conditions that hold now, the first few until more are asked for; nothing at all when none does. */
export function AlertList({ alerts, now }: AlertListProps) {
  const t = useTranslations('alerts')
  const spans = useSpans()
  const [showsAll, setShowsAll] = useState(false)
  if (alerts.length === 0) return null
  const shown = showsAll ? alerts : alerts.slice(0, SHOWN_AT_FIRST)
  const moreCount = alerts.length - shown.length
  return (
    <Panel title={t('attention')} aside={<Link href="/alerts">{t('all')}</Link>} isFlush>
      <ul className={classes.list}>
        {shown.map(alert => (
          <li key={`${alert.code} ${alert.service} ${alert.keyId}`} className={classes.row}>
            <AlertIcon code={alert.code} />
            <span className={classes.text}>
              <AlertSentence alert={alert} now={now} />
            </span>
            <span className={classes.aside}>{t('lasts', { span: spans.rough(now - Date.parse(alert.since)) })}</span>
          </li>
        ))}
      </ul>
      {moreCount > 0 && (
        <Button size="compact-sm" variant="subtle" className={classes.more} onClick={() => setShowsAll(true)}>
          {t('more', { count: moreCount })}
        </Button>
      )}
    </Panel>
  )
}
