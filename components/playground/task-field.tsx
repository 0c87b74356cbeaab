import { FileInput, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useFieldNames } from './field-names'
import type { FormField } from './form-schema'
import type { FormValue } from './form-values'

const FILE_KINDS = '.zip,.csv,.pdf,.txt,.md'

type TaskFieldProps = {
  field: FormField
  value: FormValue
  error: string | null
  isReadOnly: boolean
  onChange(value: FormValue): void
}

/** One field of a task's input, as its kind wants to be filled in. */
export function TaskField({ field, value, error, isReadOnly, onChange }: TaskFieldProps) {
  const t = useTranslations('playground')
  const names = useFieldNames()
  const shared = {
    label: names.label(field.name),
    description: names.hint(field.name),
    error,
    withAsterisk: field.isNeeded,
    disabled: isReadOnly,
  }
  const text = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'choice':
      return (
        <Select
          {...shared}
          data={field.options.map(option => ({ value: option, label: names.choice(option) }))}
          value={text}
          allowDeselect={false}
          onChange={onChange}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          allowDecimal={false}
          clampBehavior="none"
          onChange={given => onChange(typeof given === 'number' ? given : null)}
        />
      )
    case 'text':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={4}
          maxRows={14}
          value={text}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
    case 'line':
      return <TextInput {...shared} value={text} onChange={event => onChange(event.currentTarget.value)} />
    case 'lines':
      return (
        <TagsInput {...shared} value={textsIn(value)} splitChars={[',', '\n']} acceptValueOnBlur onChange={onChange} />
      )
    case 'files':
      return (
        <FileInput
          {...shared}
          multiple
          clearable
          clearButtonProps={{ 'aria-label': t('clearFiles') }}
          accept={FILE_KINDS}
          placeholder={t('chooseFiles')}
          value={filesIn(value)}
          onChange={onChange}
        />
      )
  }
}

function textsIn(value: FormValue): string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
}

function filesIn(value: FormValue): File[] {
  return Array.isArray(value) ? value.filter(each => each instanceof File) : []
}
