import { Button } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useSpans } from '@/components/layout/spans'
import type { KeyEventView } from '@/lib/contract/key-event'
import { useEventWords } from './event-words'
import classes from './key.module.css'

const SHOWN_FIRST = 6
const SHOWN_MORE = 30

/** What befell a key, newest first, in words. */
export function EventList({ events, now }: { events: readonly KeyEventView[]; now: number }) {
  const t = useTranslations('keyEvents')
  const words = useEventWords()
  const spans = useSpans()
  const format = useFormatter()
  const [shown, setShown] = useState(SHOWN_FIRST)
  return (
    <>
      <ul className={classes.list}>
        {events.slice(0, shown).map(event => {
          const at = Date.parse(event.at)
          return (
            <li key={event.id}>
              <time dateTime={event.at}>{format.dateTime(at, TIME)}</time>
              <span className={classes.sentence}>{words(event)}</span>
              <span className={classes.aside}>{spans.ago(at, now)}</span>
            </li>
          )
        })}
      </ul>
      {events.length > shown && (
        <div className={classes.foot}>
          <Button variant="subtle" size="compact-sm" onClick={() => setShown(shown + SHOWN_MORE)}>
            {t('more', { count: Math.min(SHOWN_MORE, events.length - shown) })}
          </Button>
        </div>
      )}
    </>
  )
}

const TIME = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const
