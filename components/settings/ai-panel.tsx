import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import table from '@/components/layout/data-table.module.css'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import { RouteLine } from '@/components/playground/route-line'
import { aiTasksQuery } from '@/lib/client/ai'
import type { AiTaskView } from '@/lib/contract/ai'
import classes from './settings.module.css'
import type { AiActions } from './settings-actions'

/** Comes when the models of a task are changed. */
const AiRoutesDialog = dynamic(() => import('./ai-routes-dialog').then(({ AiRoutesDialog }) => AiRoutesDialog), {
  ssr: false,
})

/** What each AI task asks, best first; an admin changes it. */
export function AiPanel({ actions }: { actions: AiActions | null }) {
  const t = useTranslations('settings.ai')
  const say = useProblemWords()
  const { data, error } = useQuery(aiTasksQuery)
  const [openId, setOpenId] = useState<string | null>(null)
  const open = data?.tasks.find(({ id }) => id === openId)
  return (
    <Panel title={t('title')}>
      <p className={classes.note}>{t('lead')}</p>
      <p role="alert" className={classes.refusal}>
        {error && data === undefined && say(error)}
      </p>
      {data && <TaskTable tasks={data.tasks} onOpen={actions && setOpenId} />}
      {actions && open && data && (
        <AiRoutesDialog task={open} services={data.services} actions={actions} onClose={() => setOpenId(null)} />
      )}
    </Panel>
  )
}

type TaskTableProps = { tasks: readonly AiTaskView[]; onOpen: ((id: string) => void) | null }

function TaskTable({ tasks, onOpen }: TaskTableProps) {
  const t = useTranslations('settings.ai')
  const names = useTranslations('playground.task')
  const columns = [
    { title: t('task') },
    { title: t('asks') },
    ...(onOpen ? [{ title: t('change'), kind: 'hidden' as const }] : []),
  ]
  return (
    <table className={`${table.table} ${classes.tasks}`} aria-label={t('title')} {...ROLES.table}>
      <TableHead columns={columns} />
      <tbody {...ROLES.rows}>
        {tasks.map(task => (
          <tr key={task.id} {...ROLES.row}>
            <td className={table.lead} {...ROLES.cell}>
              {names(task.id)}
            </td>
            <td data-label={t('asks')} {...ROLES.cell}>
              <RouteLine routes={task.routes} />
            </td>
            {onOpen && (
              <td {...ROLES.cell}>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('changeOf', { task: names(task.id) })}
                  onClick={() => onOpen(task.id)}
                >
                  {t('change')}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
