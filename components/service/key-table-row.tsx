import { Badge, Checkbox } from '@mantine/core'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { KeyMenu } from '@/components/keys/key-menu'
import { KeyScore } from '@/components/keys/key-score'
import { KeyStanding } from '@/components/keys/key-standing'
import shared from '@/components/keys/keys.module.css'
import { LimitBar } from '@/components/keys/limit-bar'
import { useSpans } from '@/components/layout/spans'
import { ROLES } from '@/components/layout/table-roles'
import type { KeyRow } from '@/lib/contract/key-page'
import type { KeyColumn } from './key-columns'
import classes from './key-table.module.css'
import type { Selection } from './use-selection'

export type KeyTableRowProps = {
  keyRow: KeyRow
  now: number
  /** `null` for a person who may only look. */
  selection: Selection | null
  /** As its makers write it. */
  serviceLabel: string
}

/** One key. */
export function KeyTableRow({ keyRow, now, selection, serviceLabel }: KeyTableRowProps) {
  const t = useTranslations('service')
  const spans = useSpans()
  const { id, name, score, usage, unit, lastUsedAt } = keyRow
  const isTicked = selection?.ids.has(id) ?? false
  return (
    <tr {...ROLES.row} data-ticked={isTicked || undefined}>
      {selection && (
        <Cell column="select">
          <Checkbox
            size="xs"
            aria-label={t('select.one', { name })}
            checked={isTicked}
            onChange={({ nativeEvent }) =>
              selection.toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
        </Cell>
      )}
      <Cell column="status">
        <KeyStanding keyStatus={keyRow} now={now} />
      </Cell>
      <Cell column="key">
        <KeyNameCell keyRow={keyRow} />
      </Cell>
      <Cell column="priority" label={t('sorts.priority')}>
        <PriorityCell keyRow={keyRow} />
      </Cell>
      <Cell column="score" label={t('sorts.score')}>
        <KeyScore score={score} />
      </Cell>
      <Cell column="usage" label={t('sorts.usage')}>
        <LimitBar usage={usage} unit={unit} now={now} />
      </Cell>
      <Cell column="success" label={t('sorts.success')}>
        <SuccessCell keyRow={keyRow} />
      </Cell>
      <Cell column="requests" label={t('sorts.today')}>
        <RequestsCell keyRow={keyRow} />
      </Cell>
      <Cell column="spent" label={t('sorts.tokens')}>
        <SpentCell keyRow={keyRow} />
      </Cell>
      <Cell column="lastUsed" label={t('sorts.lastUsed')}>
        {spans.ago(lastUsedAt === null ? null : Date.parse(lastUsedAt), now)}
      </Cell>
      {selection && (
        <Cell column="actions">
          <KeyMenu keyInHand={{ ...keyRow, serviceLabel }} />
        </Cell>
      )}
    </tr>
  )
}

function Cell({ column, label, children }: { column: KeyColumn; label?: string; children: ReactNode }) {
  return (
    <td {...ROLES.cell} data-column={column} data-label={label}>
      {children}
    </td>
  )
}

const LABELS_SHOWN = 2

function KeyNameCell({ keyRow }: { keyRow: KeyRow }) {
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

function PriorityCell({ keyRow: { priority, effectivePriority } }: { keyRow: KeyRow }) {
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
function SuccessCell({ keyRow: { successRate, totals } }: { keyRow: KeyRow }) {
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

function RequestsCell({ keyRow: { usage, totals } }: { keyRow: KeyRow }) {
  const t = useTranslations('service')
  const format = useFormatter()
  return (
    <>
      {format.number(usage.ownToday)}
      <span className={shared.under}>{t('inAll', { count: totals.requests })}</span>
    </>
  )
}

function SpentCell({ keyRow: { totals } }: { keyRow: KeyRow }) {
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
