import { FileInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { FieldProps } from './field-props'

const FILE_KINDS = '.zip,.csv,.pdf,.txt,.md'

/** Files of this computer. */
export function FilesField({ value, onChange, ...shared }: FieldProps) {
  const t = useTranslations('playground')
  return (
    <FileInput
      {...shared}
      multiple
      clearable
      clearButtonProps={{ 'aria-label': t('clearFiles') }}
      accept={FILE_KINDS}
      placeholder={t('chooseFiles')}
      value={Array.isArray(value) ? value.filter(each => each instanceof File) : []}
      onChange={onChange}
    />
  )
}
