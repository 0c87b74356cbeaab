import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import type { UndoInput, Undone } from '@/lib/contract/undo'

/** How long an undo is offered at the edge of the screen; the audit offers it for longer. */
const UNDO_SHOWN_MS = 10_000

export type Undo = OperatorAction<UndoInput, Undone>

export type Deed = {
  /** Does it, shows every screen what changed, and says what was done, with an undo; or why it was not done. */
  run<Input>(
    action: OperatorAction<Input, { auditId: number | null }>,
    input: Input,
    done: string,
  ): Promise<'done' | 'failed'>
  /** Says what was done by other means. */
  tell(done: string, auditId: number | null): void
}

/** Deeds that need no dialog, and the word after those that do. */
export function useDeed(undo: Undo): Deed {
  const t = useTranslations('undo')
  const failed = useTranslations('keys')('failed')
  const queries = useQueryClient()
  const say = useProblemWords()
  const showFailure = (title: string, error: unknown) => {
    const message = error instanceof Error ? say(error) : title
    notifications.show({ color: 'red', title, message, autoClose: UNDO_SHOWN_MS })
  }
  const takeBack = async (id: string, auditId: number) => {
    notifications.hide(id)
    try {
      const { count } = await act(undo, { auditId })
      notifications.show({ title: t('done'), message: t('doneExplain', { count }) })
    } catch (error) {
      showFailure(t('failed'), error)
    } finally {
      await queries.invalidateQueries()
    }
  }
  const tell = (done: string, auditId: number | null) => {
    void queries.invalidateQueries()
    const id = `deed-${auditId ?? done}`
    const message = auditId !== null && (
      <Button size="compact-sm" variant="default" mt={6} onClick={() => void takeBack(id, auditId)}>
        {t('undo')}
      </Button>
    )
    notifications.show({ id, title: done, message, autoClose: UNDO_SHOWN_MS })
  }
  return {
    tell,
    run: async (action, input, done) => {
      try {
        const { auditId } = await act(action, input)
        tell(done, auditId)
        return 'done'
      } catch (error) {
        void queries.invalidateQueries()
        showFailure(failed, error)
        return 'failed'
      }
    },
  }
}
