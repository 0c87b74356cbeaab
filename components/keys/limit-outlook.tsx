import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import type { KeyRow } from '@/lib/contract/key-page'
import classes from './keys.module.css'

type LimitOutlookProps = Pick<KeyRow, 'usage' | 'exhaustedAt'> & { now: number }

/**
 * One line under a limit's bar: about when it is used up, where that comes before the reset, and when it begins again.
 * The bar itself speaks the reset.
 */
export function LimitOutlook({ usage, exhaustedAt, now }: LimitOutlookProps) {
  const t = useTranslations('standing.limit')
  const spans = useSpans()
  if (usage.dailyLimit === null) return null
  const leftMs = Date.parse(usage.resetAt) - now
  const left = spans.exact(leftMs)
  const dryInMs = exhaustedAt === null || usage.ratio >= 1 ? 0 : Date.parse(exhaustedAt) - now
  const dry = dryInMs > 0 && t('dry', { span: spans.rough(dryInMs) })
  return (
    <span
      className={`${classes.under} ${classes.outlook}`}
      title={dry ? t('soon', { span: spans.rough(dryInMs), resets: t('resets', { span: left }) }) : undefined}
    >
      {dry && <span className={classes.dry}>{dry}</span>}
      <span aria-hidden>
        <RotateCcw size={11} />
        {dry ? spans.rough(leftMs) : t('again', { span: left })}
      </span>
    </span>
  )
}
