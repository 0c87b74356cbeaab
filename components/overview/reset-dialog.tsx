import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { resetMutation } from '@/lib/client/mutations'
import type { ResetInput } from '@/lib/contract/reset'
import classes from './overview.module.css'
import { words } from './words'

/** What to reset, as the server and as a person would name it. */
export type ResetTarget = { input: ResetInput; what: string }

type ResetDialogProps = {
  target: ResetTarget | null
  onClose(): void
  /** Hears a sentence about what was done. */
  onDone(notice: string): void
}

/** Asks before it resets, and says what came of it. */
export function ResetDialog({ target, onClose, onDone }: ResetDialogProps) {
  const reset = useMutation(resetMutation(useQueryClient()))
  const close = () => {
    reset.reset()
    onClose()
  }
  const confirm = (input: ResetInput) =>
    reset.mutate(input, {
      onSuccess: answer => {
        onDone(words.reset.done(answer.reset.length))
        close()
      },
    })
  return (
    <Modal
      opened={target !== null}
      onClose={close}
      title={target && words.reset.title(target.what)}
      centered
      classNames={{ content: classes.dialog, header: classes.dialog, title: classes.dialogTitle }}
      closeButtonProps={{ 'aria-label': words.reset.cancel }}
    >
      <Text size="sm">{words.reset.explain}</Text>
      {reset.error && (
        <Alert color="red" variant="outline" mt="md" role="alert">
          {words.reset.failed(reset.error.message)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {words.reset.cancel}
        </Button>
        <Button data-autofocus loading={reset.isPending} onClick={() => target && confirm(target.input)}>
          {words.reset.confirm}
        </Button>
      </Group>
    </Modal>
  )
}
