import { Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { act } from '@/lib/client/act'
import { Dialog, DialogRefusal } from './dialog'
import type { KeyDeeds, KeyInHand } from './key-deeds'
import { useDeed } from './use-deed'

type RemoveDialogProps = { keyInHand: KeyInHand; deeds: KeyDeeds; onClose(): void }

/** Removes a key once its name was typed. */
export function RemoveDialog({ keyInHand: { id, name }, deeds, onClose }: RemoveDialogProps) {
  const t = useTranslations('keys')
  const [typed, setTyped] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const { tell } = useDeed(deeds.undo)
  const removal = useMutation({
    mutationFn: () => act(deeds.remove, { keyId: id }),
    onSuccess: ({ auditId }) => {
      tell(t('remove.done', { name }), auditId)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() === name) removal.mutate()
    else setIsWrong(true)
  }
  return (
    <Dialog title={t('remove.title', { name })} onClose={onClose}>
      <form onSubmit={submit}>
        <Text size="sm">{t('remove.lead')}</Text>
        <TextInput
          mt="md"
          label={t('remove.type', { name })}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value)
            setIsWrong(false)
          }}
          error={isWrong && t('remove.mismatch')}
          autoComplete="off"
          data-autofocus
        />
        <DialogRefusal error={removal.error} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red" loading={removal.isPending}>
            {t('remove.confirm')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
