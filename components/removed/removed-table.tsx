import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { RestoreButton } from '@/components/keys/restore-button'
import table from '@/components/layout/data-table.module.css'
import { useSpans } from '@/components/layout/spans'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import type { RemovedKey } from '@/lib/contract/removed-keys'

type RemovedTableProps = { keys: readonly RemovedKey[]; now: number }

/** One key a row, the last removed first. */
export function RemovedTable({ keys, now }: RemovedTableProps) {
  const t = useTranslations('removedKeys')
  const canAct = useKeyDeeds() !== null
  const columns = [
    ...(['key', 'service', 'removed', 'gone'] as const).map(column => ({ title: t(`column.${column}`) })),
    ...(canAct ? [{ title: t('column.actions'), kind: 'hidden' as const }] : []),
  ]
  return (
    <table className={table.table} aria-label={t('table')} {...ROLES.table}>
      <TableHead columns={columns} />
      <tbody {...ROLES.rows}>
        {keys.map(key => (
          <RemovedRow key={key.id} removed={key} now={now} canAct={canAct} />
        ))}
      </tbody>
    </table>
  )
}

function RemovedRow({ removed, now, canAct }: { removed: RemovedKey; now: number; canAct: boolean }) {
  const t = useTranslations('removedKeys')
  const spans = useSpans()
  const { id, name, masked, serviceLabel, removedAt, restorableUntil } = removed
  return (
    <tr {...ROLES.row}>
      <td className={table.lead} {...ROLES.cell}>
        <Link href={`/keys/${id}`} className={table.link}>
          {name}
        </Link>{' '}
        <span className={table.masked}>{masked}</span>
      </td>
      <td data-label={t('column.service')} {...ROLES.cell}>
        {serviceLabel}
      </td>
      <td data-label={t('column.removed')} {...ROLES.cell}>
        {spans.ago(Date.parse(removedAt), now)}
      </td>
      <td data-label={t('column.gone')} {...ROLES.cell}>
        {t('goneIn', { span: spans.rough(Date.parse(restorableUntil) - now) })}
      </td>
      {canAct && (
        <td className={table.actions} {...ROLES.cell}>
          <RestoreButton keyId={id} name={name} />
        </td>
      )}
    </tr>
  )
}
