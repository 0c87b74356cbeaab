import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ChartState } from '@/components/charts/chart-state'
import { Panel } from '@/components/layout/panel'
import { restSpans } from '@/lib/charts/rests'
import { keyHistoryQuery } from '@/lib/client/key'
import { EventList } from './event-list'
import classes from './key.module.css'
import { HISTORY_DAYS } from './key-use'
import { RestTimeline } from './rest-timeline'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const TIMELINE_HEIGHT = 120

/** When the key rested or was out, as a timeline and in words. */
export function HistoryPanel({ keyId, now }: { keyId: string; now: number }) {
  const t = useTranslations('key.history')
  // an hour's beginning, so that the question stays the same while the page is open
  const [from] = useState(() => Math.floor(now / HOUR_MS) * HOUR_MS - HISTORY_DAYS * DAY_MS)
  const query = useQuery(keyHistoryQuery(keyId, new Date(from).toISOString()))
  return (
    <Panel title={t('title')} isFlush>
      <ChartState query={query} height={TIMELINE_HEIGHT}>
        {({ events, next }) => {
          if (events.length === 0) return <p className={classes.quiet}>{t('none', { days: HISTORY_DAYS })}</p>
          // a key that rests every second has more than one answer holds: then the drawing begins where it does
          const begin = next === null ? from : Math.max(from, Date.parse(events.at(-1)?.at ?? ''))
          return (
            <>
              <RestTimeline spans={restSpans(events, { from: begin, now })} from={begin} now={now} />
              <EventList events={events} now={now} />
            </>
          )
        }}
      </ChartState>
    </Panel>
  )
}
