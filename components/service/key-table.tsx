import { Checkbox } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { ROLES } from '@/components/layout/table-roles'
import type { KeyRow } from '@/lib/contract/key-page'
import { KEY_COLUMNS } from './key-columns'
import classes from './key-table.module.css'
import { KeyTableRow, type KeyTableRowProps } from './key-table-row'
import { SortButton } from './sort-button'
import type { KeyQuestion } from './use-key-question'
import type { Selection } from './use-selection'

export type KeyTableProps = Omit<KeyTableRowProps, 'keyRow'> & {
  /** What is listed, for a screen reader. */
  name: string
  keys: readonly KeyRow[]
  asked: KeyQuestion
}

/** Keys, one line each; on a narrow screen one card each. */
export function KeyTable({ name, keys, now, asked, selection, serviceLabel }: KeyTableProps) {
  const t = useTranslations('service.columns')
  return (
    <div className={classes.frame}>
      <table className={classes.table} {...ROLES.table} aria-label={name}>
        <thead {...ROLES.rows}>
          <tr {...ROLES.row}>
            {selection && (
              <th {...ROLES.header} scope="col" data-column="select">
                <SelectShown keys={keys} selection={selection} />
              </th>
            )}
            {KEY_COLUMNS.map(({ name: column, sorts }) => (
              <th
                key={column}
                {...ROLES.header}
                scope="col"
                data-column={column}
                aria-sort={sorts.length === 0 ? undefined : ariaSort(sorts, asked)}
              >
                {column === 'recent'
                  ? t('recent')
                  : sorts.map(sort => <SortButton key={sort} sort={sort} asked={asked} />)}
              </th>
            ))}
            {selection && (
              <th {...ROLES.header} scope="col" data-column="actions">
                <span className={classes.hidden}>{t('actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody {...ROLES.rows}>
          {keys.map(key => (
            <KeyTableRow key={key.id} keyRow={key} now={now} selection={selection} serviceLabel={serviceLabel} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SelectShown({ keys, selection }: { keys: readonly KeyRow[]; selection: Selection }) {
  const t = useTranslations('service.select')
  const count = keys.filter(({ id }) => selection.ids.has(id)).length
  return (
    <Checkbox
      size="xs"
      aria-label={t('shown')}
      checked={count > 0 && count === keys.length}
      indeterminate={count > 0 && count < keys.length}
      onChange={selection.toggleShown}
    />
  )
}

function ariaSort(sorts: readonly string[], { input }: KeyQuestion): 'ascending' | 'descending' | 'none' {
  if (!sorts.includes(input.sort)) return 'none'
  return input.order === 'asc' ? 'ascending' : 'descending'
}
