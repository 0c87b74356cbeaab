import { NumberInput } from '@mantine/core'
import type { FieldProps } from './field-props'

/** A whole number. */
export function NumberField({ value, onChange, ...shared }: FieldProps) {
  return (
    <NumberInput
      {...shared}
      value={typeof value === 'number' ? value : ''}
      allowDecimal={false}
      clampBehavior="none"
      onChange={given => onChange(typeof given === 'number' ? given : null)}
    />
  )
}
