import { useTranslations } from 'next-intl'
import { ROLES } from '@/components/layout/table-roles'
import type { RequestRow } from '@/lib/contract/requests'
import { RequestTableRow } from './request-table-row'
import classes from './requests.module.css'
import type { RequestsAddress } from './use-requests-address'

const COLUMNS = ['time', 'ending', 'target', 'key', 'caller', 'status', 'firstByte', 'total', 'tokens', 'cost'] as const
const NUMBERS: readonly string[] = ['status', 'firstByte', 'total', 'tokens', 'cost']

type RequestTableProps = { requests: readonly RequestRow[]; address: RequestsAddress }

/** Requests, one line each; columns that have no room go, and on a phone each is a card. */
export function RequestTable({ requests, address }: RequestTableProps) {
  const t = useTranslations('requests')
  return (
    <div className={classes.frame}>
      <table className={classes.table} {...ROLES.table} aria-label={t('list')}>
        <thead {...ROLES.rows}>
          <tr {...ROLES.row}>
            {COLUMNS.map(column => (
              <th
                key={column}
                {...ROLES.header}
                scope="col"
                data-column={column}
                data-number={NUMBERS.includes(column) || undefined}
              >
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...ROLES.rows}>
          {requests.map(request => (
            <RequestTableRow
              key={request.id}
              request={request}
              href={address.pathTo(request.id)}
              isOpen={request.id === address.openId}
              onOpen={address.open}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
