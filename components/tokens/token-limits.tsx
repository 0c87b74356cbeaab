import { Progress } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { useSpans } from '@/components/layout/spans'
import { WARN_SHARE } from '@/lib/charts/limit-use'
import type { ListedToken } from '@/lib/contract/token'
import classes from './tokens.module.css'

const WINDOWS = ['minute', 'day', 'month'] as const

/** How much of each of its limits a token has used, and when it begins again. */
export function TokenLimits({ token, now }: { token: ListedToken; now: number }) {
  const t = useTranslations('tokens.limit')
  const format = useFormatter()
  const spans = useSpans()
  const limited = WINDOWS.filter(window => token[window].limit !== null)
  if (limited.length === 0) return <span className={table.quiet}>{t('none')}</span>
  return (
    <ul className={classes.limits}>
      {limited.map(window => {
        const { used, limit, resetAt } = token[window]
        const ratio = used / (limit ?? 1)
        const amount = (value: number) =>
          window === 'month' ? format.number(value, { style: 'currency', currency: 'USD' }) : format.number(value)
        // Rounded down: 100 % stands only where the limit is reached.
        const percent = Math.floor(Math.min(ratio, 1) * 100)
        const share = format.number(percent / 100, { style: 'percent' })
        return (
          <li key={window}>
            <span>{t(window, { used: amount(used), limit: amount(limit ?? 0) })}</span>{' '}
            <span className={table.quiet}>
              {share} · {t('resets', { span: spans.exact(Date.parse(resetAt) - now) })}
            </span>
            <Progress.Root size={4} aria-hidden>
              <Progress.Section value={percent} color={colourOf(ratio)} />
            </Progress.Root>
          </li>
        )
      })}
    </ul>
  )
}

function colourOf(ratio: number): string {
  if (ratio >= 1) return 'var(--kw-bad)'
  return ratio >= WARN_SHARE ? 'var(--kw-rest)' : 'var(--kw-accent)'
}
