import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'

type ConfirmDialogProps<Done> = {
  title: string
  /** What will happen. */
  lead: string
  confirm: string
  isGrave?: boolean
  run(): Promise<Done>
  onDone(done: Done): void
  onClose(): void
}

/** Says what will happen, and does it when that is confirmed; a refusal stays in sight. */
export function ConfirmDialog<Done>(props: ConfirmDialogProps<Done>) {
  const { title, lead, confirm, isGrave = false, run, onDone, onClose } = props
  const t = useTranslations('operators')
  const say = useProblemWords()
  const running = useMutation({ mutationFn: run, onSuccess: done => onDone(done) })
  return (
    <Modal opened onClose={onClose} title={title} size="md" centered>
      <Text size="sm">{lead}</Text>
      <Text size="sm" c="var(--kw-bad)" mt="xs" role="alert">
        {running.error && say(running.error)}
      </Text>
      <Group mt="md" justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button {...(isGrave && { color: 'red' })} loading={running.isPending} onClick={() => running.mutate()}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  )
}
