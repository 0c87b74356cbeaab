import { Button, Text, Title } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Status } from '@/lib/contract/status'
import classes from './overview.module.css'
import { roughWait, spokenWait } from './wait'
import { words } from './words'

/** As many as leave the keys in sight. */
const SHOWN_AT_FIRST = 5

type AlertListProps = Pick<Status, 'alerts'> & { now: number }

/** Conditions that hold now, the first few until more are asked for; nothing at all when none does. */
export function AlertList({ alerts, now }: AlertListProps) {
  const [showsAll, setShowsAll] = useState(false)
  if (alerts.length === 0) return null
  const shown = showsAll ? alerts : alerts.slice(0, SHOWN_AT_FIRST)
  const moreCount = alerts.length - shown.length
  return (
    <section className={classes.card} aria-label={words.alerts.title}>
      <Title order={2} className={classes.cardTitle}>
        {words.alerts.title}
      </Title>
      <ul className={classes.alerts}>
        {shown.map(alert => (
          <li key={`${alert.code} ${alert.service} ${alert.keyId}`}>
            <TriangleAlert size={16} aria-hidden className={classes.alertIcon} />
            <span className={classes.alertText}>{withWaits(alert.message, now)}</span>
            <Text span size="sm" c="dimmed" className={classes.since}>
              {words.alerts.since(roughWait(now - Date.parse(alert.since)))}
            </Text>
          </li>
        ))}
      </ul>
      {moreCount > 0 && (
        <Button size="compact-sm" variant="subtle" className={classes.moreAlerts} onClick={() => setShowsAll(true)}>
          {words.alerts.more(moreCount)}
        </Button>
      )}
    </section>
  )
}

/** A message names instants for programs; people read how long that is from now, in their own time zone or not. */
function withWaits(message: string, now: number): string {
  return message.replace(/\b(at|until) (\d{4}-\d\d-\d\dT[\d:.]+Z)/g, (_, word: string, instant: string) => {
    const wait = spokenWait(Date.parse(instant) - now)
    return word === 'at' ? words.alerts.at(wait) : words.alerts.until(wait)
  })
}
