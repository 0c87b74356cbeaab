import { Text, Title } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { Status } from '@/lib/contract/status'
import classes from './overview.module.css'
import { roughWait } from './wait'
import { words } from './words'

type AlertListProps = Pick<Status, 'alerts' | 'services'> & { now: number }

/** Conditions that hold now; nothing at all when none does. */
export function AlertList({ alerts, services, now }: AlertListProps) {
  if (alerts.length === 0) return null
  return (
    <section className={classes.card} aria-label={words.alerts.title}>
      <Title order={2} className={classes.cardTitle}>
        {words.alerts.title}
      </Title>
      <ul className={classes.alerts}>
        {alerts.map(alert => (
          <li key={`${alert.code} ${alert.service} ${alert.keyId}`}>
            <TriangleAlert size={16} aria-hidden className={classes.alertIcon} />
            <span>
              <strong>{services[alert.service]?.label ?? alert.service}</strong> {alert.message}
            </span>
            <Text span size="sm" c="dimmed" className={classes.since}>
              {words.alerts.since(roughWait(now - Date.parse(alert.since)))}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  )
}
