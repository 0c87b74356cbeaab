import { Button, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useProblemWords } from '@/components/layout/problem-words'
import { LimitFields } from './limit-fields'
import { type TokenFaults, type TokenValues, useTokenFaults } from './token-values'

type TokenFormProps = {
  before: TokenValues
  services: readonly { id: string; label: string }[]
  submit: string
  isPending: boolean
  trouble: Error | null
  onCancel(): void
  onSubmit(values: TokenValues): void
}

/** Name, services, limits, end; what is wrong is said at its field, and nothing is sent. */
export function TokenForm({ before, services, submit, isPending, trouble, onCancel, onSubmit }: TokenFormProps) {
  const t = useTranslations('tokens')
  const say = useProblemWords()
  const faultsOf = useTokenFaults()
  const [values, setValues] = useState(before)
  const [isTried, setIsTried] = useState(false)
  const faults: TokenFaults = isTried ? faultsOf(values, before) : {}
  const change = (part: Partial<TokenValues>) => setValues({ ...values, ...part })
  const send = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (Object.keys(faultsOf(values, before)).length === 0) onSubmit(values)
  }
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('form.name')}
          description={t('form.nameHint')}
          error={faults.name}
          value={values.name}
          data-autofocus
          autoComplete="off"
          onChange={event => change({ name: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('form.services')}
          description={t('form.servicesHint')}
          placeholder={values.services.length === 0 ? t('form.servicesAll') : undefined}
          data={services.map(({ id, label }) => ({ value: id, label }))}
          value={values.services}
          onChange={chosen => change({ services: chosen })}
        />
        <LimitFields values={values} faults={faults} onChange={change} />
        <TextInput
          type="date"
          label={t('form.expires')}
          description={t('form.expiresHint')}
          error={faults.expires}
          value={values.expires}
          onChange={event => change({ expires: event.currentTarget.value })}
        />
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {trouble && say(trouble)}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
