import { Autocomplete, NativeSelect, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { timeZones, ZONES_SHOWN } from '@/components/forms/time-zones'
import { dayWindowSchema, limitScopeSchema } from '@/lib/contract/service'
import { AsItCame } from './as-it-came'
import classes from './policy.module.css'
import type { NumberField } from './policy-values'
import type { PolicyForm } from './use-policy-form'

/** Everything of a policy but its strategy, in groups. */
export function PolicyFields({ policy }: { policy: PolicyForm }) {
  const t = useTranslations('policy')
  return (
    <>
      <Group title={t('groups.rests')}>
        <NumberInput policy={policy} field="rateLimitRestMs" help={t('help.rateLimitRestMs')} />
        <NumberInput policy={policy} field="overloadRestMs" help={t('help.overloadRestMs')} />
      </Group>
      <Group title={t('groups.retry')}>
        <NumberInput policy={policy} field="maxAttempts" />
        <NumberInput policy={policy} field="maxServiceAttempts" />
      </Group>
      <Group title={t('groups.deadlines')}>
        <NumberInput policy={policy} field="firstByteDeadlineMs" />
        <NumberInput policy={policy} field="wholeAnswerDeadlineMs" />
        <NumberInput policy={policy} field="maxWaitMs" help={t('help.maxWaitMs')} />
      </Group>
      <Group title={t('groups.quota')}>
        <ZoneInput policy={policy} />
        <WindowSelect policy={policy} />
        <ScopeSelect policy={policy} />
      </Group>
    </>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.groupTitle}>{title}</legend>
      <div className={classes.grid}>{children}</div>
    </fieldset>
  )
}

type NumberInputProps = { policy: PolicyForm; field: NumberField; help?: string }

function NumberInput({ policy, field, help }: NumberInputProps) {
  const t = useTranslations('policy')
  const name = t(`fields.${field}`)
  return (
    <div>
      <TextInput size="sm" autoComplete="off" label={name} description={help} {...policy.form.getInputProps(field)} />
      <AsItCame policy={policy} field={field} name={name} value={policy.own[field]} />
    </div>
  )
}

function ZoneInput({ policy }: { policy: PolicyForm }) {
  const t = useTranslations('policy')
  const name = t('fields.dayZone')
  return (
    <div>
      <Autocomplete
        size="sm"
        label={name}
        data={timeZones()}
        limit={ZONES_SHOWN}
        {...policy.form.getInputProps('dayZone')}
      />
      <AsItCame policy={policy} field="dayZone" name={name} value={policy.own.dayZone} />
    </div>
  )
}

function WindowSelect({ policy }: { policy: PolicyForm }) {
  const t = useTranslations('policy')
  const name = t('fields.dayWindow')
  const data = dayWindowSchema.options.map(value => ({ value, label: t(`dayWindow.${value}`) }))
  return (
    <div>
      <NativeSelect size="sm" label={name} data={data} {...policy.form.getInputProps('dayWindow')} />
      <AsItCame policy={policy} field="dayWindow" name={name} value={t(`dayWindow.${policy.own.dayWindow}`)} />
    </div>
  )
}

function ScopeSelect({ policy }: { policy: PolicyForm }) {
  const t = useTranslations('policy')
  const name = t('fields.limitScope')
  const data = limitScopeSchema.options.map(value => ({ value, label: t(`limitScope.${value}`) }))
  return (
    <div>
      <NativeSelect size="sm" label={name} data={data} {...policy.form.getInputProps('limitScope')} />
      <AsItCame policy={policy} field="limitScope" name={name} value={t(`limitScope.${policy.own.limitScope}`)} />
    </div>
  )
}
