import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { LastTrouble } from '@/components/keys/last-trouble'
import { PageHeader } from '@/components/layout/page-header'
import { useSpans } from '@/components/layout/spans'
import type { ServiceDetail } from '@/lib/contract/services'
import { CircuitState } from './circuit-state'
import { DotStrip } from './dot-strip'
import classes from './service.module.css'
import { TryNow, type TryService } from './try-now'
import { useVerdict } from './use-verdict'

type ServiceHeaderProps = { service: ServiceDetail; now: number; children: ReactNode }

/** Name and verdict of a service, with the buttons that concern all of it. */
export function ServiceHeader({ service, now, children }: ServiceHeaderProps) {
  const t = useTranslations('service')
  const verdict = useVerdict()
  return (
    <PageHeader
      title={service.label}
      lead={<span className={classes.verdict}>{verdict(service, now)}</span>}
      parent={{ href: '/services', label: t('parent') }}
    >
      {children}
    </PageHeader>
  )
}

/** `tryService` is `null` for a person who may only look. */
type ServiceFactsProps = Omit<ServiceHeaderProps, 'children'> & { tryService: TryService | null }

/** The strip of keys, and what holds for all of them: circuit, last hour, quota day, where it is. */
export function ServiceFacts({ service, now, tryService }: ServiceFactsProps) {
  const t = useTranslations('service.facts')
  const spans = useSpans()
  const format = useFormatter()
  const circuitWords = useTranslations('service.circuit')
  const { circuit, counts, dots, hour, quotaResetAt, origin, lastTrouble } = service
  const rate = hour.attempts === 0 ? null : Math.floor((hour.successes / hour.attempts) * 1000) / 1000
  return (
    <section className={classes.facts} aria-label={t('title')}>
      {counts.all > 0 && <DotStrip dots={dots} counts={counts} />}
      <dl className={classes.factList}>
        <Fact name={t('circuit')}>
          <CircuitState circuit={circuit} now={now} />
          {tryService && circuit.kind !== 'closed' && <TryNow service={service} tryService={tryService} />}
          {lastTrouble && (
            <span className={classes.lastError}>
              {circuitWords('lastError')} <LastTrouble trouble={lastTrouble} now={now} />
            </span>
          )}
        </Fact>
        <Fact name={t('hour')}>
          {rate === null
            ? t('quiet')
            : t('attempts', {
                count: hour.attempts,
                rate: format.number(rate, { style: 'percent', maximumFractionDigits: 1 }),
              })}
        </Fact>
        <Fact name={t('quota')}>
          {quotaResetAt === null ? t('noLimit') : t('resets', { span: spans.exact(Date.parse(quotaResetAt) - now) })}
        </Fact>
        <Fact name={t('origin')}>
          <span className={classes.origin}>{origin}</span>
        </Fact>
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
