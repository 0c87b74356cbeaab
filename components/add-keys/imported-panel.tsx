import { Alert, Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import type { AddKeysActions, ServiceChoice } from './add-keys-actions'
import type { ManyKeysInHand } from './use-many-keys'

type ImportedProps = { many: ManyKeysInHand; services: readonly ServiceChoice[]; actions: AddKeysActions }

/** What an import came to, and the way back. */
export function ImportedPanel({ many, services, actions }: ImportedProps) {
  const t = useTranslations('addKeys.import')
  const say = useProblemWords()
  const queries = useQueryClient()
  const { result } = many.importing
  const undone = useRef(new Set<number>())
  const undo = useMutation({
    // where a part fails, the next press goes on with it: those before are undone already
    mutationFn: async (auditIds: readonly number[]) => {
      for (const auditId of auditIds.filter(each => !undone.current.has(each))) {
        await act(actions.undo, { auditId })
        undone.current.add(auditId)
      }
    },
    onSettled: () => queries.invalidateQueries(),
  })
  if (!result) return null
  const { addedCount, skippedCount, auditIds, error } = result
  const trouble = undo.error ?? null
  return (
    <Panel title={t('done', { count: addedCount })}>
      <div role="status">
        {skippedCount > 0 && <Text>{t('skipped', { count: skippedCount })}</Text>}
        {undo.isSuccess && <Text>{t('undone')}</Text>}
      </div>
      {error && (
        <Alert color="orange" variant="outline" mt="md" role="alert">
          {t('partly', { why: say(error) })}
        </Alert>
      )}
      {trouble && (
        <Alert color="red" variant="outline" mt="md" role="alert">
          {say(trouble)}
        </Alert>
      )}
      <Group mt="lg">
        <Button onClick={many.restart}>{t('more')}</Button>
        {addedCount > 0 &&
          !undo.isSuccess &&
          result.services.map(id => (
            <Button key={id} component={Link} href={`/services/${id}`} variant="default">
              {t('toService', { service: services.find(each => each.id === id)?.label ?? id })}
            </Button>
          ))}
        {auditIds.length > 0 && !undo.isSuccess && (
          <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(auditIds)}>
            {t('undo')}
          </Button>
        )}
      </Group>
    </Panel>
  )
}
