import table from './data-table.module.css'
import { ROLES } from './table-roles'

/** `hidden`: what the column holds says itself to whoever sees it. */
export type TableColumn = { title: string; kind?: 'number' | 'hidden' }

/** The heads of a table, in the order of its columns. */
export function TableHead({ columns }: { columns: readonly TableColumn[] }) {
  return (
    <thead {...ROLES.rows}>
      <tr {...ROLES.row}>
        {columns.map(({ title, kind }) => (
          <th key={title} className={kind === 'number' ? table.number : undefined} {...ROLES.header}>
            {kind === 'hidden' ? <span className={table.hidden}>{title}</span> : title}
          </th>
        ))}
      </tr>
    </thead>
  )
}
