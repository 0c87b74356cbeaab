import { Checkbox, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useTranslations } from 'next-intl'
import { TYPING_MS } from '@/components/forms/typing'
import classes from './bulk.module.css'
import { bulkSettingsOf, EMPTY_SETTINGS, LIMIT_FIELDS, type LimitField, wrongFields } from './bulk-values'

/**
 * What is to change of the selected keys; `change` is `null` while nothing is, or while something is wrong. `shown`
 * follows it when the hand rests: a preview is asked for it.
 */
export function useBulkSettings() {
  const t = useTranslations('service.bulk')
  const form = useForm({
    initialValues: EMPTY_SETTINGS,
    validateInputOnChange: true,
    validate: values => {
      const wrong = wrongFields(values)
      return Object.fromEntries(wrong.map(({ field, wanted }) => [field, t(wanted)]))
    },
  })
  const [rested] = useDebouncedValue(form.values, TYPING_MS)
  return { form, change: bulkSettingsOf(form.values), shown: bulkSettingsOf(rested) }
}

export type Settings = ReturnType<typeof useBulkSettings>

/** Each field changes all selected keys; an empty one none. */
export function BulkSettings({ settings: { form } }: { settings: Settings }) {
  const t = useTranslations('service.bulk')
  const common = { size: 'sm', autoComplete: 'off', placeholder: t('unchanged') } as const
  return (
    <div className={classes.settings}>
      <TextInput {...common} inputMode="numeric" label={t('fact.priority')} {...form.getInputProps('priority')} />
      <TextInput {...common} inputMode="decimal" label={t('fact.weight')} {...form.getInputProps('weight')} />
      {LIMIT_FIELDS.map(field => (
        <LimitInput key={field} field={field} form={form} />
      ))}
      <TextInput {...common} label={t('fact.account')} {...form.getInputProps('account')} className={classes.wide} />
      <TagsInput size="sm" label={t('addLabels')} description={t('labelsHelp')} {...form.getInputProps('addLabels')} />
      <TagsInput
        size="sm"
        label={t('removeLabels')}
        description={t('labelsHelp')}
        {...form.getInputProps('removeLabels')}
      />
    </div>
  )
}

function LimitInput({ field, form }: { field: LimitField; form: Settings['form'] }) {
  const t = useTranslations('service.bulk')
  const isFree = form.values.withoutLimit.includes(field)
  const toggle = () => {
    const others = form.values.withoutLimit.filter(each => each !== field)
    form.setFieldValue('withoutLimit', isFree ? others : [...others, field])
  }
  return (
    <div>
      <TextInput
        size="sm"
        autoComplete="off"
        inputMode="numeric"
        label={t(`fact.${field}`)}
        placeholder={isFree ? t('noLimit') : t('unchanged')}
        disabled={isFree}
        {...form.getInputProps(field)}
      />
      <Checkbox
        size="xs"
        mt={4}
        label={t('noLimit')}
        aria-label={`${t(`fact.${field}`)}: ${t('noLimit')}`}
        checked={isFree}
        onChange={toggle}
      />
    </div>
  )
}
