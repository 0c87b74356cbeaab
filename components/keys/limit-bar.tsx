import { Progress } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import { WARN_SHARE } from '@/lib/charts/limit-use'
import type { KeyStatusView, ServiceStatus } from '@/lib/contract/status'
import classes from './keys.module.css'

const FULL_RATIO = 1

type LimitBarProps = Pick<KeyStatusView, 'usage'> & { unit: ServiceStatus['unit']; now: number }

/** The one way to show a limit: amount, share, the 80 % mark, and when it begins again. */
export function LimitBar({ usage, unit, now }: LimitBarProps) {
  const t = useTranslations('standing.limit')
  const format = useFormatter()
  const spans = useSpans()
  const amount = format.number(usage.today)
  const flight = usage.inFlight > 0 ? ` · ${t('inFlight', { count: usage.inFlight })}` : ''
  if (usage.dailyLimit === null) {
    return (
      <div className={classes.limit}>
        <span>{amount}</span>
        <span className={classes.under}>
          {t('unlimited')}
          {flight}
        </span>
      </div>
    )
  }
  // Rounded down: 100 % stands only where the limit is reached.
  const percent = Math.floor(Math.min(usage.ratio, 1) * 100)
  const limit = format.number(usage.dailyLimit)
  const resets = t('resets', { span: spans.exact(Date.parse(usage.resetAt) - now) })
  return (
    <div className={classes.limit} title={resets}>
      <span aria-hidden className={classes.amount}>
        {t('of', { used: amount, limit })}{' '}
        <span className={classes.quiet}>
          {format.number(percent / 100, { style: 'percent' })}
          <span data-part="flight">{flight}</span>
        </span>
      </span>
      <Progress.Root size={6} aria-hidden className={classes.bar}>
        <Progress.Section value={percent} color={colourOf(usage.ratio)} />
      </Progress.Root>
      <span className={classes.hidden}>{t('spoken', { used: usage.today, unit, limit, resets })}</span>
    </div>
  )
}

function colourOf(ratio: number): string {
  if (ratio >= FULL_RATIO) return 'var(--kw-bad)'
  return ratio >= WARN_SHARE ? 'var(--kw-rest)' : 'var(--kw-accent)'
}
