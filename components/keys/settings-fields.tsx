import { NumberInput, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import classes from './key-dialogs.module.css'
import type { SettingsValues } from './settings-form'

const LIMITS = ['dailyLimit', 'minuteLimit', 'tokenMinuteLimit', 'concurrencyLimit'] as const

type SettingsFieldsProps<Values extends SettingsValues> = {
  form: UseFormReturnType<Values>
  /** What priority and weight come to; stands right below them. */
  effect?: ReactNode
}

/** The fields of a key's settings, all but its name. */
export function SettingsFields<Values extends SettingsValues>({ form, effect }: SettingsFieldsProps<Values>) {
  const t = useTranslations('keys')
  const common = (field: Exclude<keyof SettingsValues, 'name'>) => ({
    label: t(`fields.${field}`),
    ...form.getInputProps(field),
  })
  return (
    <div className={classes.fields}>
      <NumberInput {...common('priority')} description={t('help.priority')} allowDecimal={false} hideControls />
      <NumberInput {...common('weight')} description={t('help.weight')} hideControls />
      {effect && <div className={classes.wide}>{effect}</div>}
      {LIMITS.map(field => (
        <NumberInput
          key={field}
          {...common(field)}
          description={t('help.limit')}
          allowDecimal={false}
          thousandSeparator=" "
          hideControls
        />
      ))}
      <TextInput {...common('account')} description={t('help.account')} autoComplete="off" />
      <TextInput {...common('expiresAt')} description={t('help.expiresAt')} type="date" />
      <TagsInput {...common('models')} description={t('help.models')} className={classes.wide} />
      <TagsInput {...common('labels')} description={t('help.labels')} className={classes.wide} />
      <Textarea {...common('note')} description={t('help.note')} autosize minRows={2} className={classes.wide} />
    </div>
  )
}
