import { Button, Text, Title } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ServiceStatus } from '@/lib/contract/status'
import { KeyTable, type KeyTableProps } from './key-table'
import classes from './overview.module.css'
import { resettableOf } from './resettable'
import { spokenWait } from './wait'
import { words } from './words'

type ServiceCardProps = KeyTableProps & { id: string }

/** One service: how many of its keys are healthy, and each key. */
export function ServiceCard({ id, service, now, onReset }: ServiceCardProps) {
  const { label } = service
  const strategies = useTranslations('strategy')
  const amount = words.reset.amount(resettableOf([service], now))
  return (
    <section className={classes.card} aria-label={label}>
      <header className={classes.cardHeader}>
        <Title order={2} className={classes.cardTitle}>
          {label}
        </Title>
        <Text span size="sm" c="dimmed" className={classes.cardFacts}>
          {factsOf(service, strategies(service.strategy), now).join(' · ')}
        </Text>
        {service.circuit !== 'closed' && (
          <Text span size="sm" className={classes.circuit}>
            {words.service.circuit[service.circuit]}
          </Text>
        )}
        {onReset && amount !== null && (
          <Button
            size="xs"
            variant="subtle"
            aria-label={words.reset.some(words.reset.amountOf(amount, label))}
            onClick={() => onReset({ input: { service: id }, what: words.reset.amountOf(amount, label) })}
          >
            {words.reset.some(amount)}
          </Button>
        )}
      </header>
      <KeyTable service={service} now={now} onReset={onReset} />
    </section>
  )
}

function factsOf({ healthy, total, exhausted, nextReturnAt }: ServiceStatus, strategy: string, now: number): string[] {
  const facts = [words.service.healthy(healthy, total), strategy]
  if (exhausted && nextReturnAt) facts.push(words.service.next(spokenWait(Date.parse(nextReturnAt) - now)))
  return facts
}
