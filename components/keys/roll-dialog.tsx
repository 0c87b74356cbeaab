import { Alert, Button, Group, PasswordInput, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useFieldWords } from '@/components/forms/field-words'
import { act } from '@/lib/client/act'
import { rollSecretSchema } from '@/lib/contract/key-edit'
import { Dialog, DialogRefusal } from './dialog'
import type { KeyDeeds, KeyInHand } from './key-deeds'
import { useDeed } from './use-deed'

type RollDialogProps = { keyInHand: KeyInHand; deeds: KeyDeeds; onClose(): void }

/** Puts another secret in a key's place. A secret of an unusual form is asked about once. */
export function RollDialog({ keyInHand: { id, name, service, serviceLabel }, deeds, onClose }: RollDialogProps) {
  const t = useTranslations('keys')
  const { secret, setSecret, wrong, isDoubted, rolling, submit } = useRoll({ id, name, service }, deeds, onClose)
  return (
    <Dialog title={t('roll.title', { name })} onClose={onClose}>
      <form onSubmit={submit} autoComplete="off">
        <Text size="sm">{t('roll.lead')}</Text>
        <PasswordInput
          mt="md"
          label={t('roll.field')}
          value={secret}
          onChange={({ currentTarget }) => setSecret(currentTarget.value)}
          error={wrong}
          autoComplete="off"
          data-autofocus
          data-1p-ignore
          data-lpignore="true"
        />
        {isDoubted && (
          <Alert color="orange" variant="outline" mt="md" role="alert">
            {t('roll.unusual', { service: serviceLabel })}
          </Alert>
        )}
        <DialogRefusal error={wrong === undefined ? rolling.error : null} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={rolling.isPending}>
            {t(isDoubted ? 'roll.confirmUnusual' : 'roll.confirm')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

function useRoll(
  { id, name, service }: Pick<KeyInHand, 'id' | 'name' | 'service'>,
  deeds: KeyDeeds,
  onDone: () => void,
) {
  const t = useTranslations('keys')
  const { check, refused } = useFieldWords()
  const { tell } = useDeed(deeds.undo)
  const [secret, setSecret] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [doubted, setDoubted] = useState<string | null>(null)
  const rolling = useMutation({
    // the secret is not kept beyond the dialog
    gcTime: 0,
    mutationFn: async (apiKey: string) => {
      const isKnown = apiKey === doubted
      const preview = isKnown
        ? null
        : await act(deeds.preview, { text: apiKey, format: 'csv', services: { 1: service } })
      if (preview?.rows[0]?.isUnusual) return null
      return act(deeds.roll, { keyId: id, apiKey })
    },
    onSuccess: (rolled, apiKey) => {
      if (rolled === null) return setDoubted(apiKey)
      tell(t('roll.done', { name, masked: rolled.masked }), null)
      onDone()
    },
    onError: error => setWrong(refused(error).apiKey),
  })
  const isDoubted = secret.trim() === doubted
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const input = { keyId: id, apiKey: secret.trim() }
    const { apiKey: found } = check(rollSecretSchema, input)
    setWrong(found)
    if (found === undefined) rolling.mutate(input.apiKey)
  }
  return { secret, setSecret, wrong, isDoubted, rolling, submit }
}
