import { Pagination, UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { Panel } from '@/components/layout/panel'
import { ROLES } from '@/components/layout/table-roles'
import {
  USAGE_TABLE_SORTS,
  type UsageTable,
  type UsageTableQuestion,
  type UsageTableSort,
} from '@/lib/contract/usage-table'
import classes from './usage.module.css'
import { filledIn } from './usage-asked'
import { FigureCells, UsageName } from './usage-cells'

type UsageFiguresProps = {
  table: UsageTable
  question: UsageTableQuestion
  onChange(part: UsageTableQuestion): void
}

/** One row for each, and one for all together. */
export function UsageFigures({ table: data, question, onChange }: UsageFiguresProps) {
  const t = useTranslations('usage')
  const { by, rows, totals, total, page, size } = data
  const pageCount = Math.ceil(total / size)
  return (
    <Panel title={t(`by.${by}`)} aside={t('counted', { count: total })} isFlush>
      <table className={`${table.table} ${classes.figures}`} aria-label={t(`by.${by}`)} {...ROLES.table}>
        <thead {...ROLES.rows}>
          <tr {...ROLES.row}>
            <th {...ROLES.header}>{t(`name.${by}`)}</th>
            {USAGE_TABLE_SORTS.map(sort => (
              <SortHead key={sort} sort={sort} question={question} onChange={onChange} />
            ))}
            {(['p50', 'p95'] as const).map(column => (
              <th key={column} className={table.number} {...ROLES.header}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...ROLES.rows}>
          {rows.map(row => (
            <tr key={`${row.service?.id} ${row.id}`} {...ROLES.row}>
              <UsageName row={row} by={by} />
              <FigureCells figures={row} by={by} />
            </tr>
          ))}
          <tr className={classes.totals} {...ROLES.row}>
            <td className={`${table.strong} ${table.lead}`} {...ROLES.cell}>
              {t('total')}
            </td>
            <FigureCells figures={totals} by={by} />
          </tr>
        </tbody>
      </table>
      {pageCount > 1 && (
        <div className={classes.foot}>
          <Pagination
            size="sm"
            total={pageCount}
            value={page}
            getItemProps={number => ({ 'aria-label': t('page', { number }) })}
            onChange={next => onChange({ page: String(next) })}
          />
        </div>
      )}
    </Panel>
  )
}

type SortHeadProps = { sort: UsageTableSort; question: UsageTableQuestion; onChange(part: UsageTableQuestion): void }

/** A press sorts by it, the largest first; another one the other way round. */
function SortHead({ sort, question, onChange }: SortHeadProps) {
  const t = useTranslations('usage.column')
  const asked = filledIn(question)
  const isSorted = asked.sort === sort
  const Arrow = asked.order === 'asc' ? ChevronUp : ChevronDown
  const order = isSorted && asked.order === 'desc' ? 'asc' : 'desc'
  return (
    <th
      className={table.number}
      aria-sort={isSorted ? (asked.order === 'asc' ? 'ascending' : 'descending') : undefined}
      {...ROLES.header}
    >
      <UnstyledButton className={classes.sort} onClick={() => onChange({ sort, order })}>
        {t(sort)}
        {isSorted && <Arrow size={12} aria-hidden />}
      </UnstyledButton>
    </th>
  )
}
