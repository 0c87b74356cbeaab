import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import { newOperatorSchema, PASSWORD_MIN_LENGTH } from '@/lib/contract/operator'
import classes from './settings.module.css'
import type { NewOperatorInput, OperatorActions } from './settings-actions'

type AddOperatorProps = { create: OperatorActions['create']; onClose(): void }

/** Another person who may sign in; a viewer unless said otherwise. */
export function AddOperatorDialog({ create, onClose }: AddOperatorProps) {
  const t = useTranslations('operators')
  return (
    <Modal opened onClose={onClose} title={t('add')} size="sm" centered>
      <AddOperatorForm create={create} onClose={onClose} />
    </Modal>
  )
}

type NewOperator = { email: string; name: string; password: string; role: 'admin' | 'viewer' }
const EMPTY: NewOperator = { email: '', name: '', password: '', role: 'viewer' }

function AddOperatorForm({ create, onClose }: AddOperatorProps) {
  const t = useTranslations('operators')
  const say = useProblemWords()
  const [input, setInput] = useState(EMPTY)
  const [isTried, setIsTried] = useState(false)
  const adding = useAdding(create, onClose)
  const isEmail = newOperatorSchema.shape.email.safeParse(input.email.trim()).success
  const isLong = input.password.length >= PASSWORD_MIN_LENGTH
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!isEmail || !isLong) return
    adding.mutate({ ...input, email: input.email.trim(), name: input.name.trim() || null })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          type="email"
          label={t('form.email')}
          autoComplete="off"
          value={input.email}
          error={isTried && !isEmail && t('form.badEmail')}
          data-autofocus
          onChange={event => setInput({ ...input, email: event.currentTarget.value })}
        />
        <TextInput
          label={t('form.name')}
          autoComplete="off"
          maxLength={100}
          value={input.name}
          onChange={event => setInput({ ...input, name: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('form.password')}
          description={t('form.passwordHint', { minimum: PASSWORD_MIN_LENGTH })}
          autoComplete="new-password"
          value={input.password}
          error={isTried && !isLong && t('form.shortPassword', { minimum: PASSWORD_MIN_LENGTH })}
          onChange={event => setInput({ ...input, password: event.currentTarget.value })}
        />
        <RoleChoice role={input.role} onChange={role => setInput({ ...input, role })} />
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {adding.error && say(adding.error)}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t('form.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useAdding(create: AddOperatorProps['create'], onClose: () => void) {
  const t = useTranslations('operators')
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (wanted: NewOperatorInput) => act(create, wanted),
    onSuccess: ({ email }) => {
      notifications.show({ message: t('form.added', { email }) })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.operators }),
  })
}

type RoleChoiceProps = { role: NewOperatorInput['role']; onChange(role: NewOperatorInput['role']): void }

function RoleChoice({ role, onChange }: RoleChoiceProps) {
  const t = useTranslations('operators')
  return (
    <div>
      <div className={classes.label} id="operator-role">
        {t('form.role')}
      </div>
      <SegmentedControl
        aria-labelledby="operator-role"
        fullWidth
        data={(['viewer', 'admin'] as const).map(each => ({ value: each, label: t(`role.${each}`) }))}
        value={role}
        onChange={onChange}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t('roleHint')}
      </Text>
    </div>
  )
}
