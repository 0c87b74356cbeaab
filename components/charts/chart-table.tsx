import { useTranslations } from 'next-intl'
import classes from './charts.module.css'

export type ChartTableProps = {
  label: string
  columns: readonly string[]
  /** Newest last, as the chart is drawn; `null` cells: nothing is known. */
  rows: readonly { at: number; label: string; cells: readonly (string | null)[] }[]
}

/** A chart's figures to read, newest first. */
export function ChartTable({ label, columns, rows }: ChartTableProps) {
  const t = useTranslations('charts')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.tableScroll} tabIndex={0} aria-label={label}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            {columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map(({ at, label: time, cells }) => (
            <tr key={at}>
              <th scope="row">{time}</th>
              {cells.map((cell, index) => (
                <td key={columns[index]}>{cell ?? t('unknown')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
