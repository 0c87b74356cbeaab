import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { Dot, ServiceSummary } from '@/lib/contract/overview'
import { DotStrip } from './dot-strip'
import classes from './overview.module.css'

type ServiceCardProps = { service: ServiceSummary; dots: readonly Dot[]; now: number }

/** One service at a glance; the whole card leads to its page. */
export function ServiceCard({ service, dots, now }: ServiceCardProps) {
  const t = useTranslations('overview.service')
  const { id, label, counts, healthScore } = service
  const serving = counts.ready + counts.partly
  return (
    <article className={classes.card} aria-label={label}>
      <header className={classes.cardHeader}>
        <h2 className={classes.cardTitle}>
          <Link href={`/services/${id}`} className={classes.cardLink}>
            {label}
          </Link>
        </h2>
        <span className={classes.cardCount} data-tone={serving === 0 ? 'bad' : serving < counts.all ? 'rest' : 'good'}>
          {t('serving', { serving, count: counts.all })}
        </span>
      </header>
      <DotStrip dots={dots} counts={counts} now={now} />
      <div className={classes.stateRow}>
        <StateLine service={service} now={now} />
        <span className={classes.cardHealth}>{t('health', { score: healthScore })}</span>
      </div>
      <ServiceFigures service={service} now={now} />
    </article>
  )
}

/** What keeps it from serving as it could: one line, of the same height when there is nothing to say. */
function StateLine({ service, now }: Pick<ServiceCardProps, 'service' | 'now'>) {
  const t = useTranslations('overview.service')
  const standing = useTranslations('overview.standing')
  const words = useStandingWords()
  const spans = useSpans()
  const { circuit, counts } = service
  if (service.isOff) {
    return (
      <p className={classes.stateLine} data-tone="bad">
        {t('off')}
      </p>
    )
  }
  if (circuit.kind !== 'closed') {
    const cause = words.reason(circuit.cause ?? '')
    const left = circuit.until === null ? 0 : Date.parse(circuit.until) - now
    const text = left > 0 ? t('circuitOpen', { cause, span: spans.exact(left) }) : t('circuitTrial', { cause })
    return (
      <p className={classes.stateLine} data-tone="bad">
        {text}
      </p>
    )
  }
  const parts = (['resting', 'partly', 'full', 'out', 'idle'] as const)
    .filter(kind => counts[kind] > 0)
    .map(kind => t('some', { count: counts[kind], standing: standing(kind) }))
  return <p className={classes.stateLine}>{parts.length === 0 ? t('allReady') : parts.join(' · ')}</p>
}

function ServiceFigures({ service, now }: Pick<ServiceCardProps, 'service' | 'now'>) {
  const t = useTranslations('overview.service')
  const format = useFormatter()
  const spans = useSpans()
  const { now: lately, hour, nextReturnAt, quotaResetAt } = service
  const rate = lately.successRate
  const until = (at: string | null) => (at === null || Date.parse(at) <= now ? null : spans.exact(Date.parse(at) - now))
  return (
    <dl className={classes.figures}>
      <Figure name={t('requests')}>{format.number(lately.requests)}</Figure>
      <Figure name={t('success')}>
        {rate === null
          ? '–'
          : format.number(Math.floor(rate * 1000) / 1000, { style: 'percent', maximumFractionDigits: 1 })}
      </Figure>
      <Figure name={t('nextReturn')}>{until(nextReturnAt) ?? '–'}</Figure>
      <Figure name={t('quotaReset')}>{until(quotaResetAt) ?? t('rolling')}</Figure>
      <Figure name={t('answered')} isWide>
        {t('hour', { firstTry: hour.firstTry, rescued: hour.rescued })}
        <span data-tone={hour.lost > 0 ? 'bad' : undefined}>{t('lost', { count: hour.lost })}</span>
      </Figure>
    </dl>
  )
}

function Figure({ name, children, isWide = false }: { name: string; children: ReactNode; isWide?: boolean }) {
  return (
    <div className={isWide ? classes.wideFigure : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
