import { Button, Group, Modal, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import type { Prices, SetPriceInput } from '@/lib/contract/prices'
import { PRICE_FIELDS, type PriceFaults, type PriceField, type PriceValues, readPrice } from './price-values'
import type { PriceActions } from './settings-actions'

type PriceDialogProps = {
  before: PriceValues
  services: Prices['services']
  actions: PriceActions
  onClose(): void
}

/** What a model costs from now on. */
export function PriceDialog(props: PriceDialogProps) {
  const t = useTranslations('settings.prices')
  return (
    <Modal opened onClose={props.onClose} title={t('dialog')} size="md" centered>
      <PriceForm {...props} />
    </Modal>
  )
}

function PriceForm({ before, services, actions, onClose }: PriceDialogProps) {
  const t = useTranslations('settings.prices')
  const say = useProblemWords()
  const [values, setValues] = useState(before)
  const [isTried, setIsTried] = useState(false)
  const setting = useSetting(actions, onClose)
  const read = readPrice(values)
  const faults: PriceFaults = isTried && 'faults' in read ? read.faults : {}
  const unit = services.find(({ id }) => id === values.service)?.unit ?? 'request'
  // mail has no tokens
  const fields = unit === 'recipient' ? (['unitUsd'] as const) : PRICE_FIELDS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if ('input' in read) setting.mutate(read.input)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <NativeSelect
          label={t('service')}
          data={services.map(({ id, label }) => ({ value: id, label }))}
          value={values.service}
          onChange={event => setValues({ ...values, service: event.currentTarget.value })}
        />
        <TextInput
          label={t('model')}
          description={t('modelHint')}
          autoComplete="off"
          data-autofocus={before.model === '' || undefined}
          value={values.model}
          error={faults.model && t('fault.model')}
          onChange={event => setValues({ ...values, model: event.currentTarget.value })}
        />
        <AmountFields
          fields={fields}
          values={values}
          faults={faults}
          unit={unit}
          onChange={part => setValues({ ...values, ...part })}
        />
        <Text size="xs" c="dimmed">
          {t('fromNow')}
        </Text>
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {setting.error && say(setting.error)}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={setting.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useSetting(actions: PriceActions, onClose: () => void) {
  const t = useTranslations('settings.prices')
  const deed = useDeed(actions.undo)
  return useMutation({
    mutationFn: (input: SetPriceInput) => act(actions.set, input),
    onSuccess: ({ model, auditId }) => {
      deed.tell(t('saved', { model }), auditId)
      onClose()
    },
  })
}

type AmountFieldsProps = {
  fields: readonly PriceField[]
  values: PriceValues
  faults: PriceFaults
  unit: 'request' | 'recipient'
  onChange(part: Partial<PriceValues>): void
}

function AmountFields({ fields, values, faults, unit, onChange }: AmountFieldsProps) {
  const t = useTranslations('settings.prices')
  const labelOf = (field: PriceField) => (field === 'unitUsd' ? t(`unit.${unit}`) : t(`form.${field}`))
  const faultOf = (field: PriceField) => {
    const fault = faults[field] ?? (fields.length === 1 ? faults.inputUsd : undefined)
    return fault && fault !== 'model' ? t(`fault.${fault}`) : undefined
  }
  return (
    <SimpleGrid cols={{ base: 1, xs: fields.length === 1 ? 1 : 2 }} spacing="sm">
      {fields.map(field => (
        <TextInput
          key={field}
          label={labelOf(field)}
          placeholder={t(`empty.${field}`)}
          leftSection="$"
          inputMode="decimal"
          autoComplete="off"
          value={values[field]}
          error={faultOf(field)}
          onChange={event => onChange({ [field]: event.currentTarget.value })}
        />
      ))}
    </SimpleGrid>
  )
}
