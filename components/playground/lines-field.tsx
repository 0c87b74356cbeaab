import { TagsInput } from '@mantine/core'
import type { FieldProps } from './field-props'

/** Several short texts. */
export function LinesField({ value, onChange, ...shared }: FieldProps) {
  const texts = Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
  return <TagsInput {...shared} value={texts} splitChars={[',', '\n']} acceptValueOnBlur onChange={onChange} />
}
