import { Checkbox } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { ROLES } from '@/components/layout/table-roles'
import type { PreviewRow } from '@/lib/contract/key-preview'
import classes from './add-keys.module.css'
import type { ServiceChoice } from './add-keys-actions'
import { PreviewTableRow } from './preview-table-row'
import type { ManyKeysInHand } from './use-many-keys'

type PreviewTableProps = { many: ManyKeysInHand; rows: readonly PreviewRow[]; services: readonly ServiceChoice[] }

/** One page of what a text holds. The box at the top ticks every new key of all pages. */
export function PreviewTable({ many, rows, services }: PreviewTableProps) {
  const t = useTranslations('addKeys.preview')
  const fresh = many.preview?.rows.filter(({ state }) => state === 'new').map(({ line }) => line) ?? []
  const isAll = fresh.length > 0 && many.chosen.length === fresh.length
  return (
    <table className={classes.table} {...ROLES.table}>
      <thead {...ROLES.rows}>
        <tr {...ROLES.row}>
          <th {...ROLES.header}>
            <Checkbox
              size="xs"
              aria-label={t('all')}
              checked={isAll}
              indeterminate={!isAll && many.chosen.length > 0}
              disabled={fresh.length === 0}
              onChange={({ currentTarget }) => many.tick(fresh, currentTarget.checked)}
            />
          </th>
          <th {...ROLES.header}>{t('key')}</th>
          <th {...ROLES.header}>{t('line')}</th>
          <th {...ROLES.header}>{t('service')}</th>
          <th {...ROLES.header}>{t('verdict')}</th>
        </tr>
      </thead>
      <tbody {...ROLES.rows}>
        {rows.map(row => (
          <PreviewTableRow key={row.line} many={many} row={row} services={services} />
        ))}
      </tbody>
    </table>
  )
}
