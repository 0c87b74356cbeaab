import { Button, Checkbox, NumberInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import type { ServiceAlertRules } from '@/lib/contract/alert-rules'
import { ALERT_CODES } from '@/lib/contract/alerts'
import classes from './rules.module.css'
import { NUMBERS, rangeOf } from './rules-values'
import { type ChangeRules, type RulesForm, useRulesForm } from './use-rules-form'

/** The rules of one service; a viewer reads them. */
export function RulesPanel({ service, change }: { service: ServiceAlertRules; change: ChangeRules | null }) {
  const t = useTranslations('alertRules')
  const form = useRulesForm(service, change)
  const say = useProblemWords()
  return (
    <Panel title={service.label} aside={t('changed', { count: service.changed.length })}>
      <form onSubmit={form.submit} noValidate aria-label={t('service', { service: service.label })}>
        <div className={classes.numbers}>
          {NUMBERS.map(field => (
            <NumberInput
              key={field}
              label={t(field)}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="none"
              readOnly={change === null}
              error={form.isWrong(field) && t('range', rangeOf(field))}
              value={form.values[field]}
              onChange={value => form.set({ [field]: value })}
            />
          ))}
        </div>
        <Conditions form={form} isReadOnly={change === null} />
        <p role="alert" className={classes.refusal}>
          {form.saving.error && say(form.saving.error)}
        </p>
        {change && <Buttons form={form} service={service} />}
      </form>
    </Panel>
  )
}

function Conditions({ form, isReadOnly }: { form: RulesForm; isReadOnly: boolean }) {
  const t = useTranslations('alertRules')
  const names = useTranslations('alerts.name')
  const on = ALERT_CODES.filter(code => !form.values.off.includes(code))
  return (
    <Checkbox.Group
      label={t('on')}
      mt="md"
      value={on}
      readOnly={isReadOnly}
      onChange={chosen => form.set({ off: ALERT_CODES.filter(code => !chosen.includes(code)) })}
    >
      <div className={classes.conditions}>
        {ALERT_CODES.map(code => (
          <Checkbox key={code} value={code} label={names(code)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

function Buttons({ form, service }: { form: RulesForm; service: ServiceAlertRules }) {
  const t = useTranslations('alertRules')
  return (
    <div className={classes.buttons}>
      <Button type="submit" disabled={!form.isChanged} loading={form.saving.isPending}>
        {t('save')}
      </Button>
      <Button variant="default" disabled={service.changed.length === 0 || form.saving.isPending} onClick={form.reset}>
        {t('reset')}
      </Button>
    </div>
  )
}
