import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { askAgain } from '@/lib/client/live'
import type { OperatorAction } from '@/lib/contract/action'
import type { ResettableCounts } from '@/lib/contract/overview'
import type { ResetAnswer, ResetInput } from '@/lib/contract/reset'

/** What to reset, as the server and as a person would name it, and what of it there is to reset. */
export type ResetTarget = { input: ResetInput; what: string; resettable: ResettableCounts }

type ResetDialogProps = {
  target: ResetTarget | null
  action: OperatorAction<ResetInput, ResetAnswer>
  onClose(): void
}

/** Says what will happen before it resets, and what came of it. */
export function ResetDialog({ target, action, onClose }: ResetDialogProps) {
  const t = useTranslations('overview.reset')
  const say = useProblemWords()
  const queries = useQueryClient()
  const reset = useMutation({
    mutationFn: (input: ResetInput) => act(action, input),
    onSuccess: ({ reset: keys }) => {
      notifications.show({ message: t('done', { count: keys.length }) })
      close()
    },
    onSettled: () => askAgain(queries),
  })
  const close = () => {
    reset.reset()
    onClose()
  }
  return (
    <Modal
      opened={target !== null}
      onClose={close}
      title={target && t('title', { what: target.what })}
      centered
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <Text size="sm">{target && t('amount', target.resettable)}</Text>
      <Text size="sm" mt="xs" c="dimmed">
        {t('explain')}
      </Text>
      {reset.error && (
        <Alert color="red" variant="outline" mt="md" role="alert">
          {say(reset.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
        <Button data-autofocus loading={reset.isPending} onClick={() => target && reset.mutate(target.input)}>
          {t('confirm')}
        </Button>
      </Group>
    </Modal>
  )
}
