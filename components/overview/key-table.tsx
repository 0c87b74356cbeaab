import { ROLES } from '@/components/layout/table-roles'
import type { ServiceStatus } from '@/lib/contract/status'
import { KeyRow } from './key-row'
import classes from './overview.module.css'
import type { ResetTarget } from './reset-dialog'
import { words } from './words'

export type KeyTableProps = {
  service: ServiceStatus
  now: number
  /** `null` for a person who may only look. */
  onReset: ((target: ResetTarget) => void) | null
}

/** Every key of a service, one line each; on a phone one card each. */
export function KeyTable({ service, now, onReset }: KeyTableProps) {
  const columns = Object.entries(words.columns).filter(([name]) => onReset !== null || name !== 'actions')
  return (
    <table className={classes.table} {...ROLES.table} aria-label={words.service.keysOf(service.label)}>
      <thead {...ROLES.rows}>
        <tr {...ROLES.row}>
          {columns.map(([name, title]) => (
            <th key={name} {...ROLES.header} scope="col" data-column={name}>
              {name === 'actions' ? <span className={classes.hidden}>{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...ROLES.rows}>
        {service.keys.map(key => (
          <KeyRow key={key.id} keyStatus={key} unit={service.unit} now={now} onReset={onReset} />
        ))}
      </tbody>
    </table>
  )
}
