'use client'

import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyPanel, ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { aiTasksQuery } from '@/lib/client/ai'
import { isSignedOut } from '@/lib/client/queries'
import type { AiTaskView } from '@/lib/contract/ai'
import classes from './playground.module.css'
import { TaskRun } from './task-run'
import { useTask } from './use-task'

export type PlaygroundViewProps = {
  /** A viewer looks and runs nothing. */
  canRun: boolean
  /** Where programs reach the tasks. */
  address: string
}

/** The AI tasks, to be tried by hand: the answer as it comes, and which keys were tried for it. */
export function PlaygroundView(props: PlaygroundViewProps) {
  const t = useTranslations('playground')
  const { data, error, isFetching, refetch } = useQuery(aiTasksQuery)
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {error && (data === undefined || isSignedOut(error)) ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      ) : data ? (
        <Tasks tasks={data.tasks} {...props} />
      ) : (
        <LoadingPanels heights={[60, 420]} />
      )}
    </>
  )
}

function Tasks({ tasks, ...props }: PlaygroundViewProps & { tasks: readonly AiTaskView[] }) {
  const t = useTranslations('playground')
  const [taskId, open] = useTask()
  const task = tasks.find(({ id }) => id === taskId) ?? tasks[0]
  if (task === undefined) return null
  return (
    <div className={classes.stack}>
      <nav className={classes.tasks} aria-label={t('tasks')}>
        {tasks.map(({ id }) => (
          <UnstyledButton
            key={id}
            aria-current={id === task.id ? 'true' : undefined}
            className={classes.task}
            onClick={() => open(id)}
          >
            {t(`task.${id}`)}
          </UnstyledButton>
        ))}
      </nav>
      {!hasKey(task) && <NoKey task={task} canAdd={props.canRun} />}
      {(hasKey(task) || WITHOUT_MODEL.has(task.id)) && <TaskRun task={task} {...props} />}
    </div>
  )
}

/** An export of LinkedIn's is read without a model. */
const WITHOUT_MODEL: ReadonlySet<string> = new Set(['linkedin-import'])

function hasKey({ routes }: AiTaskView): boolean {
  return routes.some(({ keyCount }) => keyCount > 0)
}

function NoKey({ task, canAdd }: { task: AiTaskView; canAdd: boolean }) {
  const t = useTranslations('playground')
  const services = [...new Set(task.routes.map(({ label }) => label))]
  return (
    <EmptyPanel title={t('emptyTitle')}>
      <p className={classes.note}>
        {t('emptyLead', { services: services.join(', ') })} {WITHOUT_MODEL.has(task.id) && t('emptyExport')}
      </p>
      {canAdd && (
        <p className={classes.note}>
          <Link href="/keys/add">{t('emptyAdd')}</Link>
        </p>
      )}
    </EmptyPanel>
  )
}
