import { Tooltip, UnstyledButton } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import type { KeyStatusView } from '@/lib/contract/status'
import classes from './keys.module.css'

const TERMS = ['priority', 'recentSuccess', 'recentFailure', 'usage', 'recentlyUnused'] as const

/** The score; on hover or focus, its terms. */
export function KeyScore({ score }: Pick<KeyStatusView, 'score'>) {
  const t = useTranslations('standing.score')
  const format = useFormatter()
  const signed = (value: number) => format.number(value, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const total = format.number(score.total, { maximumFractionDigits: 1 })
  const terms = TERMS.map(term => t('term', { name: t(term), value: signed(score[term]) })).join(', ')
  return (
    <Tooltip
      withArrow
      events={{ hover: true, focus: true, touch: true }}
      label={
        <dl className={classes.terms}>
          {TERMS.map(term => (
            <div key={term}>
              <dt>{t(term)}</dt>
              <dd>{signed(score[term])}</dd>
            </div>
          ))}
          <div className={classes.total}>
            <dt>{t('title')}</dt>
            <dd>{total}</dd>
          </div>
        </dl>
      }
    >
      <UnstyledButton className={classes.explained} aria-label={t('spoken', { total, terms })}>
        {total}
      </UnstyledButton>
    </Tooltip>
  )
}
