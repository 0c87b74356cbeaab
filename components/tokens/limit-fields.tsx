import { SimpleGrid, Text, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { TokenFaults, TokenValues } from './token-values'

type LimitFieldsProps = {
  values: TokenValues
  faults: TokenFaults
  onChange(part: Partial<TokenValues>): void
}

const FIELDS = ['perMinute', 'perDay', 'budget'] as const

/** How much a token may use; an empty field is no limit. */
export function LimitFields({ values, faults, onChange }: LimitFieldsProps) {
  const t = useTranslations('tokens.form')
  return (
    <div>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {FIELDS.map(field => (
          <TextInput
            key={field}
            label={t(field)}
            placeholder={t('noLimit')}
            error={faults[field]}
            value={values[field]}
            inputMode={field === 'budget' ? 'decimal' : 'numeric'}
            leftSection={field === 'budget' ? '$' : undefined}
            autoComplete="off"
            onChange={event => onChange({ [field]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt={4}>
        {t('limitsHint')}
      </Text>
    </div>
  )
}
