import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import dynamic from 'next/dynamic'
import { useFieldNames } from './field-names'
import type { FormField } from './form-schema'
import type { FormValue } from './form-values'

/** Fetched for the tasks that ask with them. */
const FilesField = dynamic(() => import('./files-field').then(module => module.FilesField))
const LinesField = dynamic(() => import('./lines-field').then(module => module.LinesField))
const NumberField = dynamic(() => import('./number-field').then(module => module.NumberField))

type TaskFieldProps = {
  field: FormField
  value: FormValue
  error: string | null
  isReadOnly: boolean
  onChange(value: FormValue): void
}

/** One field of a task's input, as its kind wants to be filled in. */
export function TaskField({ field, value, error, isReadOnly, onChange }: TaskFieldProps) {
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
        <NativeSelect
          {...shared}
          data={field.options.map(option => ({ value: option, label: names.choice(option) }))}
          value={text}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
      return <NumberField {...shared} value={value} onChange={onChange} />
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
      return <LinesField {...shared} value={value} onChange={onChange} />
    case 'files':
      return <FilesField {...shared} value={value} onChange={onChange} />
  }
}
