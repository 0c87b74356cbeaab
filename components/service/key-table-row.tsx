import { Checkbox } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { KeyMenu } from '@/components/keys/key-menu'
import { KeyScore } from '@/components/keys/key-score'
import { KeyStanding } from '@/components/keys/key-standing'
import { LimitBar } from '@/components/keys/limit-bar'
import { LimitOutlook } from '@/components/keys/limit-outlook'
import { RecentUse } from '@/components/keys/recent-use'
import { useSpans } from '@/components/layout/spans'
import { ROLES } from '@/components/layout/table-roles'
import type { KeyRow } from '@/lib/contract/key-page'
import { KeyNameCell, PriorityCell, RequestsCell, SpentCell, SuccessCell } from './key-cells'
import type { KeyColumn } from './key-columns'
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
  const columns = useTranslations('service.columns')
  const spans = useSpans()
  const { id, name, score, usage, unit, lastUsedAt, recent, exhaustedAt } = keyRow
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
        <LimitOutlook usage={usage} exhaustedAt={exhaustedAt} now={now} />
      </Cell>
      <Cell column="recent" label={columns('recent')}>
        <RecentUse keyId={id} recent={recent} />
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
