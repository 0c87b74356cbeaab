import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { localMinute, tomorrowAtNine } from './snooze-ends'

type SnoozeDialogProps = { isOpen: boolean; onClose(): void; onChoose(until: Date): void }

/** Any instant ahead, in the browser's zone. */
export function SnoozeDialog({ isOpen, onClose, onChoose }: SnoozeDialogProps) {
  const t = useTranslations('alerts')
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('ownTitle')} size="sm" centered>
      <SnoozeForm
        onCancel={onClose}
        onChoose={until => {
          onClose()
          onChoose(until)
        }}
      />
    </Modal>
  )
}

function SnoozeForm({ onCancel, onChoose }: { onCancel(): void; onChoose(until: Date): void }) {
  const t = useTranslations('alerts')
  const [text, setText] = useState(() => localMinute(tomorrowAtNine(new Date())))
  const [isWrong, setIsWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const until = new Date(text)
    if (until.getTime() > Date.now()) onChoose(until)
    else setIsWrong(true)
  }
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        type="datetime-local"
        label={t('ownLabel')}
        value={text}
        error={isWrong && t('ownPast')}
        data-autofocus
        onChange={event => {
          setText(event.currentTarget.value)
          setIsWrong(false)
        }}
      />
      <Group mt="md" justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button type="submit">{t('ownConfirm')}</Button>
      </Group>
    </form>
  )
}
