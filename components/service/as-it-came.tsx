import { UnstyledButton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './policy.module.css'
import { isAsItCame, type PolicyField } from './policy-values'
import type { PolicyForm } from './use-policy-form'

type AsItCameProps = { policy: PolicyForm; field: PolicyField; name: string; value: string }

/** Under a field that an operator changed: what the service came with, and the way back to it. */
export function AsItCame({ policy: { form, own }, field, name, value }: AsItCameProps) {
  const t = useTranslations('policy')
  if (isAsItCame(field, form.values, own)) return null
  return (
    <span className={classes.came}>
      <span className={classes.mark} role="img" aria-label={t('mark')} />
      {t('origin', { value })}
      <UnstyledButton
        type="button"
        className={classes.back}
        aria-label={t('backOf', { field: name })}
        onClick={() => {
          form.setFieldValue(field, own[field])
          form.clearFieldError(field)
        }}
      >
        {t('back')}
      </UnstyledButton>
    </span>
  )
}
