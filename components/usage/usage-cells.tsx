import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { ROLES } from '@/components/layout/table-roles'
import type { UsageBy, UsageFigures, UsageTableRow } from '@/lib/contract/usage-table'

/** Whose row it is, with the way to its page or its requests. */
export function UsageName({ row: { id, name, masked, service }, by }: { row: UsageTableRow; by: UsageBy }) {
  const t = useTranslations('usage')
  const href = by === 'key' ? `/keys/${encodeURIComponent(id)}` : `/requests?${new URLSearchParams({ [by]: id })}`
  const label = name ?? (id === '' ? t('noModel') : id)
  return (
    <td className={table.lead} {...ROLES.cell}>
      {id === '' ? (
        label
      ) : (
        <Link href={href} className={table.link}>
          {label}
        </Link>
      )}
      {(masked || service) && (
        <span className={table.under}>
          {service?.label} {masked && <span className={table.masked}>{masked}</span>}
        </span>
      )}
    </td>
  )
}

/** The figures of one row, or of all together. */
export function FigureCells({ figures, by }: { figures: UsageFigures; by: UsageBy }) {
  const t = useTranslations('usage')
  const format = useFormatter()
  const whole = (value: number) => format.number(value)
  const ms = (value: number | null) => (value === null ? '–' : t('ms', { value }))
  const cells = [
    ...(['requests', 'firstTry', 'rescued', 'lost'] as const).map(name => [name, whole(figures[name])] as const),
    ['success', <Success key="success" figures={figures} by={by} />] as const,
    ['tokensIn', whole(figures.tokensIn)] as const,
    ['tokensOut', whole(figures.tokensOut)] as const,
  ]
  return (
    <>
      {cells.map(([name, shown]) => (
        <td key={name} className={table.number} data-label={t(`column.${name}`)} {...ROLES.cell}>
          {shown}
        </td>
      ))}
      <td className={table.number} data-label={t('column.cost')} {...ROLES.cell}>
        <Cost figures={figures} />
      </td>
      <td className={table.number} data-label={t('column.p50')} {...ROLES.cell}>
        {ms(figures.p50Ms)}
      </td>
      <td className={table.number} data-label={t('column.p95')} {...ROLES.cell}>
        {ms(figures.p95Ms)}
      </td>
    </>
  )
}

/** A key is judged by all its attempts, also those whose request went on to another: how many is said with it. */
function Success({ figures: { successRate, successOf }, by }: { figures: UsageFigures; by: UsageBy }) {
  const t = useTranslations('usage')
  const format = useFormatter()
  if (successRate === null) return '–'
  return (
    <span>
      {format.number(Math.floor(successRate * 1000) / 1000, { style: 'percent', maximumFractionDigits: 1 })}
      {by === 'key' && <span className={table.under}>{t('ofAttempts', { count: successOf })}</span>}
    </span>
  )
}

/** What had no price is never a cost of nothing. */
function Cost({ figures: { costUsd, unpricedTokens } }: { figures: UsageFigures }) {
  const t = useTranslations('usage')
  const format = useFormatter()
  if (costUsd === null) {
    return (
      <Link href="/settings#prices" className={table.link}>
        {t('setPrice')}
      </Link>
    )
  }
  const digits = costUsd > 0 && costUsd < 1 ? 4 : 2
  const amount = format.number(costUsd, { style: 'currency', currency: 'USD', maximumFractionDigits: digits })
  if (unpricedTokens === 0) return amount
  return (
    <>
      {amount} <span className={table.quiet}>{t('partlyPriced', { tokens: unpricedTokens })}</span>
    </>
  )
}
