import { Badge } from '@mantine/core'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import shared from '@/components/keys/keys.module.css'
import type { KeyRow } from '@/lib/contract/key-page'
import classes from './key-table.module.css'

const LABELS_SHOWN = 2

/** Its name leads to its page; below it what it is known by. */
export function KeyNameCell({ keyRow }: { keyRow: KeyRow }) {
  const t = useTranslations('service')
  const { id, name, masked, account, source, labels, note } = keyRow
  const more = labels.length - LABELS_SHOWN
  return (
    <>
      <Link href={`/keys/${id}`} className={classes.name} title={note ?? undefined}>
        {name}
      </Link>
      <span className={`${shared.under} ${classes.under}`}>
        <span className={shared.masked}>{masked}</span>
        {source === 'env' && ` · ${t('fromEnvironment')}`}
        {account !== null && ` · ${t('account', { account })}`}
        {labels.slice(0, LABELS_SHOWN).map(label => (
          <Badge key={label} size="xs" variant="default" className={classes.label}>
            {label}
          </Badge>
        ))}
        {more > 0 && <span title={labels.slice(LABELS_SHOWN).join(', ')}>{t('moreLabels', { count: more })}</span>}
      </span>
    </>
  )
}

/** The priority in force; below it the key's own, where a review holds it back. */
export function PriorityCell({ keyRow: { priority, effectivePriority } }: { keyRow: KeyRow }) {
  const t = useTranslations('service')
  if (priority === effectivePriority) return priority
  return (
    <>
      {effectivePriority}
      <span className={shared.under} title={t('priorityKept', { priority })}>
        ({priority})
      </span>
    </>
  )
}

/** Never 100 % while one attempt failed. */
export function SuccessCell({ keyRow: { successRate, totals } }: { keyRow: KeyRow }) {
  const t = useTranslations('service')
  const format = useFormatter()
  if (successRate === null) return <span className={shared.quiet}>{t('noAttempts')}</span>
  const floored = Math.floor(successRate * 1000) / 1000
  return (
    <span title={t('successOf', { successes: totals.successes, requests: totals.requests })}>
      {format.number(floored, { style: 'percent', maximumFractionDigits: 1 })}
    </span>
  )
}

/** In the service's unit today; below it attempts in all. */
export function RequestsCell({ keyRow: { usage, totals } }: { keyRow: KeyRow }) {
  const t = useTranslations('service')
  const format = useFormatter()
  return (
    <>
      {format.number(usage.ownToday)}
      <span className={shared.under}>{t('inAll', { count: totals.requests })}</span>
    </>
  )
}

/** Tokens, and below them what they cost. */
export function SpentCell({ keyRow: { totals } }: { keyRow: KeyRow }) {
  const format = useFormatter()
  const tokens = totals.tokensIn + totals.tokensOut
  const isSmall = totals.costUsd > 0 && totals.costUsd < 1
  return (
    <>
      {format.number(tokens, { notation: tokens >= 100_000 ? 'compact' : 'standard', maximumFractionDigits: 1 })}
      <span className={shared.under}>
        {format.number(totals.costUsd, {
          ...{ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' },
          maximumFractionDigits: isSmall ? 4 : 2,
        })}
      </span>
    </>
  )
}
