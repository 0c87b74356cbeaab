import { Button, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { CreatedToken } from '@/lib/contract/token'
import type { CreateToken, NewTokenInput } from './create-token'

const NAME_MAX_LENGTH = 100

type CreateTokenFormProps = {
  create: CreateToken
  services: readonly { id: string; label: string }[]
  onCancel(): void
  /** `services`: those it is limited to; `null`: all. */
  onMade(token: CreatedToken, services: string[] | null): void
}

/** Name, services, expiry; what is wrong is said at its field, and nothing is made. */
export function CreateTokenForm({ create, services, onCancel, onMade }: CreateTokenFormProps) {
  const t = useTranslations('tokens')
  const say = useProblemWords()
  const faultsOf = useFaults()
  const queries = useQueryClient()
  const [input, setInput] = useState({ name: '', services: [] as string[], expires: '' })
  const [isTried, setIsTried] = useState(false)
  const faults = isTried ? faultsOf(input) : {}
  const creating = useMutation({
    mutationFn: (wanted: NewTokenInput) => act(create, wanted),
    // the token is not kept beyond the dialog
    gcTime: 0,
    onSuccess: (token, wanted) => onMade(token, wanted.services),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (Object.keys(faultsOf(input)).length > 0) return
    const limited = input.services.length > 0 ? input.services : null
    creating.mutate({ name: input.name.trim(), services: limited, expiresAt: input.expires || null })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('form.name')}
          description={t('form.nameHint')}
          error={faults.name}
          value={input.name}
          data-autofocus
          autoComplete="off"
          onChange={event => setInput({ ...input, name: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('form.services')}
          description={t('form.servicesHint')}
          placeholder={input.services.length === 0 ? t('form.servicesAll') : undefined}
          data={services.map(({ id, label }) => ({ value: id, label }))}
          value={input.services}
          onChange={chosen => setInput({ ...input, services: chosen })}
        />
        <TextInput
          type="date"
          label={t('form.expires')}
          description={t('form.expiresHint')}
          error={faults.expires}
          value={input.expires}
          onChange={event => setInput({ ...input, expires: event.currentTarget.value })}
        />
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {creating.error && say(creating.error)}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={creating.isPending}>
            {t('form.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useFaults() {
  const t = useTranslations('tokens.form')
  return ({ name, expires }: { name: string; expires: string }): { name?: string; expires?: string } => {
    const length = name.trim().length
    const isPast = expires !== '' && Date.parse(expires) <= Date.now()
    return {
      ...(length === 0 && { name: t('nameMissing') }),
      ...(length > NAME_MAX_LENGTH && { name: t('nameLong', { maximum: NAME_MAX_LENGTH }) }),
      ...(isPast && { expires: t('expiresPast') }),
    }
  }
}
