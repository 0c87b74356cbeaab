import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { OperatorAction } from '@/lib/contract/action'
import type { AuditEntryView } from '@/lib/contract/audit'
import type { UndoInput } from '@/lib/contract/undo'
import { useDeedWords } from './deed-words'

export type UndoDeed = OperatorAction<UndoInput, unknown>

/** Takes a deed back, where things still are as it left them; the server says when they are not. */
export function UndoButton({ entry, undo }: { entry: AuditEntryView; undo: UndoDeed }) {
  const t = useTranslations('audit')
  const say = useProblemWords()
  const what = useDeedWords().whole(entry)
  const queries = useQueryClient()
  const undoing = useMutation({
    mutationFn: () => act(undo, { auditId: entry.id }),
    onSuccess: () => notifications.show({ message: t('undoDone', { what }) }),
    onError: error => notifications.show({ color: 'red', message: t('undoFailed', { why: say(error) }) }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.audits }),
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('undoOf', { what })}
      loading={undoing.isPending}
      onClick={() => undoing.mutate()}
    >
      {t('undo')}
    </Button>
  )
}
