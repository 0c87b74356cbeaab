import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { ProblemError } from '@/lib/client/fetch'
import { PASSWORD_MIN_LENGTH } from '@/lib/contract/operator'
import type { AccountActions } from './settings-actions'

type PasswordDialogProps = { change: AccountActions['changePassword']; onClose(): void }

/** Another password for oneself, for which the present one is asked; then everybody signs in again. */
export function PasswordDialog({ change, onClose }: PasswordDialogProps) {
  const t = useTranslations('settings.account')
  return (
    <Modal opened onClose={onClose} title={t('password')} size="sm" centered>
      <PasswordForm change={change} onClose={onClose} />
    </Modal>
  )
}

function PasswordForm({ change, onClose }: PasswordDialogProps) {
  const t = useTranslations('settings.account')
  const words = useTranslations('operators')
  const say = useProblemWords()
  const [input, setInput] = useState({ current: '', password: '' })
  const [isTried, setIsTried] = useState(false)
  const isMissing = input.current === ''
  const isShort = input.password.length < PASSWORD_MIN_LENGTH
  const changing = useMutation({
    mutationFn: () => act(change, input),
    onSuccess: () => location.assign('/login?next=/settings'),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!isMissing && !isShort) changing.mutate()
  }
  const refusal = changing.error && say(changing.error)
  const isOfCurrent = changing.error instanceof ProblemError && changing.error.problem.code === 'invalid-input'
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <PasswordInput
          label={t('current')}
          autoComplete="current-password"
          value={input.current}
          error={(isTried && isMissing && t('currentMissing')) || (isOfCurrent && refusal)}
          data-autofocus
          onChange={event => setInput({ ...input, current: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('next')}
          description={t('nextHint', { minimum: PASSWORD_MIN_LENGTH })}
          autoComplete="new-password"
          value={input.password}
          error={isTried && isShort && words('form.shortPassword', { minimum: PASSWORD_MIN_LENGTH })}
          onChange={event => setInput({ ...input, password: event.currentTarget.value })}
        />
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {!isOfCurrent && refusal}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {words('cancel')}
          </Button>
          <Button type="submit" loading={changing.isPending || changing.isSuccess}>
            {t('password')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
