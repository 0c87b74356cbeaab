import { Radio } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { strategySchema } from '@/lib/contract/service'
import { AsItCame } from './as-it-came'
import classes from './policy.module.css'
import type { PolicyForm } from './use-policy-form'

/** The strategies, each explained in one line. */
export function StrategyChoice({ policy }: { policy: PolicyForm }) {
  const t = useTranslations('policy')
  const names = useTranslations('strategy')
  const { form, own } = policy
  return (
    <Radio.Group
      label={t('strategyTitle')}
      classNames={{ label: classes.groupTitle }}
      value={form.values.strategy}
      onChange={value => form.setFieldValue('strategy', strategySchema.parse(value))}
    >
      <div className={classes.strategies}>
        {strategySchema.options.map(strategy => (
          <Radio
            key={strategy}
            value={strategy}
            size="sm"
            label={names(strategy)}
            description={t(`explain.${strategy}`)}
            classNames={{ label: classes.strategy }}
          />
        ))}
      </div>
      <AsItCame policy={policy} field="strategy" name={t('strategyTitle')} value={names(own.strategy)} />
    </Radio.Group>
  )
}
