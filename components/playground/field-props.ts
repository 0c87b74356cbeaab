import type { FormValue } from './form-values'

/** What every kind of field is given. */
export type FieldProps = {
  label: string
  description: string | null
  error: string | null
  withAsterisk: boolean
  disabled: boolean
  value: FormValue
  onChange(value: FormValue): void
}
