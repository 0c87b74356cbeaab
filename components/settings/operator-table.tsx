import { ActionIcon, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import table from '@/components/layout/data-table.module.css'
import { useSpans } from '@/components/layout/spans'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { ListedOperator } from '@/lib/contract/operator'
import { ConfirmDialog } from './late-dialogs'
import type { OperatorActions } from './settings-actions'

const DEEDS = ['makeAdmin', 'makeViewer', 'endSessions', 'enable', 'disable', 'remove'] as const
type Deed = (typeof DEEDS)[number]
const GRAVE: readonly Deed[] = ['disable', 'remove']

type OperatorTableProps = { operators: readonly ListedOperator[]; actions: OperatorActions; ownId: string }

/** One operator a row, with a menu of what can be done; each deed is confirmed. */
export function OperatorTable({ operators, actions, ownId }: OperatorTableProps) {
  const t = useTranslations('operators')
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<{ deed: Deed; email: string } | null>(null)
  const columns = [
    ...(['email', 'role', 'lastSignIn', 'state'] as const).map(column => ({ title: t(`column.${column}`) })),
    { title: t('column.actions'), kind: 'hidden' as const },
  ]
  const finish = () => {
    setChosen(null)
    void queries.invalidateQueries({ queryKey: queryKeys.operators })
  }
  return (
    <>
      <table className={table.table} aria-label={t('title')} {...ROLES.table}>
        <TableHead columns={columns} />
        <tbody {...ROLES.rows}>
          {operators.map(operator => (
            <OperatorRow
              key={operator.id}
              operator={operator}
              isOwn={operator.id === ownId}
              onChoose={deed => setChosen({ deed, email: operator.email })}
            />
          ))}
        </tbody>
      </table>
      {chosen && (
        <ConfirmDialog
          title={t(`do.${chosen.deed}.title`, { email: chosen.email })}
          lead={t(`do.${chosen.deed}.lead`)}
          confirm={t(`do.${chosen.deed}.item`)}
          isGrave={GRAVE.includes(chosen.deed)}
          run={() => runDeed(actions, chosen)}
          onDone={finish}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  )
}

function runDeed(actions: OperatorActions, { deed, email }: { deed: Deed; email: string }): Promise<unknown> {
  switch (deed) {
    case 'makeAdmin':
      return act(actions.changeRole, { email, role: 'admin' })
    case 'makeViewer':
      return act(actions.changeRole, { email, role: 'viewer' })
    case 'endSessions':
    case 'enable':
    case 'disable':
    case 'remove':
      return act(actions[deed], { email })
  }
}

type OperatorRowProps = { operator: ListedOperator; isOwn: boolean; onChoose(deed: Deed): void }

function OperatorRow({ operator, isOwn, onChoose }: OperatorRowProps) {
  const t = useTranslations('operators')
  const format = useFormatter()
  const spans = useSpans()
  const { email, name, role, lastSignInAt, disabledAt } = operator
  const offered = DEEDS.filter(deed => isOffered(deed, operator))
  return (
    <tr {...ROLES.row}>
      <td className={table.lead} {...ROLES.cell}>
        <span>
          <span className={table.strong}>{email}</span>{' '}
          <span className={table.quiet}>{[name, isOwn && `(${t('you')})`].filter(Boolean).join(' ')}</span>
        </span>
      </td>
      <td data-label={t('column.role')} {...ROLES.cell}>
        {t(`role.${role}`)}
      </td>
      <td data-label={t('column.lastSignIn')} {...ROLES.cell}>
        {lastSignInAt === null
          ? spans.ago(null, 0)
          : format.dateTime(Date.parse(lastSignInAt), { dateStyle: 'medium', timeStyle: 'short' })}
      </td>
      <td data-label={t('column.state')} {...ROLES.cell}>
        <span className={disabledAt === null ? undefined : table.quiet}>
          {disabledAt === null ? t('active') : t('disabled')}
        </span>
      </td>
      <td className={table.actions} {...ROLES.cell}>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t('menu', { email })}>
              <Ellipsis size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {offered.map(deed => (
              <Menu.Item key={deed} {...(deed === 'remove' && { color: 'red' })} onClick={() => onChoose(deed)}>
                {t(`do.${deed}.item`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}

function isOffered(deed: Deed, { role, disabledAt }: ListedOperator): boolean {
  switch (deed) {
    case 'makeAdmin':
      return role === 'viewer'
    case 'makeViewer':
      return role === 'admin'
    case 'enable':
      return disabledAt !== null
    case 'disable':
      return disabledAt === null
    case 'endSessions':
    case 'remove':
      return true
  }
}
