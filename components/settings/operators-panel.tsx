import { Button, Group, Skeleton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { CsvLink } from '@/components/layout/csv-link'
import { Panel } from '@/components/layout/panel'
import { ErrorPanel } from '@/components/layout/state-panels'
import { isSignedOut } from '@/lib/client/queries'
import { operatorsQuery } from '@/lib/client/settings'
import { AddOperatorDialog } from './late-dialogs'
import { OperatorTable } from './operator-table'
import type { OperatorActions } from './settings-actions'

/** The people who may sign in. */
export function OperatorsPanel({ actions, ownId }: { actions: OperatorActions; ownId: string }) {
  const t = useTranslations('operators')
  const { data, error, isFetching, refetch } = useQuery(operatorsQuery)
  const [isAdding, { open, close }] = useDisclosure()
  if (error && (!data || isSignedOut(error)))
    return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  return (
    <Panel
      title={t('title')}
      isFlush
      aside={
        <Group gap={8}>
          {data && <CsvLink path="/api/admin/operators" table={t('title')} />}
          <Button size="compact-sm" variant="default" onClick={open}>
            {t('add')}
          </Button>
        </Group>
      }
    >
      {data ? <OperatorTable operators={data} actions={actions} ownId={ownId} /> : <Skeleton height={96} />}
      {isAdding && <AddOperatorDialog create={actions.create} onClose={close} />}
    </Panel>
  )
}
